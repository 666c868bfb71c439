"""The console beside its queue: calls out of turn, guides, letters, notices of the desktop."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.server.pages.conftest import Site
from tests.server.pages.console_steps import expect_situation, notice, press
from tests.server.pages.fake_hall import FakeHall

pytestmark = [pytest.mark.journey, pytest.mark.slow]

OFFICE = 10


@pytest.fixture(scope="module")
def office_cookies(browser: Browser, site: Site) -> list[Any]:
    """The cookies of somebody who may call out of turn."""
    page = browser.new_page()
    page.goto(f"{site.address}/login?next=/console")
    page.fill("#login", "office10")
    page.fill("#password", "right")
    page.keyboard.press("Enter")
    page.wait_for_selector(".seat")
    cookies = page.context.cookies()
    page.close()
    return cookies


@pytest.fixture
def chooser(page: Page, hall: FakeHall, site: Site, office_cookies: list[Any]) -> Page:
    """Window 3, where somebody sits who may call out of turn; three people wait."""
    page.context.add_cookies(office_cookies)
    hall.seats[3].clerk_id, hall.seats[3].state = OFFICE, "open"
    for _ in range(3):
        hall.issue()
    page.goto(f"{site.address}/console/3")
    expect_situation(page, "idle")
    return page


def test_a_chosen_ticket_is_called_with_a_reason(chooser: Page, hall: FakeHall) -> None:
    press(chooser, "m", "d", "2")
    expect(chooser.get_by_role("dialog")).to_contain_text("为什么先叫 A\u00a0002")
    press(chooser, "3")

    expect_situation(chooser, "called")
    expect(chooser.locator(".large")).to_have_text("A002")
    [asked] = hall.asked
    assert (asked.command, asked.body) == ("call", {"ticket_id": 2, "reason": "带婴幼儿"})


def test_a_reason_of_ones_own_is_what_is_recorded(chooser: Page, hall: FakeHall) -> None:
    row = chooser.locator("li", has_text="A\u00a0003")
    row.get_by_role("button", name="呼叫").click()
    expect(chooser.get_by_role("dialog")).to_be_visible()
    press(chooser, "0")
    expect(chooser.get_by_label("其他原因")).to_be_focused()
    press(chooser, "Enter")
    assert hall.asked == []

    chooser.keyboard.type("m s 1")
    press(chooser, "Enter")

    expect_situation(chooser, "called")
    assert hall.asked[0].body == {"ticket_id": 3, "reason": "m s 1"}


@pytest.mark.parametrize(
    ("keys", "typed", "reason"),
    [(["p"], "", None), (["x", "2"], "", "本人表示稍后再办"), (["x", "0"], "baby ill", "baby ill")],
    ids=["one press, no reason", "a ready reason", "a reason of one's own"],
)
def test_a_number_is_passed_with_a_reason_by_who_wants_to_give_one(
    chooser: Page, hall: FakeHall, keys: list[str], typed: str, reason: str | None
) -> None:
    press(chooser, "n")
    expect_situation(chooser, "called")

    press(chooser, *keys)
    if typed:
        expect(chooser.get_by_label("其他原因")).to_be_focused()
        chooser.keyboard.type(typed)
        press(chooser, "Enter")

    expect_situation(chooser, "idle")
    assert [asked.body for asked in hall.asked if asked.command == "pass"] == [{"reason": reason}]


def test_the_question_goes_with_the_one_it_is_about(chooser: Page, hall: FakeHall) -> None:
    press(chooser, "d", "1")
    expect(chooser.get_by_role("dialog")).to_contain_text("A\u00a0001")

    hall.tickets[1].state = "cancelled"
    hall.tell("ticket.cancelled", hall.tickets[1])

    expect(chooser.get_by_role("dialog")).to_have_count(0)


def test_who_may_not_call_out_of_turn_is_not_offered_it(console: Page, hall: FakeHall) -> None:
    hall.issue()
    expect(console.locator(".list li")).to_have_count(1)
    press(console, "d")
    press(console, "m")

    expect(console.get_by_role("dialog")).to_contain_text("直办")
    expect(console.get_by_role("dialog")).not_to_contain_text("指定呼叫")
    expect(console.get_by_role("button", name="呼叫", exact=True)).to_have_count(0)


def test_who_goes_first_is_marked_among_those_who_wait(console: Page, hall: FakeHall) -> None:
    hall.issue(priority_class="elderly")
    slot = {"starts_at": "2026-11-24T02:30:00.000Z", "arrival": "on_time"}
    hall.issue(appointment=slot)
    hall.issue()

    expect(console.locator(".list li")).to_have_count(3)
    marks = console.locator(".list li .mark")
    expect(marks).to_have_count(2)
    expect(marks.nth(0)).to_have_text("优先")
    expect(marks.nth(1)).to_contain_text("预约")


def test_what_to_bring_stands_beside_the_ticket_and_the_guide_behind_a_key(
    console: Page, hall: FakeHall
) -> None:
    hall.issue()
    press(console, "n")
    expect_situation(console, "called")

    materials = console.locator(".materials")
    expect(materials).to_contain_text("身份证")
    expect(materials).to_contain_text("另有 1 项")
    press(console, "v")
    sheet = console.get_by_role("dialog")
    expect(sheet).to_contain_text("申请表")
    expect(sheet).to_contain_text("当场办结")
    found = Axe().run(console).response["violations"]
    assert [fault["id"] for fault in found] == []
    press(console, "Escape")
    press(console, "s")
    expect_situation(console, "serving")


def test_letters_that_end_are_said_in_time(console: Page, hall: FakeHall) -> None:
    expect(console.locator(".letters")).to_have_count(0)
    item = {"item_id": 11, "name": "社会保障卡申领", "name_en": "Get a card"}
    hall.letters = {
        "demanded": True,
        "ended": [{**item, "last_day": "2026-11-20"}],
        "ending": [{**item, "name": "社会保障卡挂失", "last_day": "2026-12-10"}],
    }

    hall.tell("hall.changed")

    letters = console.locator(".letters")
    expect(letters.locator("li.ended")).to_have_text("社会保障卡申领2026-11-20 已到期")
    expect(letters.locator("li.ending")).to_have_text("社会保障卡挂失2026-12-10 到期")
    expect(letters).to_contain_text("到期的事项叫不到号")


DESKTOP = """() => {
    window.Notification = class {
        static permission = "default";
        static async requestPermission() { return (Notification.permission = "granted"); }
        constructor(title, { body }) {
            document.documentElement.dataset.shown = `${title}|${body}`;
        }
    };
}"""


def test_a_desktop_notice_comes_only_to_who_wants_it(
    window: Page, hall: FakeHall, site: Site
) -> None:
    hall.seats[3].clerk_id, hall.seats[3].state = 7, "open"
    window.add_init_script(f"({DESKTOP})()")
    window.goto(f"{site.address}/console/3")
    expect_situation(window, "idle")
    hall.issue()
    notice(window).to_have_text("有人来取号了")
    assert window.evaluate("document.documentElement.dataset.shown") is None

    press(window, "e")
    notice(window).to_contain_text("会在桌面提醒")
    hall.tickets[1].state = "cancelled"
    hall.tell("ticket.cancelled", hall.tickets[1])
    expect(window.locator(".large")).to_contain_text("0")
    hall.issue()

    expect(window.locator("html")).to_have_attribute("data-shown", "有人来取号了|3 号窗口")
    press(window, "e")
    notice(window).to_contain_text("桌面提醒已关")
