"""Alerts over the pages of staff, the telephone of a case, a paper form: over the real server."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from server.app import Server
from tests.server.acting import FakeClock, SmallHall
from tests.server.api.asking import People, in_process
from tests.server.pages.served import sign_in_office
from tests.server.rated import refused_by_a_platform

pytestmark = [pytest.mark.journey, pytest.mark.slow]
TELEPHONE = "13800001234"


@pytest.fixture
def hall(server: Server, clock: FakeClock) -> SmallHall:
    """A001 was rated badly by telephone, A002 was served and not rated."""
    hall = SmallHall(server.wiring.database, clock, "small")
    desk = hall.sit("1")
    hall.issue("A")
    hall.issue("A")
    token = hall.ticket(desk.serve()).token
    rating = {"level": "dissatisfied", "channel": "phone", "words": "久", "contact": TELEPHONE}
    citizen = People(in_process(server.app), hall, server.wiring.tokens).stranger()
    assert citizen.post(f"/tickets/{token}/rating", rating).status == 200
    desk.serve()
    return hall


@pytest.fixture
def office(page: Page, address: str, server: Server, hall: SmallHall) -> Page:
    """The office, signed in, at its bad-rating cases."""
    sign_in_office(page, address, server, hall, at="/cases")
    expect(page.locator("[data-case]")).to_be_visible()
    return page


def open_page(page: Page, path: str) -> None:
    """Another page of the same server."""
    page.goto(page.url.split("/cases")[0] + path)


def test_a_bad_rating_is_told_of_on_every_page_until_somebody_has_seen_it(
    office: Page, hall: SmallHall
) -> None:
    refused_by_a_platform(hall)
    open_page(office, "/notices")
    alert = office.locator("[data-alert]")
    expect(alert).to_contain_text("新差评：1 号窗口")
    stuck = office.get_by_role("link", name="有 1 条评价未能上报，需要处理")
    expect(stuck).to_have_attribute("href", "/statistics#forwards")
    assert Axe().run(office).response["violations"] == []

    alert.get_by_role("button", name="知道了").click()

    expect(alert).to_have_count(0)
    expect(stuck).to_be_visible()


def test_who_follows_it_up_sees_the_telephone_and_that_is_on_record(office: Page) -> None:
    office.locator("[data-case]").click()
    expect(office.locator(".case")).to_contain_text("138****1234")
    expect(office.locator(".case")).not_to_contain_text(TELEPHONE)

    office.get_by_role("button", name="显示电话").click()

    expect(office.locator(".telephone")).to_have_text(TELEPHONE)
    expect(office.locator(".steps li").last).to_contain_text("查看电话 人员office")
    assert Axe().run(office).response["violations"] == []


def test_a_paper_form_is_typed_in_for_the_visit_it_is_about(office: Page, hall: SmallHall) -> None:
    open_page(office, "/feedback/register")
    office.get_by_role("button", name="录入纸质评价").click()
    dialog = office.get_by_role("dialog")
    dialog.get_by_label("办理日期").fill("2026-11-24")
    dialog.get_by_label("号票").fill("a9")
    dialog.get_by_role("button", name="查找").click()
    expect(dialog.get_by_role("alert")).to_have_text("这一天没有这个号。")

    dialog.get_by_label("号票").fill("a2")
    dialog.get_by_role("button", name="查找").click()
    expect(dialog.get_by_role("heading")).to_have_text("A002 社保卡 的纸质评价")
    dialog.get_by_label("不满意", exact=True).check()
    dialog.get_by_label("窗口人员业务不熟练").check()
    assert Axe().run(office).response["violations"] == []
    dialog.get_by_role("button", name="提交").click()

    expect(office.get_by_text("A002 的纸质评价已录入。")).to_be_visible()
    rating = hall.ratings()[-1]
    assert (rating.level, rating.channel, rating.labels) == ("dissatisfied", "paper", ["213"])
    assert (rating.pressed_at, rating.visit_id) == (None, hall.visit("A002").id)
    assert rating.entered_by is not None


def test_a_visit_that_was_rated_takes_no_form(office: Page, hall: SmallHall) -> None:
    open_page(office, "/feedback/register")
    office.get_by_role("button", name="录入纸质评价").click()
    dialog = office.get_by_role("dialog")
    dialog.get_by_label("办理日期").fill("2026-11-24")
    dialog.get_by_label("号票").fill("A001")
    dialog.get_by_role("button", name="查找").click()
    dialog.get_by_label("满意", exact=True).check()
    dialog.get_by_role("button", name="提交").click()

    expect(dialog.get_by_role("alert")).to_have_text("这次办理已经评价过了。")
    assert hall.levels() == ["dissatisfied"]


def test_the_register_is_saved_with_its_figures_and_without_a_telephone(
    office: Page, server: Server, hall: SmallHall
) -> None:
    citizen = People(in_process(server.app), hall, server.wiring.tokens).stranger()
    said = {"kind": "complaint", "text": "等了太久", "contact": TELEPHONE}
    assert citizen.post(f"/halls/{hall.hall_id}/feedback", said).status == 201
    open_page(office, "/feedback/register")

    with office.expect_download() as saved:
        office.get_by_role("button", name="导出表格").click()

    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    assert saved.value.suggested_filename.startswith("complaints-")
    assert '"登记件数",' in text
    assert '"20261124-001","投诉","网上"' in text
    assert "1234" not in text.replace("20261124", "")
