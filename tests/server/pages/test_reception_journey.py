"""A day at the desk by the door, in a real browser, by keyboard."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.server.pages.conftest import ANSWERS_WITHIN_MS, Site
from tests.server.pages.fake_desk import book, slots
from tests.server.pages.fake_hall import FakeHall, Refusal, iso

pytestmark = [pytest.mark.journey, pytest.mark.slow]

TELEPHONE = "13812341234"
MM = 72 / 25.4  # points


@pytest.fixture(scope="module")
def reception_cookies(browser: Browser, site: Site) -> list[Any]:
    """The cookies of the desk's person, who is led to the desk after signing in."""
    page = browser.new_page()
    page.goto(f"{site.address}/login")
    page.fill("#login", "reception9")
    page.fill("#password", "right")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reception")
    cookies = page.context.cookies()
    page.close()
    return cookies


@pytest.fixture
def desk(page: Page, hall: FakeHall, site: Site, reception_cookies: list[Any]) -> Iterator[Page]:
    page.context.add_cookies(reception_cookies)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.set_default_timeout(ANSWERS_WITHIN_MS)
    page.goto(f"{site.address}/reception")
    expect(page.locator("#wish")).to_be_focused()
    expect(page.locator(".reception")).to_have_attribute("data-link", "live")
    return page


def expect_sheet(desk: Page, name: str) -> None:
    expect(desk.locator(".reception")).to_have_attribute("data-sheet", name)
    expect(desk.locator(".notice", has_text="正在处理")).to_have_count(0)


def wish(desk: Page, typed: str) -> None:
    """Type into the one field, and take what is meant first."""
    expect(desk.locator("#wish")).to_be_focused()
    desk.keyboard.type(typed)
    expect(desk.locator("#wish")).to_have_value(typed)
    desk.keyboard.press("Enter")


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [fault["id"] for fault in found]


def test_initials_and_two_presses_of_enter_give_a_number(desk: Page, hall: FakeHall) -> None:
    wish(desk, "shbz")
    expect_sheet(desk, "take")
    desk.keyboard.press("Enter")

    expect_sheet(desk, "ticket")
    expect(desk.locator(".large .number")).to_have_attribute("data-number", "A001")
    expect(desk.get_by_role("img", name="扫码看进度")).to_be_visible()
    assert hall.sent == [
        (
            "issue",
            {
                "item_id": 11,
                "channel": "desk",
                "person": None,
                "priority_class": "normal",
                "priority_reason": None,
                "priority_approver": None,
            },
        )
    ]

    desk.keyboard.press("Enter")
    expect(desk.locator("#wish")).to_be_focused()
    expect(desk.locator("#wish")).to_have_value("")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("b", "不动产登记"),
        ("bdc", "不动产查询"),
        ("社会", "社会保障卡申领"),
        ("登记", "不动产登记"),
        ("a7", "A\u00a07"),
        ("70000001", "70000001"),
    ],
    ids=["a queue by its letter", "initials", "characters", "a queue by name", "number", "code"],
)
def test_what_is_typed_is_understood(desk: Page, typed: str, first: str) -> None:
    desk.keyboard.type(typed)

    expect(desk.locator("[role=option][aria-selected=true] b")).to_have_text(first)


