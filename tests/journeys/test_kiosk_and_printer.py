"""One press, one number, one slip: also on a nervous finger, also when the printer fails."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.hall import HALL_ID, Hall, eventually

AMID_A_SLIP = 200  # bytes; a slip has more than twice as many


def test_a_double_tap_gives_one_number_and_one_slip(hall: Hall, kiosk: Page) -> None:
    slips, tickets = len(hall.slips()), drawn(hall)
    people.go_to_zone(kiosk, "企业开办")

    box = people.take_button(kiosk).bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(3):
        kiosk.touchscreen.tap(*middle)
    number = people.number_on(kiosk, ".taken-number")
    kiosk.wait_for_timeout(1500)  # a second number would come out by now

    assert drawn(hall) == [*tickets, number]
    assert len(hall.slips()) == slips + 1


def test_an_unplugged_printer_is_said_before_and_draws_no_number(hall: Hall, kiosk: Page) -> None:
    tickets = drawn(hall)
    hall.turn_printer(unplugged=True)
    expect(kiosk.locator(".notice")).to_be_visible()

    people.go_to_zone(kiosk, "企业开办")
    people.take_button(kiosk).tap()
    expect(kiosk.locator(".trouble")).to_have_attribute("data-code", "printer_not_ready")
    assert drawn(hall) == tickets

    # Plugged in again it needs nobody: the same page gives the number that was wished for.
    hall.turn_printer(unplugged=False)
    eventually(lambda: hall.kiosk_state()["printer"]["can_print"] == "yes", within_s=15)
    kiosk.locator(".trouble-actions .action").tap()
    number = people.number_on(kiosk, ".taken-number")
    assert drawn(hall) == [*tickets, number]
    assert f"{number[0]} {number[1:]}" in hall.slips()[-1]["lines"]


@pytest.mark.parametrize(
    ("fault", "slip"),
    [
        ({"paper_out_after_bytes": AMID_A_SLIP}, "failed"),
        ({"drop_after_bytes": AMID_A_SLIP}, "unknown"),
    ],
    ids=["the paper ends", "the line breaks"],
)
def test_a_slip_that_fails_halfway_leaves_the_number_on_the_screen(
    hall: Hall, kiosk: Page, fault: dict[str, int], slip: str
) -> None:
    people.go_to_zone(kiosk, "企业开办")
    hall.turn_printer(**fault)

    number = people.take_number(kiosk)

    expect(kiosk.locator(".taken")).to_have_attribute("data-slip", slip)
    expect(kiosk.locator(".no-slip .qr")).to_be_visible()
    eventually(lambda: ticket(hall, number)["slip"] == slip)
    assert ticket(hall, number)["state"] == "waiting"


def drawn(hall: Hall) -> list[str]:
    """The numbers of all tickets, in the order of drawing."""
    return [row["number"] for row in hall.rows("SELECT number FROM ticket ORDER BY id")]


def ticket(hall: Hall, number: str) -> dict[str, object]:
    """A ticket as the API gives it."""
    ticket_id = hall.rows("SELECT id FROM ticket WHERE number = ?", number)[0]["id"]
    return dict(hall.get(f"/halls/{HALL_ID}/tickets/{ticket_id}", login="reception"))
