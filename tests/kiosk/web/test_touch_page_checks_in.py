"""Journeys at the touch page: somebody comes by appointment."""

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey
CODE = "12345678"
SLOT, FROM = "2026-11-24T02:30:00.000Z", "2026-11-24T02:00:00.000Z"


def type_code(kiosk: Kiosk, code: str = CODE) -> None:
    kiosk.tap("预约签到")
    for digit in code:
        kiosk.page.get_by_role("button", name=digit, exact=True).click()


def codes(kiosk: Kiosk) -> list[str]:
    return [asked["code"] for asked in kiosk.agent.asked]


def refuse(kiosk: Kiosk, status: int, code: str, **fields: object) -> None:
    kiosk.agent.refusal = (status, {"code": code, "detail": "no", **fields})


def test_a_typed_code_gives_the_number_and_says_the_slot(kiosk: Kiosk) -> None:
    type_code(kiosk)
    expect(kiosk.page.locator(".code-typed")).to_have_text("1234 5678")

    kiosk.tap("签到取号")

    expect(kiosk.page.locator(".number")).to_have_attribute("data-number", "A007")
    expect(kiosk.page.locator("main")).to_contain_text("您预约了 10:30，到时间优先叫号")
    expect(kiosk.page.locator("main")).to_contain_text("请取走号票")
    assert codes(kiosk) == [CODE]


def test_the_keys_are_large_and_a_wrong_digit_can_be_taken_back(kiosk: Kiosk) -> None:
    type_code(kiosk, "123457")
    keys = [key.bounding_box() for key in kiosk.page.locator(".digits .key").all()]
    assert min(min(box["width"], box["height"]) for box in keys if box) >= 20 * 4.0

    kiosk.tap("删除一个数字")

    expect(kiosk.page.locator(".code-typed")).to_have_text("1234 5")
    expect(kiosk.page.get_by_role("button", name="签到取号")).to_be_disabled()


@pytest.mark.parametrize("at_home", [True, False], ids=["at home", "on the page"])
def test_a_scanned_code_needs_no_touch(kiosk: Kiosk, at_home: bool) -> None:
    if not at_home:
        type_code(kiosk, "1")

    kiosk.page.keyboard.type(f"BDY:{CODE}")
    kiosk.page.keyboard.press("Enter")

    expect(kiosk.page.locator(".number")).to_be_visible()
    assert codes(kiosk) == [CODE]


def test_a_scanner_that_sends_the_bare_code_works_on_the_page(kiosk: Kiosk) -> None:
    kiosk.tap("预约签到")
    expect(kiosk.heading()).to_have_text("预约签到")

    kiosk.page.keyboard.type(CODE)
    kiosk.page.keyboard.press("Enter")

    expect(kiosk.page.locator(".number")).to_be_visible()
    assert codes(kiosk) == [CODE]


def test_what_is_scanned_elsewhere_checks_nobody_in(kiosk: Kiosk) -> None:
    kiosk.tap("办事指南")
    expect(kiosk.heading()).to_have_text("办事指南")

    kiosk.page.keyboard.type(f"BDY:{CODE}")
    kiosk.page.keyboard.press("Enter")
    kiosk.tap("首页")

    expect(kiosk.heading()).to_have_text("您要办什么？")
    assert codes(kiosk) == []


def test_two_scans_one_upon_the_other_ask_once(kiosk: Kiosk) -> None:
    kiosk.agent.delay_s = 0.3
    for _ in range(2):
        kiosk.page.keyboard.type(f"BDY:{CODE}")
        kiosk.page.keyboard.press("Enter")

    expect(kiosk.page.locator(".number")).to_be_visible()
    assert codes(kiosk) == [CODE]


def test_a_late_one_is_told_to_wait_like_everybody(kiosk: Kiosk) -> None:
    kiosk.agent.arrival = "late"
    type_code(kiosk)
    kiosk.tap("签到取号")
    expect(kiosk.page.locator("main")).to_contain_text("预约的 10:30 已经过了，按普通号排队")


@pytest.mark.parametrize(
    ("code", "fields", "what", "do"),
    [
        (
            "too_early",
            {"starts_at": SLOT, "from_at": FROM},
            "还没到签到时间",
            "10:00 起可以签到",
        ),
        ("appointment_not_today", {"starts_at": SLOT}, "这个预约不是今天的", "10:30"),
        ("appointment_expired", {"starts_at": SLOT}, "这个预约已经过期", "可以取一个普通号"),
        ("appointment_used", {"starts_at": SLOT, "number": "H012"}, "已经签到", "您的号是 H012"),
        ("appointment_used", {"starts_at": SLOT, "number": None}, "已经签到", "不用再取"),
        ("appointment_cancelled", {"starts_at": SLOT}, "这个预约已经取消", "重新预约"),
        ("not_found", {"what": "appointment"}, "没有找到这个预约", "请核对预约码"),
    ],
)
def test_every_refusal_says_what_to_do(
    kiosk: Kiosk, code: str, fields: dict[str, object], what: str, do: str
) -> None:
    refuse(kiosk, 409, code, **fields)
    type_code(kiosk)

    kiosk.tap("签到取号")

    expect(kiosk.heading()).to_contain_text(what)
    expect(kiosk.page.locator(".trouble-do")).to_contain_text(do)
    expect(kiosk.page.locator("main")).to_contain_text("导服员")


