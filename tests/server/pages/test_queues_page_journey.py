"""The page that closes a queue for a while and opens it again, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.server.pages.conftest import Site
from tests.server.pages.fake_hall import FakeHall

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def queues(page: Page, site: Site, hall: FakeHall) -> Page:
    for _ in range(3):
        hall.issue(2)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site.address}/queues")
    page.fill("#login", "clerk7")
    page.fill("#password", "right")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queues")
    expect(page.locator(".queues li")).to_have_count(2)
    return page


def test_it_says_what_each_queue_does_and_who_waits(queues: Page) -> None:
    property_queue = queues.locator("[data-queue=property]")

    expect(property_queue).to_contain_text("不动产登记")
    expect(property_queue).to_contain_text("3 人等候")
    expect(property_queue).to_contain_text("正在放号")
    faults = Axe().run(queues).response["violations"]
    assert [f["id"] for f in faults if f["impact"] in ("serious", "critical")] == []


def test_a_queue_is_closed_with_a_reason_and_opened_again(queues: Page, hall: FakeHall) -> None:
    row = queues.locator("[data-queue=property]")
    row.get_by_role("button", name="暂停取号").click()
    dialog = queues.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="暂停取号")).to_be_disabled()

    dialog.get_by_role("button", name="系统维护").click()
    dialog.get_by_label("原因").fill("系统维护，10:30 恢复")
    dialog.get_by_role("button", name="暂停取号").click()

    expect(row).to_contain_text("已暂停取号：系统维护，10:30 恢复")
    assert hall.closed == {2: "系统维护，10:30 恢复"}

    row.get_by_role("button", name="恢复取号").click()
    expect(row).to_contain_text("正在放号")
    assert hall.closed == {}


def test_going_back_closes_nothing(queues: Page, hall: FakeHall) -> None:
    queues.locator("[data-queue=general]").get_by_role("button", name="暂停取号").click()
    queues.get_by_role("button", name="返回").click()

    expect(queues.get_by_role("dialog")).to_have_count(0)
    assert hall.closed == {}
