"""Journeys at the touch page: the office locks it, speaks on it, has it loaded anew."""

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey
WORDS = {"zh": "设备检修，下午三点恢复", "en": "Back at 3 pm"}


def test_a_locked_page_says_why_and_where_to_go(kiosk: Kiosk) -> None:
    kiosk.agent.remote["locked"] = WORDS

    expect(kiosk.heading()).to_have_text("本机暂停服务")
    expect(kiosk.page.locator("main")).to_contain_text("设备检修，下午三点恢复")
    expect(kiosk.page.locator("main")).to_contain_text("导服台")
    expect(kiosk.page.get_by_role("button")).to_have_count(0)

    kiosk.agent.remote["locked"] = None
    expect(kiosk.heading()).to_have_text("您要办什么？")


def test_somebody_who_has_just_got_a_number_still_reads_it(kiosk: Kiosk) -> None:
    kiosk.take_number()
    expect(kiosk.page.locator(".number")).to_be_visible()
    locked = kiosk.page.get_by_role("heading", name="本机暂停服务")

    with kiosk.page.expect_response("**/api/state"):
        kiosk.agent.remote["locked"] = WORDS
    with kiosk.page.expect_response("**/api/state"):
        pass

    expect(kiosk.page.locator(".number")).to_be_visible()
    kiosk.tap("首页")
    expect(locked).to_be_visible()


def test_words_of_the_office_stay_until_they_are_read(kiosk: Kiosk) -> None:
    kiosk.agent.remote["message"] = {**WORDS, "until": "2026-11-24T07:00:00.000Z"}
    said = kiosk.page.get_by_role("alertdialog")
    expect(said).to_contain_text("设备检修，下午三点恢复")

    kiosk.tap("知道了")

    expect(said).to_have_count(0)
    kiosk.agent.remote["message"] = {"zh": "请带好身份证", "en": "", "until": "later"}
    expect(said).to_contain_text("请带好身份证")


def test_a_page_that_is_to_be_fresh_loads_itself_anew(kiosk: Kiosk) -> None:
    with kiosk.page.expect_response("**/api/state"):
        pass

    with kiosk.page.expect_navigation():
        kiosk.agent.remote["page"] = "2"

    expect(kiosk.heading()).to_have_text("您要办什么？")


def test_nobody_is_cut_off_from_asking_again_for_a_number_that_may_be_theirs(kiosk: Kiosk) -> None:
    """A station that is started anew has the page loaded anew too."""
    kiosk.agent.refusal = (503, {"code": "server_away", "detail": "An English sentence."})
    kiosk.take_number()
    expect(kiosk.heading()).to_have_text("暂时连不上大厅系统")

    with kiosk.page.expect_response("**/api/state"):
        kiosk.agent.remote["page"] = "2"
    with kiosk.page.expect_response("**/api/state"):
        pass
    kiosk.agent.refusal = None
    kiosk.tap("再试一次")

    expect(kiosk.page.locator(".number")).to_be_visible()
    with kiosk.page.expect_navigation():
        kiosk.tap("首页")
