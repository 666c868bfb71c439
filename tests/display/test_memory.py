"""A display that is on all day and all year holds no more in the evening than in the morning."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.display.a_day import Day
from tests.display.fake_server import FakeHall
from tests.display.films import picture, slide

pytestmark = pytest.mark.journey

EACH_S = 43.2  # 2,000 calls a day
CALLS = 20
GROWTH = 100_000  # bytes: what a page holds goes up and down by as much; a leak goes on


def test_nothing_stays_of_calls_that_are_over(
    hall: FakeHall, context: BrowserContext, server: tuple[FakeHall, str]
) -> None:
    hall.media = {"a.png": ("image/png", picture()), "b.png": ("image/png", picture((9, 9, 9)))}
    hall.slides = [slide(1, "a.png"), slide(2, "b.png")]
    page = context.new_page()  # whose browser says so when its clock outruns the line's own beat
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.clock.install()
    page.goto(f"{server[1]}/display/1?layout=slides")
    expect(page.locator(".slide")).to_be_visible()
    day = Day(page, hall)
    day.go_on(calls=CALLS, each_s=EACH_S)
    early = day.memory()

    day.go_on(calls=2 * CALLS, each_s=EACH_S)

    late = day.memory()
    assert faults == []
    assert late.held_bytes - early.held_bytes < GROWTH
    assert late.nodes - early.nodes < 300
    assert late.listeners - early.listeners < 100
