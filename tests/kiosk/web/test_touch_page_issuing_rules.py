"""Journeys at the touch page where a queue has rules: hours, quotas, persons, warnings."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey


def in_hours(hours: float) -> str:
    at = datetime.now(UTC) + timedelta(hours=hours)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def dial(kiosk: Kiosk, number: str) -> None:
    for digit in number:
        kiosk.page.locator(".number-keys").get_by_role("button", name=digit, exact=True).click()


def ask_who(kiosk: Kiosk, identification: str) -> None:
    """Let social insurance ask who takes a number, and let the page know."""
    kiosk.agent.change_queue("social-insurance", identification=identification)
    kiosk.page.reload()
    kiosk.page.get_by_role("heading", name="您要办什么？").wait_for()


@pytest.mark.parametrize(
    ("reason", "says", "tells"),
    [
        ("session_full", "本时段号已取完", "放下一批号"),
        ("not_issuing_now", "这个时段不放号", "开始放号"),
        ("numbers_used_up", "今天的号已取完", "今天的号已经取完"),
    ],
)
def test_a_queue_that_gives_no_number_now_says_why_and_when(
    kiosk: Kiosk, reason: str, says: str, tells: str
) -> None:
    issuing = {"now": False, "reason": reason, "opens_at": in_hours(1)}
    kiosk.agent.change_queue("social-insurance", issuing=issuing)
    kiosk.tap("综合服务")
    row = kiosk.page.get_by_role("button", name="社会保障")
    expect(row).to_contain_text(says)

    row.click()

    expect(kiosk.page.locator("main")).to_contain_text(tells)
    assert kiosk.agent.asked == []


def test_a_queue_whose_hour_has_come_is_taken_from_at_once(kiosk: Kiosk) -> None:
    issuing = {"now": False, "reason": "session_full", "opens_at": in_hours(-0.001)}
    kiosk.agent.change_queue("social-insurance", issuing=issuing)

    kiosk.take_number()

    expect(kiosk.page.locator(".number")).to_be_visible()


def test_where_it_is_optional_one_may_leave_a_number(kiosk: Kiosk) -> None:
    ask_who(kiosk, "optional")
    kiosk.take_number()
    expect(kiosk.heading()).to_have_text("请留一个号码")
    take = kiosk.page.locator(".who-actions").get_by_role("button", name="取号", exact=True)
    expect(take).to_be_disabled()

    dial(kiosk, "13812341234")
    expect(kiosk.page.locator(".who-number")).to_have_text("138 1234 1234")
    take.click()

    expect(kiosk.page.locator(".number")).to_be_visible()
    assert [asked["person"] for asked in kiosk.agent.asked] == ["13812341234"]
    assert "1381234" not in kiosk.page.content()


def test_or_take_one_without_it(kiosk: Kiosk) -> None:
    ask_who(kiosk, "optional")
    kiosk.take_number()

    kiosk.tap("不留号码")

    expect(kiosk.page.locator(".number")).to_be_visible()
    assert "person" not in kiosk.agent.asked[0]


def test_where_it_is_required_there_is_no_way_round(kiosk: Kiosk) -> None:
    ask_who(kiosk, "required")
    kiosk.take_number()

    expect(kiosk.page.locator(".who-actions").get_by_role("button")).to_have_count(1)
    dial(kiosk, "13069919900101125X")
    expect(kiosk.page.locator(".who-number")).to_have_text("130699 19900101 125X")
    kiosk.tap("删除一位")
    expect(kiosk.page.locator(".who-number")).to_have_text("130699 19900101 125")


def test_who_waits_already_is_told_the_number_and_may_have_the_slip_again(kiosk: Kiosk) -> None:
    body = {"code": "already_waiting", "detail": "no", "number": "F003", "ticket_id": 42}
    kiosk.agent.refusal = (409, body)
    kiosk.take_number()
    expect(kiosk.heading()).to_have_text("您已经有号：F003")

    kiosk.tap("补打号票")

    expect(kiosk.heading()).to_have_text("您的号（补打）")
    expect(kiosk.page.locator(".number")).to_have_attribute("data-number", "F003")
    assert kiosk.agent.asked[-1]["ticket_id"] == 42


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"code": "session_full", "opens_at": None}, "这个时段的号已经取完"),
        ({"code": "cut_off", "opens_at": in_hours(16)}, "下班前预计办不到"),
        ({"code": "person_limit", "limit": 3, "scope": "queue"}, "一天最多取 3 个号"),
        ({"code": "invalid", "what": "person"}, "这个号码不对"),
    ],
)
def test_a_refusal_is_said_in_words(kiosk: Kiosk, body: dict[str, object], says: str) -> None:
    kiosk.agent.refusal = (422 if body["code"] == "invalid" else 409, {"detail": "no", **body})

    kiosk.take_number()

    expect(kiosk.page.locator("main")).to_contain_text(says)


def test_who_is_cut_off_is_told_when_to_come_by_appointment_and_who_books_it(kiosk: Kiosk) -> None:
    slots = [
        {"starts_at": f"2099-01-05T0{hour}:00:00.000Z", "ends_at": f"2099-01-05T0{hour}:20:00.000Z"}
        for hour in (1, 2)
    ]
    body = {"code": "cut_off", "detail": "no", "opens_at": in_hours(16), "slots": slots}
    kiosk.agent.refusal = (409, body)

    kiosk.take_number()

    told = kiosk.page.locator(".bookable")
    expect(told).to_contain_text("请到导服台")
    expect(told.get_by_role("listitem")).to_have_text(
        ["1月5日星期一 09:00–09:20", "1月5日星期一 10:00–10:20"]
    )


def test_where_no_slot_is_free_no_appointment_is_spoken_of(kiosk: Kiosk) -> None:
    body = {"code": "cut_off", "detail": "no", "opens_at": in_hours(16), "slots": []}
    kiosk.agent.refusal = (409, body)

    kiosk.take_number()

    expect(kiosk.page.locator("main")).to_contain_text("下班前预计办不到")
    expect(kiosk.page.locator(".bookable")).to_have_count(0)


def test_a_queue_known_to_stop_tells_of_its_slots_without_being_asked(kiosk: Kiosk) -> None:
    slot = {"starts_at": "2099-01-05T01:00:00.000Z", "ends_at": "2099-01-05T01:20:00.000Z"}
    issuing = {"now": False, "reason": "cut_off", "opens_at": in_hours(16), "slots": [slot]}
    with kiosk.page.expect_response("**/api/catalogue"):
        kiosk.agent.change_queue("social-insurance", issuing=issuing)

    kiosk.tap("综合服务")
    kiosk.page.get_by_role("button", name="社会保障").click()

    expect(kiosk.page.locator(".bookable")).to_contain_text("1月5日星期一 09:00–09:20")
    assert kiosk.agent.asked == []


@pytest.mark.parametrize(
    ("warning", "says"),
    [
        ("near_closing", "对外办公时间即将结束，所取的号可能无法及时办理"),
        ("may_not_be_served", "今天下班前可能办不到您的号"),
    ],
)
def test_a_number_that_may_come_too_late_is_given_with_a_warning(
    kiosk: Kiosk, warning: str, says: str
) -> None:
    kiosk.agent.warning = warning
    kiosk.take_number()

    expect(kiosk.page.locator(".taken")).to_contain_text(says)