def test_somebody_goes_first_and_the_green_lane_wants_a_reason_and_an_approver(
    desk: Page, hall: FakeHall
) -> None:
    wish(desk, "b")
    expect_sheet(desk, "take")
    desk.keyboard.press("3")
    expect(desk.get_by_label("老年人")).to_be_checked()
    desk.keyboard.press("6")
    expect(desk.get_by_label("绿色通道的理由")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_have_text("请写明理由")
    desk.keyboard.type("省重点项目")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_have_text("请写明批准人")
    assert hall.sent == []

    desk.keyboard.type("周宁")
    desk.keyboard.press("Enter")

    expect_sheet(desk, "ticket")
    [(_, body)] = hall.sent
    assert (body["priority_class"], body["priority_reason"], body["priority_approver"]) == (
        "green_lane",
        "省重点项目",
        "周宁",
    )


def test_what_a_person_gave_is_sent_once_and_shown_nowhere_again(
    desk: Page, hall: FakeHall
) -> None:
    hall.identification[1] = "required"
    hall.refusals["issue"] = Refusal(409, "already_waiting", number="A001", ticket_id=1)
    hall.issue()
    desk.reload()
    wish(desk, "shbz")
    expect_sheet(desk, "take")
    expect(desk.get_by_label("手机号或身份证号")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("请输入手机号或身份证号")).to_be_visible()

    desk.keyboard.type(TELEPHONE)
    desk.keyboard.press("Enter")

    expect(desk.locator(".notice")).to_contain_text("已有 A001 号在等候")
    assert TELEPHONE not in desk.content()
    expect(desk.get_by_label("手机号或身份证号")).to_have_value("")
    desk.get_by_role("button", name="看 A\u00a0001").click()
    expect_sheet(desk, "ticket")


def test_a_passed_number_is_found_and_brought_back(desk: Page, hall: FakeHall) -> None:
    ticket = hall.issue(state="passed")
    wish(desk, "a001")
    expect_sheet(desk, "ticket")
    expect(desk.locator(".state")).to_have_text("已过号")

    desk.keyboard.press("b")

    expect(desk.locator(".notice")).to_have_text("A\u00a0001 已找回，排回队中")
    expect(desk.locator("form .state")).to_have_text("等候")
    assert ticket.state == "waiting"


def test_a_number_is_cancelled_only_after_a_second_word(desk: Page, hall: FakeHall) -> None:
    ticket = hall.issue()
    wish(desk, "A001")
    expect_sheet(desk, "ticket")
    desk.keyboard.press("x")
    expect(desk.get_by_role("dialog")).to_contain_text("取消 A\u00a0001？")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    assert ticket.state == "waiting"

    desk.keyboard.press("x")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("y")

    expect(desk.locator(".notice")).to_have_text("A\u00a0001 已取消")
    assert ticket.state == "cancelled"


def test_a_number_nobody_holds_is_said_to_be_none(desk: Page) -> None:
    wish(desk, "A999")

    expect(desk.get_by_role("alert")).to_have_text("今天没有 A999 这个号。")


def test_who_is_cut_off_is_booked_a_free_slot_with_two_presses(desk: Page, hall: FakeHall) -> None:
    offered = slots(hall)[1]
    slot = {key: offered[key] for key in ("starts_at", "ends_at")}
    hall.cut_off[2] = {"now": False, "reason": "cut_off", "opens_at": None, "slots": [slot]}
    hall.tell("hall.changed")
    expect(desk.locator("[data-queue=property] .shut")).to_contain_text("今天办不到")
    wish(desk, "b")
    expect_sheet(desk, "take")

    desk.locator(".instead").get_by_role("button").click()
    expect_sheet(desk, "book")
    expect(desk.locator(".slots input:checked")).to_have_count(1)
    desk.get_by_label("手机号或身份证号").fill(TELEPHONE)
    desk.keyboard.press("Enter")

    expect_sheet(desk, "appointment")
    expect(desk.locator(".slot-time")).to_contain_text("09:20–09:40")
    assert [(command, body["starts_at"]) for command, body in hall.sent] == [
        ("book", slot["starts_at"])
    ]


def test_an_appointment_is_booked_moved_checked_in_and_undone(desk: Page, hall: FakeHall) -> None:
    wish(desk, "b")
    expect_sheet(desk, "take")
    desk.keyboard.press("b")
    expect_sheet(desk, "book")
    expect(desk.locator(".days input")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    desk.get_by_label("手机号或身份证号").fill(TELEPHONE)
    desk.keyboard.press("Enter")

    expect_sheet(desk, "appointment")
    expect(desk.locator(".slot-time")).to_contain_text("09:00–09:20")
    expect(desk.locator(".facts")).to_contain_text("138****1234")
    assert TELEPHONE not in desk.content()
    desk.keyboard.press("g")
    expect_sheet(desk, "book")
    expect(desk.locator(".slots input").first).to_be_disabled()
    desk.locator(".slots input").nth(1).check(force=True)
    desk.keyboard.press("Enter")
    expect(desk.locator(".slot-time")).to_contain_text("09:20–09:40")

    desk.keyboard.press("c")
    expect_sheet(desk, "ticket")
    expect(desk.locator(".facts")).to_contain_text("准时")
    desk.keyboard.press("Escape")
    wish(desk, "BDY:70000001")
    expect(desk.locator(".notice")).to_contain_text("这个预约已经签到")
    assert [command for command, _ in hall.sent] == ["book", "change", "check-in", "check-in"]


def test_an_expected_one_is_opened_from_the_list_and_called_off(desk: Page, hall: FakeHall) -> None:
    starts_at = datetime.now(UTC) + timedelta(minutes=30)
    book(hall, starts_at=starts_at, person="139****0000")
    hall.tell("hall.changed")

    expect(desk.locator(".list")).to_contain_text(["不动产登记 · 139****0000", "现在没有过号"])
    desk.get_by_role("button", name="查看").click()
    expect_sheet(desk, "appointment")
    desk.keyboard.press("x")
    desk.keyboard.press("y")

    expect(desk.locator("form .state")).to_have_text("已取消")
    assert hall.appointments[1]["starts_at"] == iso(starts_at)
    assert hall.appointments[1]["state"] == "cancelled"


def test_who_waits_where_and_why_a_queue_gives_nothing_follows_by_itself(
    desk: Page, hall: FakeHall
) -> None:
    row = desk.locator("[data-queue=general]")
    expect(row).to_contain_text("不到 5 分钟")

    for _ in range(3):
        hall.issue()
    expect(row.locator(".count")).to_have_text("3")
    expect(row).to_contain_text("约 10–20 分钟")

    hall.knows_waits = False
    hall.issue()
    expect(row.locator(".says")).to_have_text("—")
    hall.closed[1] = "系统维护"
    hall.tell("queue.changed", queue_id=1)
    expect(row).to_contain_text("已暂停取号：系统维护")


def test_where_numbers_are_called_out_by_voice_the_desk_counts_nobody(
    desk: Page, hall: FakeHall
) -> None:
    hall.issue()
    hall.stages = {"consoles": False, "displays": False, "ratings": False}
    hall.tell("hall.changed")

    expect(desk.locator("[data-queue=general] .count")).to_have_text("—")
    expect(desk.locator(".work")).not_to_contain_text("人 ·")

    hall.stages = {"consoles": True, "displays": False, "ratings": False}
    hall.tell("hall.changed")

    expect(desk.locator("[data-queue=general] .count")).to_have_text("1")


def test_the_slip_is_alone_on_the_paper(desk: Page, hall: FakeHall) -> None:
    paper = desk.locator("html")
    desk.evaluate(
        """() => {
            const { dataset } = document.documentElement;
            window.print = () => { dataset.printed = Number(dataset.printed ?? 0) + 1; };
        }"""
    )
    wish(desk, "shbz")
    expect_sheet(desk, "take")
    desk.keyboard.press("Enter")
    expect_sheet(desk, "ticket")
    desk.keyboard.press("p")
    expect(paper).to_have_attribute("data-printed", "1")
    desk.keyboard.press("p")
    expect(paper).to_have_attribute("data-printed", "2")

    assert hall.sent[1:] == [("slip", {"state": "unknown", "reason": "browser"}), ("reprint", {})]
    desk.emulate_media(media="print")
    expect(desk.locator(".slip-number")).to_be_visible()
    expect(desk.locator(".ticket-face .large")).to_be_hidden()
    paper_sizes = re.findall(
        rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", desk.pdf(prefer_css_page_size=True)
    )
    assert [(round(float(w) / MM), round(float(h) / MM)) for w, h in paper_sizes] == [(80, 110)]


def test_the_window_gets_a_slip_of_its_own_where_the_hall_wants_it(
    desk: Page, hall: FakeHall
) -> None:
    hall.desk_options = {"window_slip": True, "count_visitors": False}
    hall.tell("hall.changed")
    wish(desk, "shbz")
    expect_sheet(desk, "take")
    desk.keyboard.press("Enter")
    expect_sheet(desk, "ticket")

    expect(desk.locator(".slip-window")).to_contain_text("窗口联")
    expect(desk.locator(".slip-window .qr")).to_have_count(0)
    desk.emulate_media(media="print")
    pages = re.findall(rb"/MediaBox", desk.pdf(prefer_css_page_size=True))
    assert len(pages) == 2


def test_visitors_without_a_number_are_counted_by_a_press_where_the_hall_wants_it(
    desk: Page, hall: FakeHall
) -> None:
    expect(desk.locator(".visitors")).to_have_count(0)
    hall.desk_options = {"window_slip": False, "count_visitors": True}
    hall.tell("hall.changed")
    expect(desk.locator(".visitors")).to_contain_text("今天 0 人")

    desk.keyboard.press("+")
    expect(desk.locator(".visitors")).to_contain_text("今天 1 人")
    expect(desk.locator("#wish")).to_have_value("")
    desk.get_by_role("button", name="来了一位").click()
    expect(desk.locator(".visitors")).to_contain_text("今天 2 人")
    assert faults(desk) == []
    desk.get_by_role("button", name="按错了，减一").click()
    expect(desk.locator(".visitors")).to_contain_text("今天 1 人")

    assert hall.visitors == 1


def test_without_a_line_nothing_is_sent_and_the_desk_says_so(desk: Page, hall: FakeHall) -> None:
    wish(desk, "shbz")
    expect_sheet(desk, "take")
    desk.context.set_offline(True)
    expect(desk.get_by_role("alert")).to_contain_text("连接中断")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-step=take]")).to_be_disabled()
    assert hall.sent == []

    desk.context.set_offline(False)
    expect(desk.locator(".reception")).to_have_attribute("data-link", "live")
    desk.keyboard.press("Enter")
    expect_sheet(desk, "ticket")
    assert len(hall.sent) == 1


def test_a_clerk_has_no_business_at_the_desk(window: Page, site: Site, hall: FakeHall) -> None:
    answer = window.goto(f"{site.address}/reception")

    assert answer
    assert answer.status == 403
    expect(window.locator("h1")).to_have_text("您没有打开这一页的权限")


@pytest.mark.parametrize("width", [360, 1280])
def test_no_fault_of_access_on_any_sheet_and_nothing_wider_than_the_screen(
    desk: Page, hall: FakeHall, width: int
) -> None:
    hall.issue(state="passed")
    book(hall, starts_at=datetime.now(UTC) + timedelta(minutes=30))
    hall.identification[2] = "optional"
    desk.set_viewport_size({"width": width, "height": 740})
    desk.reload()
    expect(desk.locator(".list li")).to_have_count(2)

    def check(where: str) -> None:
        assert (where, faults(desk)) == (where, [])
        assert (where, desk.evaluate("document.documentElement.scrollWidth")) == (where, width)

    check("home")
    wish(desk, "b")
    expect_sheet(desk, "take")
    desk.keyboard.press("6")
    check("take")
    desk.keyboard.press("Escape")
    wish(desk, "a001")
    expect_sheet(desk, "ticket")
    check("ticket")
    desk.keyboard.press("x")
    check("cancel")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Escape")
    wish(desk, "b")
    expect_sheet(desk, "take")
    desk.keyboard.press("b")
    expect(desk.locator(".slots")).to_be_visible()
    check("book")
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="查看").click()
    expect_sheet(desk, "appointment")
    check("appointment")
