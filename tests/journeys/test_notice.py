"""一次性告知书: from the window on paper, away with it, and back without queueing."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import HALL_ID, Hall, eventually

A4 = {"width": 800, "height": 1130}


def notices_of_items(hall: Hall) -> int:
    """How many notices the office counts, of all days."""
    path = f"/halls/{HALL_ID}/notice-counts?first=2026-01-01&last=2099-12-31"
    return sum(item["notices"] for item in hall.get(path, login="office")["items"])


def notice_slips(hall: Hall, number: str) -> list[str]:
    """The slips of a notice, as they came out."""
    texts = ["\n".join(slip["lines"]) for slip in hall.slips()]
    return [text for text in texts if number in text]


def fill_in(console: Page, *, wrong: str, how: str) -> None:
    """Open the sheet, tick the first material, say what is wrong and that the citizen returns."""
    console.keyboard.press("w")
    form = console.locator(".notice-form")
    expect(form).to_be_visible()
    form.locator(".tick input[type=checkbox]").first.check()
    form.locator(".fault select").select_option("wrong")
    form.locator(".fault input").fill(wrong)
    form.locator("[name=how]").fill(how)
    form.locator("[name=suspend]").select_option("without_documents")


def test_a_citizen_is_told_at_the_window_and_comes_back_without_queueing(
    hall: Hall, console: Page, open_page: OpenPage
) -> None:
    told_before = notices_of_items(hall)
    number, behind = hall.issue(), hall.issue()
    people.sit_down(console, hall.server, login="clerk1", window="1")
    people.begin_to_serve(console)

    fill_in(console, wrong="缺少签名", how="补签名后交到窗口")
    assert Axe().run(console).response["violations"] == []
    console.get_by_role("button", name="打印两联").click()

    people.expect_situation(console, "idle")
    line = console.locator("[data-notice]").first
    expect(line).to_contain_text("已打印")
    expect(line).to_contain_text(number[1:])
    expect(console.locator(".notice.done")).to_contain_text("返回码")
    notice_number = str(line.get_attribute("data-notice"))
    papers = notice_slips(hall, notice_number)
    assert len(papers) == 2
    assert ["第一联" in papers[0], "第二联" in papers[1]] == [True, True]
    for paper in papers:
        assert "需更正：缺少签名" in paper.replace("\n", "")
        assert "【补打】" not in paper
    code = re.search(r"返回码 (\d{6})", papers[0])
    assert code is not None
    assert notices_of_items(hall) == told_before + 1

    other = open_page(f"{hall.server}/login", width=360, height=740)
    people.sit_down(other, hall.server, login="clerk2", window="2")
    other.keyboard.press("c")
    other.locator("#code").fill(code[1])
    other.keyboard.press("Enter")
    people.expect_situation(other, "serving")
    people.expect_number(other, ".current", number)
    states = {row["number"]: row["state"] for row in hall.rows("SELECT number, state FROM ticket")}
    assert states[behind] == "waiting"


def test_a_notice_is_printed_again_marked_and_on_a4(
    hall: Hall, console: Page, open_page: OpenPage
) -> None:
    hall.issue()
    people.sit_down(console, hall.server, login="clerk1", window="1")
    people.begin_to_serve(console)
    fill_in(console, wrong="照片不清", how="换一张照片")
    console.get_by_role("button", name="打印两联").click()
    line = console.locator("[data-notice]").first
    expect(line).to_contain_text("已打印")
    number = str(line.get_attribute("data-notice"))

    line.get_by_role("button", name="补打").click()

    eventually(lambda: len(notice_slips(hall, number)) == 4)
    assert all("【补打】" in paper for paper in notice_slips(hall, number)[2:])
    address = str(line.get_by_role("link", name="A4").get_attribute("href"))
    page = open_page(f"{hall.server}{address}", **A4)
    people.sign_in(page, "office")
    expect(page.locator(".paper .number")).to_contain_text(number)
    expect(page.locator(".paper")).to_contain_text("申请人（签名）")
    expect(page.locator(".return .qr")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    page.get_by_role("button", name="打印").click()
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")
    expect(page.locator(".which")).to_contain_text("【补打】")


def test_what_is_still_due_is_on_the_list_until_it_is_handed_in(
    hall: Hall, console: Page, open_page: OpenPage
) -> None:
    hall.issue()
    people.sit_down(console, hall.server, login="clerk1", window="1")
    people.begin_to_serve(console)
    console.keyboard.press("w")
    form = console.locator(".notice-form")
    form.get_by_role("button", name="容缺").click()
    form.locator(".tick input[type=checkbox]").first.check()
    form.get_by_role("button", name="打印两联").click()
    line = console.locator("[data-notice]").first
    expect(line).to_contain_text("容缺")
    number = str(line.get_attribute("data-notice"))

    office = open_page(f"{hall.server}/notices", **people.OFFICE)
    people.sign_in(office, "office")
    due = office.locator(f'[data-notice="{number}"]')
    expect(due).to_contain_text("还缺 1 份材料")
    assert Axe().run(office).response["violations"] == []
    due.get_by_role("button", name="已交齐").click()

    expect(due).to_have_count(0)
    expect(office.locator("[data-item]").first).to_contain_text("份告知书")


def test_the_code_leads_a_telephone_to_the_notice_and_its_holder_back_to_the_window(
    hall: Hall, console: Page, open_page: OpenPage
) -> None:
    hall.issue()
    people.sit_down(console, hall.server, login="clerk1", window="1")
    people.begin_to_serve(console)
    fill_in(console, wrong="照片不清", how="换一张照片")
    console.get_by_role("button", name="打印两联").click()
    expect(console.locator("[data-notice]").first).to_contain_text("已打印")
    token = hall.rows("SELECT token FROM notice ORDER BY id DESC")[0]["token"]

    phone = open_page(f"{hall.server}/n/{token}", width=390, height=844)

    expect(phone.locator(".paper")).to_contain_text("换一张照片")
    expect(phone.get_by_role("button")).to_have_count(0)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(phone).response["violations"] == []

    console.keyboard.press("c")
    console.locator("#code").fill(phone.url)  # a scanner at the window types what the code bears
    console.keyboard.press("Enter")
    people.expect_situation(console, "serving")
