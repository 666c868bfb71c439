"""What one does and sees at a window console."""

from playwright.sync_api import LocatorAssertions, Page, expect

CLERK, OTHER_CLERK = 7, 8


def expect_situation(console: Page, situation: str) -> None:
    """Wait until the console shows it and takes presses again."""
    expect(console.locator(".console")).to_have_attribute("data-situation", situation)
    expect(console.locator('[data-step="more"]')).to_have_attribute("aria-disabled", "false")


def press(console: Page, *keys: str) -> None:
    for key in keys:
        console.keyboard.press(key)


def notice(console: Page) -> LocatorAssertions:
    return expect(console.locator(".notice"))
