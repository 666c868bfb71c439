"""The boards say how long one waits, and which queues give no more numbers."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.display.conftest import Open
from tests.display.fake_server import FakeHall

pytestmark = pytest.mark.journey

A, C, F = 1, 2, 3
CUT_OFF_AFTER_MS = 13_000
READ_AGAIN_MS = 16_000


def wait(low_min: float, high_min: float) -> dict[str, int]:
    low, high = round(low_min * 60), round(high_min * 60)
    return {"low_s": low, "high_s": high, "p90_s": high}


def row(page: Page, name: str) -> Any:
    return page.locator(".queue", has_text=name)


def says(page: Page, name: str) -> Any:
    return expect(row(page, name).locator(".queue-wait"))


def stop(hall: FakeHall, queue_id: int, reason: str, opens_at: str | None = None) -> None:
    """The queue gives no numbers, as the server says it with the hall's set-up."""
    queue = next(q for q in hall.config["queues"] if q["queue_id"] == queue_id)
    queue["issuing"] = {"now": False, "reason": reason, "opens_at": opens_at}
    hall.record("hall.changed")


def test_each_queue_tells_its_range_and_a_dash_where_nothing_is_known(
    hall: FakeHall, open_page: Open
) -> None:
    hall.waits = {A: wait(15, 24), C: wait(0.5, 3), F: None}

    page = open_page("/display/1")

    says(page, "企业登记").to_have_text("约 15–25 分钟")
    says(page, "税务业务").to_have_text("不到 5 分钟")
    says(page, "社会保障").to_have_text("—")
    says(page, "住房公积金").to_have_text("—")


def test_waits_follow_without_any_event(hall: FakeHall, open_page: Open) -> None:
    hall.waits = {A: wait(15, 24)}
    page = open_page("/display/1", clock=True)
    says(page, "企业登记").to_have_text("约 15–25 分钟")

    hall.waits = {A: wait(30, 45)}
    page.clock.fast_forward(READ_AGAIN_MS)

    says(page, "企业登记").to_have_text("约 30–45 分钟")


def test_a_lost_link_leaves_no_wait_standing(hall: FakeHall, open_page: Open) -> None:
    hall.waits = {A: wait(15, 24)}
    page = open_page("/display/1", clock=True)
    says(page, "企业登记").to_have_text("约 15–25 分钟")

    page.context.set_offline(True)
    page.clock.fast_forward(CUT_OFF_AFTER_MS)
    expect(page.locator(".cut-off")).to_be_visible()

    says(page, "企业登记").to_have_text("—")


@pytest.mark.parametrize(
    ("reason", "opens_at", "line"),
    [
        ("cut_off", None, "企业登记：今天来不及办理，已停止取号"),
        ("session_full", "2099-01-05T06:00:00.000Z", "企业登记：本时段号已放完，1月5日"),
        ("numbers_used_up", None, "企业登记：今天的号已放完"),
    ],
)
def test_a_queue_that_stops_says_so_in_its_row_and_in_the_banner(
    hall: FakeHall, open_page: Open, reason: str, opens_at: str | None, line: str
) -> None:
    page = open_page("/display/1")
    hall.issue("A008", A)
    expect(row(page, "企业登记").locator("b")).to_have_text("1")  # it hears the hall

    stop(hall, A, reason, opens_at)

    says(page, "企业登记").to_contain_text("已停止取号")
    expect(page.locator(".notice-stops .zh")).to_contain_text(line)
    found = Axe().run(page).response["violations"]
    assert [f["id"] for f in found if f["impact"] in ("serious", "critical")] == []


def test_a_queue_whose_hour_has_not_come_has_not_stopped(hall: FakeHall, open_page: Open) -> None:
    hall.waits = {A: wait(15, 24)}
    stop(hall, A, "not_issuing_now", "2099-01-05T06:00:00.000Z")

    page = open_page("/display/1")

    says(page, "企业登记").to_have_text("约 15–25 分钟")
    expect(page.locator(".notice-stops")).to_have_count(0)


def test_a_zone_warns_of_its_own_queues_alone(hall: FakeHall, open_page: Open) -> None:
    stop(hall, A, "cut_off")

    page = open_page("/display/1/zone/2")

    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator(".notice-stops")).to_have_count(0)
