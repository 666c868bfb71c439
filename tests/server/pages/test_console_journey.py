"""The window console in a real browser, at its narrowest, by keyboard."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.server.pages.conftest import Site
from tests.server.pages.fake_hall import FakeHall, Refusal

pytestmark = [pytest.mark.journey, pytest.mark.slow]

CLERK, OTHER_CLERK = 7, 8
SETTLED_MS = 450


@pytest.fixture
def console(window: Page, hall: FakeHall, site: Site) -> Page:
    """The console of window 3, open and connected; nobody waits yet."""
    hall.seats[3].clerk_id, hall.seats[3].state = CLERK, "open"
    window.goto(f"{site.address}/console/3")
    expect_situation(window, "idle")
    return window


@pytest.fixture
def window(page: Page, session_cookies: list[Any]) -> Page:
    """A browser in which clerk 7 is signed in."""
    page.context.add_cookies(session_cookies)
    return page


def expect_situation(console: Page, situation: str) -> None:
    """Wait until the console shows it and takes presses again."""
    expect(console.locator(".console")).to_have_attribute("data-situation", situation)
    expect(console.locator('[data-step="more"]')).to_have_attribute("aria-disabled", "false")


def press(console: Page, *keys: str) -> None:
    for key in keys:
        console.keyboard.press(key)


def notice(console: Page) -> object:
    return expect(console.locator(".notice"))


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")]


def test_a_day_at_the_window_by_keyboard_alone(window: Page, site: Site, hall: FakeHall) -> None:
    page = window
    for _ in range(4):
        hall.issue()
    page.goto(f"{site.address}/console/3")

    expect_situation(page, "closed")
    press(page, "o")
    expect_situation(page, "idle")
    press(page, "n")
    expect_situation(page, "called")
    expect(page.locator(".large")).to_have_text("A001")
    expect(page.locator(".why")).to_contain_text("等候最久")
    press(page, "r")
    expect(page.locator(".calls")).to_have_text("第 2 次叫号")
    press(page, "s")
    expect_situation(page, "serving")
    press(page, "f", "1")
    expect_situation(page, "idle")
    expect(page.locator(".rating")).to_contain_text("等待按键")

    press(page, "Space")
    expect_situation(page, "called")
    press(page, "p")
    expect_situation(page, "idle")
    press(page, "b", "1")
    notice(page).to_contain_text("A\u00a0002 已找回")

    press(page, "n")
    expect_situation(page, "called")
    press(page, "s")
    expect_situation(page, "serving")
    press(page, "g", "1")
    expect_situation(page, "idle")
    notice(page).to_contain_text("返回码 480002")
    press(page, "c", "1")
    expect_situation(page, "serving")
    press(page, "t", "2")
    expect_situation(page, "idle")
    notice(page).to_contain_text("已转到 不动产登记")

    press(page, "h", "ArrowRight", "2")
    expect_situation(page, "paused")
    expect(page.locator(".strip")).to_contain_text("用餐 · 预计")
    press(page, "h")
    expect_situation(page, "idle")
    press(page, "m", "l", "1")
    page.wait_for_url("**/console")

    assert [(asked.command, asked.body) for asked in hall.asked if asked.command != "pause"] == [
        ("open", {"take_over": False}),
        ("call-next", {}),
        ("recall", {}),
        ("start", {}),
        ("finish", {"outcome": "accepted", "note": None}),
        ("call-next", {}),
        ("pass", {"reason": None}),
        ("call-next", {}),
        ("start", {}),
        ("suspend", {"kind": "without_documents"}),
        ("resume", {"ticket_id": 2}),
        ("transfer", {"queue_id": 2}),
        ("unpause", {}),
        ("close", {}),
    ]


def test_two_presses_make_one_call_however_slow_the_answer(console: Page, hall: FakeHall) -> None:
    hall.issue()
    hall.issue()
    hall.answer_after_s = 0.3
    expect(console.locator(".nobody .large")).to_have_text(re.compile("2"))

    press(console, "n", "n", "Space")
    console.locator('[data-step="call_next"]').dblclick(force=True)

    expect_situation(console, "called")
    assert [asked.command for asked in hall.asked] == ["call-next"]


def test_the_second_half_of_a_double_click_does_not_take_the_next_step(
    console: Page, hall: FakeHall
) -> None:
    hall.issue()
    expect(console.locator(".list li")).to_have_count(1)
    button = console.locator(".step.first").bounding_box()
    middle = (button["x"] + button["width"] / 2, button["y"] + button["height"] / 2)

    console.mouse.click(*middle)
    expect(console.locator(".console")).to_have_attribute("data-situation", "called")
    console.mouse.click(*middle)

    expect_situation(console, "called")
    assert [asked.command for asked in hall.asked] == ["call-next"]


def test_a_request_that_is_lost_is_sent_again_with_the_same_key(
    console: Page, context: BrowserContext, hall: FakeHall
) -> None:
    hall.issue()
    hall.issue()
    keys: list[str] = []

    def lose_the_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort() if len(keys) == 1 else route.continue_()

    context.route("**/call-next", lose_the_answer)
    press(console, "n")

    expect_situation(console, "called")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert [ticket.state for ticket in hall.tickets.values()] == ["called", "waiting"]


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (Refusal(409, "queue_empty"), "现在没有人等候本窗口的业务。"),
        (Refusal(403, "not_your_window"), "您现在不在这个窗口"),
        (Refusal(500, "internal", reference="c0ffee42"), "编号 c0ffee42"),
        (Refusal(409, "something_new"), "这一步没有办成（something_new）。"),
    ],
    ids=lambda value: getattr(value, "body", {}).get("code"),
)
def test_what_could_not_be_done_is_said_in_plain_words(
    console: Page, hall: FakeHall, refusal: Refusal, sentence: str
) -> None:
    hall.refusals["call-next"] = refusal

    press(console, "n")

    notice(console).to_contain_text(sentence)
    expect_situation(console, "idle")


def test_a_call_that_nobody_spoke_asks_the_clerk_to_call_out(console: Page, hall: FakeHall) -> None:
    hall.issue()
    press(console, "n")
    expect(console.locator(".announced")).to_contain_text("播报中")

    hall.announce(hall.tickets[1], "not_announced")

    expect(console.get_by_role("alert")).to_contain_text("未播报：请人工叫号")


def test_a_window_somebody_sits_at_is_taken_over_only_in_so_many_words(
    window: Page, site: Site, hall: FakeHall
) -> None:
    page = window
    hall.seats[3].clerk_id, hall.seats[3].state = OTHER_CLERK, "open"
    page.goto(f"{site.address}/console/3")
    expect_situation(page, "taken")

    press(page, "n", "o")
    expect(page.get_by_role("dialog")).to_contain_text("3 号窗口现由 李明 使用")
    assert hall.asked == []
    press(page, "1")

    expect_situation(page, "idle")
    assert hall.seats[3].clerk_id == CLERK


def test_a_clerk_who_is_taken_over_from_is_told_and_can_call_nobody(
    console: Page, hall: FakeHall
) -> None:
    hall.issue()
    hall.seats[3].clerk_id = OTHER_CLERK
    hall.tell("window.opened", window_id=3)

    expect(console.locator(".strip")).to_have_text("本窗口现由 李明 使用")
    press(console, "n")
    assert hall.asked == []


def test_a_cut_line_is_said_stops_the_steps_and_heals_by_itself(
    console: Page, context: BrowserContext, hall: FakeHall
) -> None:
    context.set_offline(True)
    expect(console.locator(".strip")).to_contain_text("连接中断")
    press(console, "n")
    hall.issue()

    context.set_offline(False)

    expect(console.locator(".strip")).to_contain_text("开放")
    expect(console.locator(".list li")).to_have_count(1)
    assert hall.asked == []


def test_keys_are_letters_while_somebody_writes(console: Page, hall: FakeHall) -> None:
    hall.issue()
    press(console, "n")
    expect_situation(console, "called")
    press(console, "s")
    expect_situation(console, "serving")
    press(console, "f")
    console.get_by_label("备注").fill("")
    console.keyboard.type("t1 g2")
    assert [asked.command for asked in hall.asked] == ["call-next", "start"]

    console.get_by_role("button", name="咨询").click()

    expect_situation(console, "idle")
    assert hall.asked[-1].body == {"outcome": "consulted", "note": "t1 g2"}


def test_a_return_code_brings_a_suspended_ticket_back(console: Page, hall: FakeHall) -> None:
    hall.issue(state="suspended", kind="without_documents")
    press(console, "c", "0")
    console.keyboard.type("480001")
    press(console, "Enter")

    expect_situation(console, "serving")
    assert hall.asked[-1].body == {"code": "480001"}


def test_somebody_who_comes_to_an_empty_queue_is_noticed(console: Page, hall: FakeHall) -> None:
    expect(console).to_have_title("3 号窗口")

    hall.issue()

    notice(console).to_have_text("有人来取号了")
    expect(console).to_have_title("● 有人等候 · 3 号窗口")


def test_many_events_at_once_bring_few_requests(console: Page, hall: FakeHall) -> None:
    asked: list[str] = []
    console.on("request", lambda request: asked.append(request.url))

    for _ in range(30):
        hall.issue()

    expect(console.locator(".nobody .large")).to_have_text(re.compile("30"))
    console.wait_for_timeout(400)
    assert sum(url.endswith("/desk") for url in asked) <= 4


def test_the_steps_stand_still_whatever_the_state(console: Page, hall: FakeHall) -> None:
    def places() -> list[object]:
        return [console.locator(f".step.{name}").bounding_box() for name in ("first", "more")]

    hall.issue(items=["一项名称很长很长的政务服务事项" * 4, "二", "三"])
    idle = places()
    press(console, "n")
    expect_situation(console, "called")
    called = places()
    hall.announce(hall.tickets[1], "not_announced")
    expect(console.locator(".announced.not_announced")).to_be_visible()
    not_announced = places()
    hall.refusals["recall"] = Refusal(500, "internal", reference="c0ffee42")
    press(console, "r")
    notice(console).to_contain_text("差错")

    assert [called, not_announced, places()] == [idle] * 3


def test_what_happens_while_the_desk_is_asked_for_is_not_lost(
    console: Page, context: BrowserContext, hall: FakeHall
) -> None:
    late: list[str] = []

    def answer_late(route: Route) -> None:
        if late:
            return route.continue_()
        late.append(route.request.url)
        answer = route.fetch()
        hall.issue()
        console.wait_for_timeout(300)
        return route.fulfill(response=answer)

    context.route("**/desk", answer_late)
    console.evaluate("dispatchEvent(new Event('online'))")

    expect(console.locator(".list li")).to_have_count(1)


def test_no_serious_fault_of_access_in_any_situation_or_sheet(
    console: Page, hall: FakeHall
) -> None:
    hall.issue()
    hall.issue(state="suspended", kind="with_documents")
    hall.issue(state="passed")
    expect(console.locator(".list li")).to_have_count(3)

    for keys in ["", "c", "m", "h", "n", "m", "s", "f", "g", "t"]:
        press(console, *keys)
        console.wait_for_timeout(SETTLED_MS)
        assert (keys, faults(console)) == (keys, [])
        assert console.evaluate("document.documentElement.scrollWidth") == 360
        if console.get_by_role("dialog").count():
            press(console, "Escape")
