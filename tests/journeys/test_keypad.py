"""A keypad loses its cable while it asks: nothing is made up, and it comes back by itself."""

from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import Hall, eventually


def test_a_keypad_unplugged_while_it_asks_rates_nobody_and_works_again_by_itself(
    hall: Hall, console: Page, open_page: OpenPage
) -> None:
    lost, rated = hall.issue(), hall.issue()
    people.sit_down(console, hall.server, login="clerk1", window="1")

    people.serve_next(console)
    eventually(lambda: hall.is_armed(0))
    hall.turn_keypad(0, plugged=False)
    expect(console.locator(".rating.failed")).to_be_visible()
    assert hall.alarms("rating_not_connected")[0]["window_id"] == 1

    eventually(lambda: hall.device("window-1", "keypad").get("state") == "down")

    hall.turn_keypad(0, plugged=True)
    eventually(lambda: hall.device("window-1", "keypad").get("state") == "up")
    people.serve_next(console)
    keypad = open_page(hall.keypad(0), width=1000, height=900)
    people.rate(keypad, "不满意")
    expect(console.locator(".rating.stored")).to_be_visible()
    keypad.locator("#keys button").first.click()  # one press too many
    eventually(lambda: hall.alarms("stray_press"))

    assert hall.ratings(lost) == []
    assert hall.ratings(rated) == ["dissatisfied"]
