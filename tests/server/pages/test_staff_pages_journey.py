"""Front page, sign-in and the list of windows, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.server.pages.conftest import Site
from tests.server.pages.fake_hall import FakeHall

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def fill_in(page: Page, *, password: str) -> None:
    page.fill("#login", "clerk7")
    page.fill("#password", password)
    page.keyboard.press("Enter")


@pytest.fixture
def windows(page: Page, site: Site, hall: FakeHall) -> Page:
    """The list of windows: another clerk at 2, the others free."""
    hall.seats[2].clerk_id, hall.seats[2].state = 8, "open"
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site.address}/console")
    fill_in(page, password="right")
    page.wait_for_url("**/console")
    expect(page.locator(".seat")).to_have_count(4)
    return page


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")]


def test_the_front_page_leads_to_every_screen(page: Page, site: Site, hall: FakeHall) -> None:
    page.goto(site.address)

    expect(page.get_by_role("link", name="大厅总屏")).to_have_attribute("href", "/display/1")
    expect(page.get_by_role("link", name="3 号")).to_have_attribute("href", "/display/1/window/3")
    expect(page.get_by_role("link", name="打开窗口办理台")).to_have_attribute("href", "/console")
    assert faults(page) == []


def test_a_wrong_password_is_said_and_the_right_one_leads_on(
    page: Page, site: Site, hall: FakeHall
) -> None:
    page.goto(f"{site.address}/login?next=/console/3")
    fill_in(page, password="")
    expect(page.get_by_role("alert")).to_have_text("请输入用户名和密码。")

    fill_in(page, password="wrong")
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对，请再试一次。")
    expect(page.locator("#password")).to_be_focused()
    expect(page.locator("#password")).to_have_value("")
    assert faults(page) == []

    fill_in(page, password="right")
    page.wait_for_url("**/console/3")


def test_one_tap_takes_a_free_window(windows: Page, hall: FakeHall) -> None:
    assert faults(windows) == []

    windows.get_by_role("button", name="3 号").click()

    windows.wait_for_url("**/console/3")
    assert (hall.seats[3].clerk_id, hall.seats[3].state) == (7, "open")


def test_a_window_in_use_names_its_clerk_and_asks_first(windows: Page, hall: FakeHall) -> None:
    windows.get_by_role("button", name="2 号").click()
    expect(windows.get_by_role("dialog")).to_contain_text("2 号窗口现由 李明 使用")
    windows.get_by_role("button", name="返回").click()
    assert hall.seats[2].clerk_id == 8

    windows.get_by_role("button", name="2 号").click()
    windows.get_by_role("button", name="接替").click()

    windows.wait_for_url("**/console/2")
    assert hall.seats[2].clerk_id == 7


def test_a_window_taken_a_moment_ago_is_not_taken_over_by_one_tap(
    windows: Page, hall: FakeHall
) -> None:
    hall.seats[4].clerk_id, hall.seats[4].state = 8, "open"

    windows.get_by_role("button", name="4 号").click()

    expect(windows.get_by_role("dialog")).to_contain_text("4 号窗口现由 李明 使用")
    assert hall.seats[4].clerk_id == 8


def test_the_list_follows_who_comes_and_goes(windows: Page, hall: FakeHall) -> None:
    hall.seats[2].clerk_id, hall.seats[2].state = None, "closed"
    hall.tell("window.closed", window_id=2)

    expect(windows.get_by_role("button", name="2 号")).to_contain_text("空着")
