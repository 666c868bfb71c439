"""From a number to a rating: what happens to one citizen, on every screen and device."""

import json

from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import Hall, eventually

VERY_SATISFIED = "非常满意"


def test_a_citizen_goes_all_the_way_from_a_number_to_a_rating(
    hall: Hall, kiosk: Page, display: Page, console: Page, open_page: OpenPage
) -> None:
    sign = open_page(f"{hall.server}/display/1/window/1", width=1920, height=1080)
    first = hall.issue()

    people.go_to_zone(kiosk, "企业开办")
    number = people.take_number(kiosk)
    phone = scan(hall, number, open_page)
    expect(phone.locator("#sentence")).to_have_text("等候中，前方 1 人")

    people.sit_down(console, hall.server, login="clerk1", window="1")
    people.press(console, "n", then="called")
    people.expect_number(console, ".current", first)
    people.press(console, "p", then="idle")
    expect(phone.locator("#sentence")).to_have_text("您是下一位")

    people.press(console, "n", then="called")
    people.expect_number(console, ".current", number)
    people.expect_number(display, ".called", number)
    expect(display.locator(".called .window-number")).to_have_text("1")
    people.expect_number(sign, ".turn", number)
    expect(phone.locator("#sentence")).to_have_text("请到 1 号窗口")
    expect(console.locator(".announced")).to_contain_text("已播报")
    expect(display.locator(".caption-text")).to_have_text(people.spoken(number, "1"))
    assert hall.announcements(people.spoken(number, "1")) == 1

    people.press(console, "s", then="serving")
    people.finish(console)
    people.rate(open_page(hall.keypad(0), width=1000, height=900), VERY_SATISFIED)
    expect(console.locator(".rating")).to_have_text(f"{people.spaced(number)} 评价：已收到")
    assert VERY_SATISFIED not in console.content()
    assert "very_satisfied" not in json.dumps(hall.desk(1))
    assert hall.ratings(number) == ["very_satisfied"]
    expect(phone.locator("#sentence")).to_have_text("已办结")


def test_nobody_is_rated_for_without_a_key(hall: Hall, console: Page) -> None:
    hall.set_policy(rating_timeout_s=2)
    number = hall.issue()

    people.sit_down(console, hall.server, login="clerk1", window="1")
    people.serve_next(console)
    eventually(lambda: hall.is_armed(0))
    expect(console.locator(".rating")).to_have_text(f"{people.spaced(number)} 评价：超时未评")

    assert hall.ratings(number) == []
    hall.set_policy(rating_timeout_s=30)


def test_a_key_without_a_meaning_is_an_alarm_and_no_rating(
    hall: Hall, console: Page, open_page: OpenPage
) -> None:
    number = hall.issue()
    hall.turn_keypad(0, unknown_key=True)

    people.sit_down(console, hall.server, login="clerk1", window="1")
    people.serve_next(console)
    people.rate(open_page(hall.keypad(0), width=1000, height=900), VERY_SATISFIED)
    expect(console.locator(".rating.failed")).to_be_visible()

    assert hall.ratings(number) == []
    alarm = hall.alarms("rating_unknown_key")[0]
    assert (alarm["window_id"], alarm["device"]) == (1, "keypad")


def scan(hall: Hall, number: str, open_page: OpenPage) -> Page:
    """Read the newest slip, which must be this number's, and open its QR on a telephone."""
    slip = hall.slips()[-1]
    text = "\n".join(slip["lines"])
    letter, digits = number[0], number[1:]
    for part in (f"{letter} {digits}", "示例县政务服务中心", "企业登记", "前方等候 1 人", "号窗口"):
        assert part in text
    assert (slip["complete"], slip["faults"], len(slip["qr"])) == (True, [], 1)
    assert slip["qr"][0].startswith(f"{hall.server}/t/")
    phone = open_page(slip["qr"][0], width=390, height=844, touch=True)
    expect(phone.locator("#number")).to_have_text(people.spaced(number))
    return phone
