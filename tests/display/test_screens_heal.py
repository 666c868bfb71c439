"""Screens that break, and what they tell of themselves."""

import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.display.conftest import Open
from tests.display.fake_server import FakeHall

pytestmark = pytest.mark.journey

A = 1
BREAK = """
  addEventListener('break', () => { throw new Error('a fault of the page'); }, { once: true });
  dispatchEvent(new Event('break'));
"""
FORGET = "void Promise.reject(new Error('an answer that nobody took'))"


@pytest.fixture
def breakable(context: BrowserContext, server: tuple[FakeHall, str], hall: FakeHall) -> Page:
    """A hall board that may complain, as a page does that breaks."""
    page = context.new_page()
    page.clock.install()
    page.goto(f"{server[1]}/display/1")
    hall.call("A007", A, 1)
    expect(page.locator(".called .number")).to_have_attribute("data-number", "A007")
    return page


def hear(page: Page, hall: FakeHall, times: int) -> None:
    """Let the page's time go on until it has told of itself so often."""
    gives_up_at = time.monotonic() + 20
    while len(hall.told) < times:
        assert time.monotonic() < gives_up_at, "the screen told nothing"
        page.clock.run_for(500)


@pytest.mark.parametrize("fault", [BREAK, FORGET], ids=["an exception", "a promise"])
def test_a_screen_that_breaks_takes_its_numbers_away_and_comes_back_with_the_right_ones(
    breakable: Page, hall: FakeHall, fault: str
) -> None:
    breakable.evaluate(fault)
    breakable.clock.run_for(1)
    expect(breakable.locator(".is-healing")).to_contain_text("正在恢复")
    expect(breakable.locator(".number")).to_have_count(0)

    hall.start("A007", A, 1)
    hall.call("A008", A, 2)
    breakable.clock.fast_forward(4_000)

    expect(breakable.locator(".called .number")).to_have_attribute("data-number", "A008")


def test_a_screen_that_broke_waits_for_a_server_that_answers(breakable: Page) -> None:
    breakable.context.set_offline(True)
    breakable.evaluate(BREAK)
    breakable.clock.run_for(1)
    expect(breakable.locator(".is-healing")).to_be_visible()
    breakable.clock.fast_forward(30_000)
    expect(breakable.locator(".is-healing")).to_be_visible()

    breakable.context.set_offline(False)
    breakable.clock.fast_forward(6_000)

    expect(breakable.locator(".called .number")).to_have_attribute("data-number", "A007")


def test_a_screen_that_breaks_each_time_waits_longer_each_time(breakable: Page) -> None:
    for wait_ms in (3_000, 6_000, 12_000):
        breakable.evaluate(BREAK)
        breakable.clock.run_for(1)
        expect(breakable.locator(".is-healing")).to_be_visible()
        breakable.clock.fast_forward(wait_ms - 500)
        expect(breakable.locator(".is-healing")).to_be_visible()
        breakable.clock.fast_forward(1_000)
        expect(breakable.locator(".called")).to_be_visible()


def test_a_screen_whose_line_is_stuck_for_minutes_loads_itself_anew(
    breakable: Page, hall: FakeHall
) -> None:
    breakable.evaluate("window.isTheOldPage = true")
    hall.refuses = True
    breakable.context.set_offline(True)
    breakable.clock.fast_forward(13_000)
    expect(breakable.locator(".cut-off")).to_be_visible()
    breakable.context.set_offline(False)

    breakable.clock.fast_forward(200_000)
    breakable.wait_for_function("!window.isTheOldPage")
    hall.refuses = False
    breakable.clock.fast_forward(6_000)

    expect(breakable.locator(".called .number")).to_have_attribute("data-number", "A007")


def test_a_screen_tells_who_it_is_and_what_is_painted(breakable: Page, hall: FakeHall) -> None:
    hear(breakable, hall, 1)
    breakable.evaluate(BREAK)
    expect(breakable.locator(".is-healing")).to_be_visible()
    breakable.clock.fast_forward(4_000)
    expect(breakable.locator(".called")).to_be_visible()
    hear(breakable, hall, len(hall.told) + 1)

    first, last = hall.told[0], hall.told[-1]
    assert first["address"] == "/display/1"
    assert (first["width"], first["height"]) == (1920, 1080)
    assert (first["reloads"], first["fault"]) == (0, None)
    assert last["screen"] == first["screen"]
    assert (last["seq"], last["reloads"]) == (1, 1)
    assert last["fault"] == "Error: a fault of the page"
    assert 0 <= last["up_s"] < 60


def test_a_window_screen_tells_of_itself_too(hall: FakeHall, open_page: Open) -> None:
    hall.call("A007", A, 1)
    page = open_page("/display/1/window/1", clock=True)
    expect(page.locator(".turn")).to_be_visible()
    hear(page, hall, 1)

    assert hall.told[0]["address"] == "/display/1/window/1"
    assert hall.told[0]["seq"] == 1
