"""Outside the hall's hours: no numbers, but all that works without a window."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey


def close(kiosk: Kiosk) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    kiosk.agent.opens_at = tomorrow.strftime("%Y-%m-%dT00:30:00.000Z")
    kiosk.agent.issuing = False
    expect(kiosk.page.locator("html")).to_have_attribute("data-night", "")


def test_the_night_page_says_when_numbers_come_again_and_what_works_now(kiosk: Kiosk) -> None:
    close(kiosk)

    expect(kiosk.heading()).to_contain_text("08:30 开始")
    works = kiosk.page.locator(".works")
    for work in ("办事指南", "一件事", "我的号", "办件进度", "意见建议"):
        expect(works).to_contain_text(work)
    phones = kiosk.page.locator(".night-phones")
    expect(phones).to_contain_text(kiosk.agent.catalogue["hall"]["supervision_phone"])
    expect(kiosk.page.locator("header")).not_to_contain_text("人等候")
    expect(kiosk.page.locator(".road[data-kind=take]")).to_have_count(0)


def test_how_far_a_case_is_only_its_own_system_knows(kiosk: Kiosk) -> None:
    close(kiosk)
    kiosk.tap("办件进度")
    expect(kiosk.page.locator("main")).to_contain_text("本机没有接通办件系统")
    expect(kiosk.page.locator("main svg[role=img]")).to_have_count(0)

    kiosk.agent.progress = "https://zwfw.example/progress"
    expect(kiosk.page.locator("main")).to_contain_text("用手机扫码")
    expect(kiosk.page.get_by_label("二维码：用手机查办件进度")).to_be_visible()


def test_suggestions_go_on_at_night_and_nobody_is_called_who_is_not_there(kiosk: Kiosk) -> None:
    close(kiosk)
    phone = kiosk.agent.catalogue["hall"]["supervision_phone"]
    kiosk.tap("意见建议")
    expect(kiosk.page.locator("main")).to_contain_text(phone)

    kiosk.tap("首页")
    kiosk.tap("需要帮助")
    expect(kiosk.page.locator("main")).to_contain_text("现在没有工作人员值守")
    expect(kiosk.page.get_by_role("button", name="请工作人员过来")).to_have_count(0)


def test_a_guide_is_read_at_night_and_offers_no_number(kiosk: Kiosk) -> None:
    close(kiosk)
    kiosk.tap("搜索事项")
    for letter in "JHDJ":
        kiosk.page.locator(".keys").get_by_role("button", name=letter, exact=True).click()
    kiosk.tap("结婚登记")

    expect(kiosk.page.locator(".guide")).to_contain_text("双方身份证")
    expect(kiosk.page.locator("main")).to_contain_text("现在不取号")
    expect(kiosk.page.locator(".foot")).to_have_count(0)


def test_in_the_morning_the_page_takes_numbers_again_by_itself(kiosk: Kiosk) -> None:
    close(kiosk)
    kiosk.agent.issuing, kiosk.agent.opens_at = True, None

    expect(kiosk.heading()).to_have_text("您要办什么？")
    kiosk.take_number()
    expect(kiosk.page.locator(".number")).to_be_visible()


def book(kiosk: Kiosk) -> None:
    kiosk.tap("预约")
    kiosk.page.locator("[data-page=book] .row").first.click()
    kiosk.page.locator("[data-page=book_day] .row").click()
    kiosk.page.locator("[data-page=book_slot] .tile").click()
    kiosk.page.locator("[data-page=book_who]").wait_for()
    for digit in "13800009990":
        kiosk.page.locator(".number-keys").get_by_role("button", name=digit, exact=True).click()
    kiosk.tap("确认预约")


def test_an_appointment_is_booked_at_night(kiosk: Kiosk) -> None:
    close(kiosk)
    book(kiosk)

    expect(kiosk.heading()).to_have_text("已经约好")
    expect(kiosk.page.locator("main")).to_contain_text("1234 5678")
    expect(kiosk.page.locator("main")).to_contain_text("10:30")
    order = kiosk.agent.asked[-1]
    assert (order["starts_at"], order["person"]) == (
        kiosk.agent.slots[0]["starts_at"],
        "13800009990",
    )
    assert "13800009990" not in kiosk.page.inner_text("body")


def test_a_time_that_somebody_else_got_first_leads_to_another(kiosk: Kiosk) -> None:
    close(kiosk)
    kiosk.agent.refusal = (409, {"code": "slot_full", "detail": "no"})
    book(kiosk)
    expect(kiosk.heading()).to_have_text("这个时间刚刚约满")
    kiosk.agent.refusal = None
    kiosk.tap("现在预约")
    expect(kiosk.heading()).to_have_text("预约哪项业务？")


def test_without_free_times_the_kiosk_says_whom_to_call(kiosk: Kiosk) -> None:
    kiosk.agent.slots = []
    close(kiosk)
    kiosk.tap("预约")
    kiosk.page.locator("[data-page=book] .row").first.click()
    expect(kiosk.page.locator("main")).to_contain_text("这两周都约满了")
