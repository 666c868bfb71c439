"""What citizens, clerks and onlookers do with their screens."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.hall import PASSWORD, Hall

REGISTRATION = "企业登记"
DIGITS = "零一二三四五六七八九"
OFFICE = {"width": 1280, "height": 900}  # the screen of somebody who works in the office


def number_on(page: Page, place: str) -> str:
    """The ticket number that stands in a part of a screen, as `A007`."""
    shown = page.locator(f"{place} .number")
    expect(shown).to_be_visible()
    return str(shown.get_attribute("data-number"))


# --- the citizen at the kiosk ---------------------------------------------------------------


def go_to_zone(kiosk: Page, zone: str) -> None:
    """From the first page to the queues of a zone."""
    kiosk.locator(".tile", has_text=zone).tap()
    expect(kiosk.locator(".title h1")).to_have_text(zone)
    settle(kiosk)


def take_number(kiosk: Page, queue: str = REGISTRATION) -> str:
    """Take a number for a queue of the zone that is shown, and read it."""
    take_button(kiosk, queue).tap()
    return number_on(kiosk, ".taken-number")


def take_button(kiosk: Page, queue: str = REGISTRATION) -> Locator:
    """What one taps for a number."""
    return kiosk.locator(".choices .row", has_text=queue).first


def settle(kiosk: Page) -> None:
    """Wait until the page takes taps: for a moment after a change it takes none."""
    expect(kiosk.locator("main")).not_to_have_attribute("data-settling", "")


def go_home(kiosk: Page) -> None:
    """Back to the first page, as the next citizen finds it."""
    kiosk.reload()
    expect(kiosk.locator(".home")).to_be_visible()


# --- the clerk at the console ---------------------------------------------------------------


def sign_in(page: Page, login: str) -> None:
    """Fill in the sign-in form that is shown, and send it."""
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")


def sit_down(console: Page, server: str, *, login: str, window: str) -> None:
    """Sign in and take a window."""
    console.goto(f"{server}/console")
    sign_in(console, login)
    console.locator(".seat", has=console.get_by_text(f"{window} 号", exact=True)).click()
    expect_situation(console, "idle")


def press(console: Page, key: str, *, then: str) -> None:
    """Press a step's key and wait for what it leads to."""
    console.keyboard.press(key)
    expect_situation(console, then)


def finish(console: Page, outcome: str = "1") -> None:
    """End the service with the outcome that has this key."""
    console.keyboard.press("f")
    expect(console.locator("dialog[open]")).to_be_visible()
    press(console, outcome, then="idle")


def begin_to_serve(console: Page) -> None:
    """Call the next one, and start."""
    press(console, "n", then="called")
    press(console, "s", then="serving")


def serve_next(console: Page) -> None:
    """Call, start and finish."""
    begin_to_serve(console)
    finish(console)


def expect_situation(console: Page, situation: str) -> None:
    """Wait until the window is in this situation and the console takes the next key."""
    expect(console.locator(".console")).to_have_attribute("data-situation", situation)
    first = console.locator(".dock [data-step]").first
    expect(first).to_have_attribute("aria-disabled", "false")


# --- the citizen at the window ---------------------------------------------------------------


def rate(keypad: Page, level: str) -> None:
    """Wait until the keypad asks, then press one of its keys."""
    expect(keypad.locator("#lamp")).to_have_class("armed")
    keypad.locator("#keys button", has_text=re.compile(f"^{level}")).click()


def be_served_and_rate(
    hall: Hall, console: Page, open_page: Callable[..., Page], level: str
) -> str:
    """Come to the first window, be served, and rate it by its keypad; returns the number."""
    number = hall.issue()
    sit_down(console, hall.server, login="clerk1", window="1")
    serve_next(console)
    rate(open_page(hall.keypad(0), width=1000, height=900), level)
    expect(console.locator(".rating.stored")).to_be_visible()
    return number


# --- numbers --------------------------------------------------------------------------------


def expect_number(page: Page, place: str, number: str) -> None:
    """Wait until a part of a screen shows this number."""
    expect(page.locator(f"{place} .number")).to_have_attribute("data-number", number)


def spaced(number: str) -> str:
    """`A007` as screens write it, with a space that never breaks."""
    return f"{number[0]}\u00a0{number[1:]}"


def spoken(number: str, window: str) -> str:
    """How a call to one of the first ten windows sounds."""
    digits = "".join(DIGITS[int(digit)] for digit in number[1:])
    return f"请 {number[0]} {digits} 号，到{DIGITS[int(window)]}号窗口"


# --- everybody in front of a display --------------------------------------------------------


def calls_on(display: Page) -> list[tuple[str, str]]:
    """Number and window of every call that is shown, the large place first."""
    places = display.locator(".called, .call").all()
    return [
        (
            str(place.locator(".number").get_attribute("data-number")),
            place.locator(".window-number").inner_text(),
        )
        for place in places
    ]


def waiting_on(display: Page) -> list[int]:
    """How many wait, queue by queue."""
    return [int(count) for count in display.locator(".queue-count b").all_inner_texts()]