def test_a_wrong_code_can_be_typed_again(kiosk: Kiosk) -> None:
    refuse(kiosk, 404, "not_found", what="appointment")
    type_code(kiosk)
    kiosk.tap("签到取号")
    expect(kiosk.heading()).to_contain_text("没有找到这个预约")
    kiosk.agent.refusal = None

    kiosk.page.locator(".trouble-actions .action").click()

    expect(kiosk.heading()).to_have_text("预约签到")
    expect(kiosk.page.locator(".code-typed")).to_have_text("预约码")


def test_trying_again_sends_the_same_request(kiosk: Kiosk) -> None:
    refuse(kiosk, 503, "server_away")
    type_code(kiosk)
    kiosk.tap("签到取号")
    expect(kiosk.heading()).to_have_text("暂时连不上大厅系统")
    kiosk.agent.refusal = None

    kiosk.tap("再试一次")

    expect(kiosk.page.locator(".number")).to_be_visible()
    first, again = kiosk.agent.asked
    assert (first["request_id"], first["code"]) == (again["request_id"], again["code"])


def test_whoever_missed_the_appointment_may_take_a_number(kiosk: Kiosk) -> None:
    refuse(kiosk, 409, "appointment_expired", starts_at=SLOT)
    type_code(kiosk)
    kiosk.tap("签到取号")
    expect(kiosk.heading()).to_contain_text("这个预约已经过期")
    kiosk.agent.refusal = None

    kiosk.page.locator(".trouble-actions .action").click()

    expect(kiosk.heading()).to_have_text("您要办哪一类业务？")


def test_a_hall_without_appointments_offers_no_check_in(kiosk: Kiosk) -> None:
    for queue in kiosk.agent.catalogue["hall"]["queues"]:
        queue["appointments"] = False
    kiosk.page.reload()
    expect(kiosk.heading()).to_have_text("您要办什么？")

    expect(kiosk.page.get_by_role("button", name="预约签到")).to_have_count(0)
    kiosk.page.keyboard.type(f"BDY:{CODE}")
    kiosk.page.keyboard.press("Enter")
    expect(kiosk.heading()).to_have_text("您要办什么？")
    assert codes(kiosk) == []


def test_a_double_tap_on_home_stays_at_home(kiosk: Kiosk) -> None:
    kiosk.tap("办事指南")
    box = kiosk.page.get_by_role("button", name="首页").bounding_box()
    assert box is not None

    kiosk.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(kiosk.heading()).to_have_text("您要办什么？")
    assert kiosk.page.locator(".code-typed").count() == 0


def test_in_english_the_way_is_the_same(kiosk: Kiosk) -> None:
    kiosk.tap("English")
    kiosk.tap("Booked? Check in")
    for digit in CODE:
        kiosk.page.get_by_role("button", name=digit, exact=True).click()
    kiosk.tap("Check in")

    expect(kiosk.page.locator("main")).to_contain_text("Your appointment is at 10:30")
    assert "⟦" not in kiosk.page.inner_text("body")


def test_who_has_forgotten_the_code_checks_in_by_telephone_number(kiosk: Kiosk) -> None:
    appointment = {
        "queue": {"name": "不动产登记", "name_en": "Real estate"},
        "starts_at": "2026-11-24T02:30:00.000Z",
        "from_at": "2026-11-24T02:00:00.000Z",
        "may_check_in": True,
    }
    kiosk.agent.found = {"tickets": [], "appointments": [appointment]}
    kiosk.tap("预约签到")
    kiosk.tap("手机号签到")
    for digit in "13800009990":
        kiosk.page.locator(".number-keys").get_by_role("button", name=digit, exact=True).click()
    kiosk.tap("查一查")
    expect(kiosk.heading()).to_have_text("您今天的号和预约")  # a typed number checks in by a press
    kiosk.tap("签到取号")

    expect(kiosk.page.locator("main")).to_contain_text("您预约了 10:30")
    assert kiosk.agent.asked[-1]["person"] == "13800009990"
    kiosk.tap("首页")
    expect(kiosk.heading()).to_have_text("您要办什么？")
