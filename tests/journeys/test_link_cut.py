"""The network fails: no screen shows what it does not know, and all are right afterwards."""

from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.hall import HALL_ID, Hall, eventually
from tests.journeys.kiosks import own_kiosk

WINDOW = f"/halls/{HALL_ID}/windows/1"


def test_a_display_without_a_link_shows_no_call_and_is_right_afterwards(
    hall: Hall, display: Page
) -> None:
    missed, recent = hall.issue(), hall.issue()
    hall.post(f"{WINDOW}/open", {"take_over": False}, login="clerk1")
    hall.post(f"{WINDOW}/call-next", {}, login="clerk1")
    people.expect_number(display, ".called", missed)

    display.context.set_offline(True)
    hall.post(f"{WINDOW}/pass", {"reason": None}, login="clerk1")
    hall.post(f"{WINDOW}/call-next", {}, login="clerk1")
    expect(display.locator(".cut-off")).to_contain_text("连接中断")
    expect(display.locator(".called")).to_have_count(0)

    display.context.set_offline(False)
    people.expect_number(display, ".called", recent)
    expect(display.locator(".cut-off")).to_be_hidden()
    assert people.calls_on(display) == [(recent, "1")]
    expect(display.locator(".passed .number")).to_have_attribute("data-number", missed)


def test_a_press_while_the_server_hangs_gives_one_number_at_once(hall: Hall, kiosk: Page) -> None:
    before = {row["id"] for row in hall.rows("SELECT id FROM ticket")}
    own_kiosk(hall).wait_until_standing_by()
    people.go_to_zone(kiosk, "企业开办")

    with hall.server_stopped():
        people.take_button(kiosk).tap()
        number = people.number_on(kiosk, ".taken-number")
        expect(kiosk.locator(".taken")).to_contain_text("等候人数暂时未知")

    # The server now carries out what it was asked while it hung, and hears which number was given.
    def of_the_press() -> dict[str, str]:
        rows = hall.rows("SELECT id, number, state FROM ticket ORDER BY id")
        return {row["number"]: row["state"] for row in rows if row["id"] not in before}

    eventually(lambda: number in of_the_press())
    assert [n for n, state in of_the_press().items() if state != "void"] == [number]
    slip = "SELECT slip FROM ticket WHERE number = ? ORDER BY id DESC LIMIT 1"
    assert hall.rows(slip, number)[0]["slip"] == "printed"
