"""Journeys at the touch page: an ID card is held to the reader, a code to the scanner."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import PATIENCE_MS, Kiosk
from tests.kiosk.web.fake_agent import CARD

pytestmark = pytest.mark.journey
SLOT = {
    "appointment_id": 1,
    "queue_id": 1,
    "queue": {"code": "social", "name": "社会保障", "name_en": "Social security"},
    "starts_at": "2026-11-24T02:30:00.000Z",
    "ends_at": "2026-11-24T02:45:00.000Z",
    "from_at": "2026-11-24T02:00:00.000Z",
    "may_check_in": True,
}
TICKET = {
    "ticket_id": 3,
    "number": "A007",
    "state": "waiting",
    "queue": SLOT["queue"],
    "ahead": 2,
    "wait": None,
    "window": None,
}


@pytest.fixture
def hold(kiosk: Kiosk) -> Callable[[str], None]:
    """Hold a card to the reader, of which this becomes."""
    return lambda outcome: kiosk.agent.held.append(outcome)


def with_devices(kiosk: Kiosk) -> None:
    kiosk.agent.reader = kiosk.agent.scanner = "ready"
    expect(kiosk.page.get_by_role("button", name="刷身份证")).to_be_visible()


def eventually(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_MS / 1000
    while not is_so():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.02)


def scan(kiosk: Kiosk, kind: str, value: str | None, *, listeners: int = 1) -> None:
    """Hold a code to the scanner, once the page has begun to listen for the so-manieth time."""
    eventually(lambda: kiosk.agent.listeners >= listeners)
    kiosk.agent.scans.append({"kind": kind, "value": value})


def ask_who(kiosk: Kiosk) -> None:
    kiosk.agent.change_queue("social-insurance", identification="required")
    with_devices(kiosk)
    kiosk.take_number()
    expect(kiosk.heading()).to_have_text("请留一个号码")


def test_where_a_number_is_wanted_a_card_will_do(kiosk: Kiosk, hold: Callable[[str], None]) -> None:
    ask_who(kiosk)
    kiosk.tap("刷身份证")
    expect(kiosk.page.locator("main")).to_contain_text("只读身份证号码")
    expect(kiosk.page.locator(".card-hold")).to_contain_text("请把身份证平放在读卡区")

    hold("again")
    expect(kiosk.page.locator(".card-hold")).to_contain_text("没有读好")
    hold("read")

    expect(kiosk.page.locator(".number")).to_be_visible()
    [asked] = kiosk.agent.asked
    assert asked["card"] == CARD
    assert "person" not in asked


def test_after_the_number_the_card_is_forgotten_and_nothing_of_it_is_on_the_page(
    kiosk: Kiosk, hold: Callable[[str], None]
) -> None:
    ask_who(kiosk)
    kiosk.tap("刷身份证")
    hold("read")
    expect(kiosk.page.locator(".number")).to_be_visible()

    eventually(lambda: kiosk.agent.forgotten >= 1)
    assert CARD not in kiosk.page.content()
    asked = len(kiosk.agent.holds)
    kiosk.tap("首页")
    expect(kiosk.heading()).to_have_text("您要办什么？")
    assert len(kiosk.agent.holds) == asked


def test_each_stay_at_the_reader_is_another_one(kiosk: Kiosk) -> None:
    with_devices(kiosk)
    for _ in range(2):
        kiosk.tap("刷身份证")
        stays = len(set(kiosk.agent.holds))
        eventually(lambda before=stays: len(set(kiosk.agent.holds)) >= max(1, before))
        kiosk.tap("首页")
        expect(kiosk.heading()).to_have_text("您要办什么？")

    eventually(lambda: len(set(kiosk.agent.holds)) == 2)


def test_who_has_an_appointment_is_checked_in_by_the_card(
    kiosk: Kiosk, hold: Callable[[str], None]
) -> None:
    kiosk.agent.found = {"tickets": [], "appointments": [SLOT]}
    with_devices(kiosk)
    kiosk.tap("刷身份证")
    hold("read")

    expect(kiosk.page.locator(".number")).to_be_visible()
    expect(kiosk.page.locator("main")).to_contain_text("您预约了 10:30")
    assert [asked.get("card") for asked in kiosk.agent.asked] == [CARD, CARD]


def test_who_has_a_number_sees_it_and_may_have_it_printed_again(
    kiosk: Kiosk, hold: Callable[[str], None]
) -> None:
    later = {**SLOT, "may_check_in": False}
    kiosk.agent.found = {"tickets": [TICKET], "appointments": [later]}
    with_devices(kiosk)
    kiosk.tap("刷身份证")
    hold("read")

    expect(kiosk.heading()).to_have_text("您今天的号和预约")
    expect(kiosk.page.locator(".mine")).to_contain_text("A007")
    expect(kiosk.page.locator(".mine")).to_contain_text("前面还有 2 人")
    expect(kiosk.page.locator(".mine")).to_contain_text("10:00 起可以签到")
    kiosk.tap("补打号票")

    expect(kiosk.heading()).to_have_text("您的号（补打）")


def test_who_has_nothing_may_take_a_number(kiosk: Kiosk, hold: Callable[[str], None]) -> None:
    with_devices(kiosk)
    kiosk.tap("刷身份证")
    hold("read")

    expect(kiosk.heading()).to_have_text("没有查到您的号")
    kiosk.page.locator("main").get_by_role("button", name="取号").click()
    expect(kiosk.heading()).to_have_text("您要办哪一类业务？")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("not_valid", "这张身份证不在有效期内"),
        ("other_kind", "本机读不了这种证件"),
        ("unfit", "证件上的信息没有读对"),
        ("server_away", "暂时不能刷身份证"),
    ],
)
def test_a_card_that_will_not_do_is_said_with_another_way(
    kiosk: Kiosk, hold: Callable[[str], None], outcome: str, words: str
) -> None:
    ask_who(kiosk)
    kiosk.tap("刷身份证")
    hold(outcome)

    expect(kiosk.heading()).to_have_text(words)
    kiosk.tap("重新输入")
    expect(kiosk.heading()).to_have_text("请留一个号码")


def test_a_reader_that_is_away_is_said_and_one_can_go_on(kiosk: Kiosk) -> None:
    ask_who(kiosk)
    kiosk.agent.reader = "away"
    kiosk.tap("刷身份证")

    expect(kiosk.page.locator(".card-hold")).to_contain_text("读卡器暂时不能用")
    kiosk.tap("输入手机号或身份证号")

    expect(kiosk.heading()).to_have_text("请留一个号码")


def test_without_a_reader_nothing_speaks_of_cards(kiosk: Kiosk) -> None:
    kiosk.agent.change_queue("social-insurance", identification="required")
    kiosk.page.reload()
    expect(kiosk.heading()).to_have_text("您要办什么？")
    expect(kiosk.page.get_by_role("button", name="刷身份证")).to_have_count(0)
    kiosk.take_number()
    expect(kiosk.heading()).to_have_text("请留一个号码")
    expect(kiosk.page.get_by_role("button", name="刷身份证")).to_have_count(0)


def test_a_code_at_the_scanner_checks_in_without_a_touch(kiosk: Kiosk) -> None:
    with_devices(kiosk)
    scan(kiosk, "appointment", "12345678")

    expect(kiosk.page.locator(".number")).to_be_visible()
    assert [asked["code"] for asked in kiosk.agent.asked] == ["12345678"]


def test_a_slip_at_the_scanner_finds_its_number(kiosk: Kiosk) -> None:
    kiosk.agent.found = {"tickets": [TICKET], "appointments": []}
    with_devices(kiosk)
    scan(kiosk, "ticket", "t0k3n-of-mine")

    expect(kiosk.page.locator(".mine")).to_contain_text("A007")
    assert [asked["token"] for asked in kiosk.agent.asked] == ["t0k3n-of-mine"]


@pytest.mark.parametrize(
    ("may_return", "heading"),
    [(True, "不用排队，请到 2、3 号窗口"), (False, "这张告知书已经不能免排队")],
    ids=["suspended with it", "used or over"],
)
def test_a_notice_at_the_scanner_leads_to_its_windows_without_queueing(
    kiosk: Kiosk, may_return: bool, heading: str
) -> None:
    kiosk.agent.notice = {
        "number": "small202611240001",
        "item": {"name": "社保卡申领"},
        "windows": ["2", "3"],
        "may_return": may_return,
    }
    with_devices(kiosk)
    scan(kiosk, "notice", "t0k3n-of-notice")

    expect(kiosk.heading()).to_have_text(heading)
    expect(kiosk.page.locator("main")).to_contain_text("社保卡申领")
    expect(kiosk.page.get_by_role("button", name="取号")).to_have_count(0 if may_return else 1)
    assert [asked["notice"] for asked in kiosk.agent.asked] == ["t0k3n-of-notice"]


@pytest.mark.parametrize("kind", ["other", "ticket"])
def test_any_other_code_is_said_to_be_none_of_ours(kiosk: Kiosk, kind: str) -> None:
    with_devices(kiosk)
    scan(kiosk, kind, "t0k3n-unknown" if kind == "ticket" else None)

    expect(kiosk.heading()).to_have_text("没有找到这个码")


def test_a_code_scanned_while_a_number_is_shown_is_meant_for_nobody(kiosk: Kiosk) -> None:
    with_devices(kiosk)
    kiosk.take_number(queue="社会保障")
    expect(kiosk.page.locator(".number")).to_be_visible()
    scan(kiosk, "appointment", "12345678")
    kiosk.tap("首页")
    expect(kiosk.heading()).to_have_text("您要办什么？")

    scan(kiosk, "appointment", "87654321", listeners=2)
    expect(kiosk.page.locator(".number")).to_be_visible()
    assert [asked.get("code") for asked in kiosk.agent.asked] == [None, "87654321"]
