"""A day at the window console, in a real browser at its narrowest, by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.server.pages.conftest import Site
from tests.server.pages.console_steps import expect_situation, notice, press
from tests.server.pages.fake_hall import FakeHall, Refusal

pytestmark = [pytest.mark.journey, pytest.mark.slow]

SETTLED_MS = 450


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


def test_a_ticket_is_sent_to_a_zone_and_the_clerk_reads_where_it_will_wait(
    console: Page, hall: FakeHall
) -> None:
    for _ in range(2):  # with nobody left, the console would say that somebody has come
        hall.issue()
    press(console, "n")
    expect_situation(console, "called")
    press(console, "m")
    console.get_by_role("button", name="转移").click()
    zone = console.get_by_role("button", name="不动产专区")
    expect(zone).to_contain_text("到“不动产登记”等候")

    zone.click()

    expect_situation(console, "idle")
    notice(console).to_contain_text("已转到 不动产专区")
    assert (hall.asked[-1].command, hall.asked[-1].body) == ("transfer", {"zone_id": 2})


def test_who_waits_for_items_of_others_is_told_apart(console: Page, hall: FakeHall) -> None:
    hall.not_authorised = 2
    hall.issue()

    expect(console.locator(".nobody .large")).to_have_text("1 人等候")
    expect(console.locator(".nobody")).to_contain_text("另有 2 人的事项未授权您办理")


def test_a_call_that_nobody_spoke_asks_the_clerk_to_call_out(console: Page, hall: FakeHall) -> None:
    hall.issue()
    press(console, "n")
    expect(console.locator(".announced")).to_contain_text("播报中")

    hall.announce(hall.tickets[1], "not_announced")

    expect(console.get_by_role("alert")).to_contain_text("未播报：请人工叫号")


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


def test_somebody_without_a_number_is_served_item_by_item(console: Page, hall: FakeHall) -> None:
    press(console, "m", "a", "1")
    expect_situation(console, "serving")
    assert hall.asked[-1].body == {"queue_id": 1}

    press(console, "m", "i", "1")

    notice(console).to_contain_text("开始办理：社会保障卡挂失")
    assert hall.asked[-1].body == {"item_id": 90}


def test_somebody_who_comes_to_an_empty_queue_is_noticed(console: Page, hall: FakeHall) -> None:
    expect(console).to_have_title("3 号窗口")

    hall.issue()

    notice(console).to_have_text("有人来取号了")
    expect(console).to_have_title("● 有人等候 · 3 号窗口")


def test_the_clerk_sees_when_each_turn_may_come(console: Page, hall: FakeHall) -> None:
    for _ in range(3):
        hall.issue()

    waiting = console.locator("section", has=console.locator("#waiting-title")).locator("li")
    expect(waiting.nth(0)).to_contain_text("不到 5 分钟")
    expect(waiting.nth(2)).to_contain_text("约 8–15 分钟")


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
