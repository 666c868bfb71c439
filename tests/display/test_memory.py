"""A display that is on all day and all year holds no more in the evening than in the morning."""

import pytest
from playwright.sync_api import expect

from tests.display.a_day import Day
from tests.display.conftest import Open
from tests.display.fake_server import FakeHall
from tests.display.films import picture, slide

pytestmark = pytest.mark.journey

EACH_S = 43.2  # 2,000 calls a day
CALLS = 40
GROWTH = 100_000  # bytes: what a page holds goes up and down by as much; a leak goes on


def test_nothing_stays_of_calls_that_are_over(hall: FakeHall, open_page: Open) -> None:
    hall.media = {"a.png": ("image/png", picture()), "b.png": ("image/png", picture((9, 9, 9)))}
    hall.slides = [slide(1, "a.png"), slide(2, "b.png")]
    page = open_page("/display/1?layout=slides", clock=True)
    expect(page.locator(".slide")).to_be_visible()
    day = Day(page, hall)
    day.go_on(calls=CALLS, each_s=EACH_S)
    early = day.memory()

    day.go_on(calls=2 * CALLS, each_s=EACH_S)

    late = day.memory()
    assert late.held_bytes - early.held_bytes < GROWTH
    assert late.nodes - early.nodes < 300
    assert late.listeners - early.listeners < 100
