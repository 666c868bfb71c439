"""The office fills the displays: a picture, a line of the marquee, a layout of the hall's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.display.films import picture
from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import HALL_ID, Hall

WINDOW = f"/halls/{HALL_ID}/windows/1"


@pytest.fixture
def office(hall: Hall, open_page: OpenPage):
    """The office's page of what displays show; at the end nothing of it is left."""
    page = open_page(f"{hall.server}/displays", width=1280, height=900)
    before = hall.get(f"/halls/{HALL_ID}/signage/all", login="office")["marquee"]
    people.sign_in(page, "office")
    expect(page.get_by_role("heading", name="图片和视频")).to_be_visible()
    yield page
    left = hall.get(f"/halls/{HALL_ID}/signage/all", login="office")
    for slide in left["slides"]:
        hall.post(f"/halls/{HALL_ID}/slides/{slide['slide_id']}/remove", {}, login="office")
    for layout in left["layouts"]:
        hall.post(f"/halls/{HALL_ID}/layouts/{layout['name']}/remove", {}, login="office")
    hall.post(f"/halls/{HALL_ID}/marquee", {"lines": before}, login="office")


def test_what_the_office_puts_together_is_on_the_screen_and_gives_way_to_a_call(
    hall: Hall, office: Page, open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "便民服务.png").write_bytes(picture())
    office.get_by_label("添加", exact=True).set_input_files(tmp_path / "便民服务.png")
    expect(office.locator(".slides li")).to_contain_text("便民服务")

    office.get_by_role("button", name="添加一条").click()
    office.get_by_label("中文").fill("明天上午停电检修")
    office.get_by_role("button", name="保存").click()
    expect(office.locator(".marquee li").last).to_contain_text("明天上午停电检修")

    put_together_a_layout(office)
    assert found_by_axe(office) == []

    screen = open_page(f"{hall.server}/display/1?layout=entrance", width=1920, height=1080)
    expect(screen.locator(".slide")).to_be_visible()
    number = hall.issue()
    hall.post(f"{WINDOW}/open", {"take_over": False}, login="clerk1")
    hall.post(f"{WINDOW}/call-next", {}, login="clerk1")
    people.expect_number(screen, ".called", number)
    expect(screen.locator(".slide")).to_be_visible()


def put_together_a_layout(office: Page) -> None:
    """First one that has no room, which is said, then one that has; both seen before."""
    office.get_by_role("button", name="新建布局").click()
    editor = office.locator(".editor")
    editor.get_by_label("名称").fill("门口")
    editor.get_by_label("代码").fill("entrance")
    editor.get_by_role("checkbox", name="图片和视频").check()
    editor.get_by_role("button", name="保存").click()
    expect(office.get_by_role("alert")).to_contain_text("放不下“等候人数”")

    editor.get_by_role("checkbox", name="等候人数").uncheck()
    preview = office.frame_locator("iframe[title='横屏，平时']")
    expect(preview.locator("section.slides")).to_be_visible()
    expect(preview.locator(".waiting")).to_have_count(0)
    assert preview.locator("html").evaluate("() => innerWidth") == 1920
    editor.get_by_role("button", name="保存").click()
    expect(office.locator("[data-layout=entrance]")).to_contain_text("门口")


def test_a_file_of_another_kind_is_refused_in_words(office: Page, tmp_path: Path) -> None:
    (tmp_path / "公告.png").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    office.get_by_label("添加", exact=True).set_input_files(tmp_path / "公告.png")

    expect(office.get_by_role("alert")).to_contain_text("不是完整的 JPEG、PNG、MP4 或 WebM")
    expect(office.locator(".slides li")).to_have_count(0)


def found_by_axe(page: Page) -> list[str]:
    """What axe finds on the page itself; the previews are looked at as screens of their own."""
    options = {"exclude": [["iframe"]]}
    return [fault["id"] for fault in Axe().run(page, context=options).response["violations"]]
