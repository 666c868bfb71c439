"""The touch page without a touch: keyboard or keypad, focus, Enter, Escape, digits."""

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey


AT_ONCE = """keys => keys.forEach(
  key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})))"""


def press(kiosk: Kiosk, *keys: str) -> None:
    for key in keys:
        kiosk.page.keyboard.press(key)


def choose(kiosk: Kiosk, digit: str, *, heading: str) -> None:
    """Press a digit by itself, as a hand does, and wait for the page it leads to."""
    kiosk.page.wait_for_timeout(600)  # keys that follow each other sooner are a scanner's
    press(kiosk, digit)
    expect(kiosk.heading()).to_have_text(heading)


def focused(kiosk: Kiosk) -> str:
    return str(kiosk.page.evaluate("document.activeElement.innerText")).replace("\n", " ")


def walk_to(kiosk: Kiosk, name: str, *, by: str) -> None:
    """Move the focus by this key until it is on the button; it must be reached, and be seen."""
    for _ in range(30):
        press(kiosk, by)
        if name in focused(kiosk):
            break
    assert name in focused(kiosk)
    outline = "getComputedStyle(document.activeElement).outlineWidth"
    assert float(kiosk.page.evaluate(outline).removesuffix("px")) >= 3


@pytest.mark.parametrize("by", ["Tab", "ArrowDown"])
def test_a_whole_number_is_taken_by_moving_and_enter(kiosk: Kiosk, by: str) -> None:
    walk_to(kiosk, "综合服务", by=by)
    press(kiosk, "Enter")
    expect(kiosk.heading()).to_have_text("综合服务")
    walk_to(kiosk, "社会保障", by=by)
    press(kiosk, "Enter")

    expect(kiosk.page.locator(".number")).to_have_attribute("data-number", "F007")

    press(kiosk, "Escape")
    expect(kiosk.heading()).to_have_text("您要办什么？")


def test_a_number_is_taken_with_two_digits_of_a_keypad(kiosk: Kiosk) -> None:
    choose(kiosk, "3", heading="综合服务")
    expect(kiosk.page.locator("html")).to_have_attribute("data-keys", "")
    choose(kiosk, "1", heading="您的号")
    assert len(kiosk.agent.asked) == 1


def test_a_guide_is_found_read_and_taken_by_keyboard(kiosk: Kiosk) -> None:
    kiosk.tap("办事指南")
    kiosk.page.keyboard.type("shehuibaozhangkasl")
    row = kiosk.page.locator(".found .row").first
    expect(row).to_contain_text("社会保障卡申领")
    choose(kiosk, "1", heading="社会保障卡申领")
    kiosk.page.wait_for_timeout(600)

    press(kiosk, "Enter")

    expect(kiosk.page.locator(".number")).to_be_visible()


def test_escape_goes_back_and_pages_are_turned_by_key(kiosk: Kiosk) -> None:
    kiosk.tap("办事指南")
    choose(kiosk, "3", heading="综合服务")
    press(kiosk, "PageDown")
    expect(kiosk.page.locator(".pager")).to_contain_text("第 2 页")
    press(kiosk, "PageUp")
    expect(kiosk.page.locator(".pager")).to_contain_text("第 1 页")
    press(kiosk, "Escape")
    expect(kiosk.heading()).to_have_text("办事指南")


def test_a_question_over_the_page_keeps_the_focus_until_it_is_answered(kiosk: Kiosk) -> None:
    words = {"zh": "请稍候", "en": "", "until": "2099-01-01T00:00:00.000Z"}
    kiosk.agent.remote = {"locked": None, "message": words, "page": "1"}
    expect(kiosk.page.locator(".over")).to_be_visible()
    for _ in range(3):
        press(kiosk, "Tab")
        assert focused(kiosk) == "知道了"
    press(kiosk, "Escape")
    expect(kiosk.page.locator(".over")).to_have_count(0)


def test_what_a_scanner_types_chooses_nothing(kiosk: Kiosk) -> None:
    kiosk.page.evaluate(AT_ONCE, [*"690123456", "Enter"])
    kiosk.page.wait_for_timeout(600)
    expect(kiosk.heading()).to_have_text("您要办什么？")
    assert kiosk.agent.asked == []


def test_enter_right_behind_the_last_digit_sends_the_whole_number(kiosk: Kiosk) -> None:
    kiosk.tap("我的号")
    expect(kiosk.heading()).to_have_text("查我的号")
    kiosk.page.evaluate(AT_ONCE, [*"13800009990", "Enter"])  # before any of it is drawn
    expect(kiosk.heading()).to_have_text("没有查到您的号")
    assert [asked["person"] for asked in kiosk.agent.asked] == ["13800009990"]


def test_a_number_that_is_asked_for_is_typed_and_sent_by_enter(kiosk: Kiosk) -> None:
    kiosk.tap("我的号")
    kiosk.page.keyboard.type("13800009999")
    press(kiosk, "Backspace")
    expect(kiosk.page.locator(".who-number")).to_have_text("138 0000 999")
    press(kiosk, "0", "Enter")
    expect(kiosk.heading()).to_have_text("没有查到您的号")
    assert [asked["person"] for asked in kiosk.agent.asked] == ["13800009990"]
