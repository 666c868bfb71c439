"""One press, one number, one slip: also on a nervous finger, also when the printer fails."""

from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.hall import Hall, eventually
from tests.journeys.slips import tickets


def test_a_double_tap_gives_one_number_and_one_slip(hall: Hall, kiosk: Page) -> None:
    slips, drawn = len(hall.slips()), tickets(hall)
    people.go_to_zone(kiosk, "企业开办")

    box = people.take_button(kiosk).bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(3):
        kiosk.touchscreen.tap(*middle)
    number = people.number_on(kiosk, ".taken-number")
    kiosk.wait_for_timeout(1500)  # a second number would come out by now

    assert tickets(hall) == [*drawn, number]
    assert len(hall.slips()) == slips + 1


def test_an_unplugged_printer_is_said_before_and_draws_no_number(hall: Hall, kiosk: Page) -> None:
    drawn = tickets(hall)
    hall.turn_printer(unplugged=True)
    expect(kiosk.locator(".notice")).to_be_visible()

    people.go_to_zone(kiosk, "企业开办")
    people.take_button(kiosk).tap()
    expect(kiosk.locator(".trouble")).to_have_attribute("data-code", "printer_not_ready")
    assert tickets(hall) == drawn

    # Plugged in again it needs nobody: the same page gives the number that was wished for.
    hall.turn_printer(unplugged=False)
    eventually(lambda: hall.kiosk_state()["printer"]["can_print"] == "yes", within_s=15)
    kiosk.locator(".trouble-actions .action").tap()
    number = people.number_on(kiosk, ".taken-number")
    assert tickets(hall) == [*drawn, number]
    assert f"{number[0]} {number[1:]}" in hall.slips()[-1]["lines"]
