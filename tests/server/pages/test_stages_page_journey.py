"""The page on which a hall's next stage is switched on, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.server.pages.conftest import Site
from tests.server.pages.fake_hall import FakeHall

pytestmark = [pytest.mark.journey, pytest.mark.slow]

KIOSK_ONLY = {"consoles": False, "displays": False, "ratings": False}


def open_stages(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site.address}/stages")
    page.fill("#login", "office10")
    page.fill("#password", "right")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stages")
    expect(page.locator(".stages > li")).to_have_count(4)


def stage(page: Page, name: str) -> Locator:
    return page.locator(f"[data-stage={name}]")


def turn(page: Page, name: str, does: str) -> Locator:
    stage(page, name).get_by_role("button", name=does).click()
    return page.get_by_role("dialog")


def test_consoles_go_on_with_the_last_numbers_that_were_called_out(
    page: Page, site: Site, hall: FakeHall
) -> None:
    hall.stages = KIOSK_ONLY
    open_stages(page, site)
    expect(stage(page, "displays").get_by_role("button")).to_be_disabled()
    assert Axe().run(page).response["violations"] == []

    dialog = turn(page, "consoles", "启用")
    dialog.get_by_label("不动产登记").fill("b007 ")
    assert Axe().run(page).response["violations"] == []
    dialog.get_by_role("button", name="启用").click()

    expect(stage(page, "consoles")).to_contain_text("使用中")
    expect(stage(page, "displays").get_by_role("button")).to_be_enabled()
    assert hall.called_out == [{"queue_id": 2, "number": "B007"}]
    assert hall.stages == {**KIOSK_ONLY, "consoles": True}


def test_without_consoles_displays_and_ratings_go_off_too_once_nobody_sits_there(
    page: Page, site: Site, hall: FakeHall
) -> None:
    hall.seats[1].state = "open"
    open_stages(page, site)

    turn(page, "consoles", "停用").get_by_role("button", name="停用").click()
    expect(page.get_by_role("alert").filter(has_text="1 号窗口还有人在用")).to_be_visible()
    assert hall.stages["consoles"]

    hall.seats[1].state = "closed"
    turn(page, "consoles", "停用").get_by_role("button", name="停用").click()
    expect(stage(page, "ratings")).to_contain_text("未启用")
    assert hall.stages == KIOSK_ONLY


def test_options_of_the_reception_desk_are_off_until_they_are_chosen(
    page: Page, site: Site, hall: FakeHall
) -> None:
    open_stages(page, site)
    option = page.get_by_label("登记不取号的来访人数")
    expect(option).not_to_be_checked()

    option.click()

    expect(option).to_be_checked()
    assert hall.desk_options == {"window_slip": False, "count_visitors": True}
