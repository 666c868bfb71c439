"""A citizen is dissatisfied: from the key at the window to the closed case."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import Hall


def take(page: Page, step: str, words: str = "") -> None:
    """Take a step of the case that is shown, with words if it asks for them."""
    page.get_by_role("button", name=step, exact=True).click()
    if words:
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill(words)
        dialog.get_by_role("button", name="提交").click()
    expect(page.locator(".steps li").last).to_contain_text(step)


def test_a_bad_rating_is_followed_up_from_the_key_to_the_closed_case(
    hall: Hall, console: Page, open_page: OpenPage
) -> None:
    number = people.be_served_and_rate(hall, console, open_page, "非常不满意")

    office = open_page(f"{hall.server}/cases", **people.OFFICE)
    people.sign_in(office, "office")
    line = office.locator("[data-case]", has_text=number)
    expect(line).to_contain_text("非常不满意")
    assert Axe().run(office).response["violations"] == []
    line.click()
    expect(office.locator(".case h2")).to_contain_text("待核实")

    take(office, "开始核实")
    take(office, "认定属实", "材料多要了一份复印件")
    take(office, "开始整改")
    take(office, "报告已整改", "已按指南更正，窗口重新学习")
    assert Axe().run(office).response["violations"] == []
    take(office, "办结")

    expect(office.locator(".case h2")).to_contain_text("办结")
    expect(office.locator(".steps")).to_contain_text("材料多要了一份复印件")
    office.get_by_role("button", name="返回列表").click()
    expect(office.locator("[data-case]", has_text=number)).to_have_count(0)
    office.get_by_role("button", name="已办结").click()
    expect(office.locator("[data-case]", has_text=number)).to_contain_text("办结")


def test_whoever_is_rated_sees_what_was_said_and_not_by_whom(
    hall: Hall, console: Page, open_page: OpenPage
) -> None:
    number = people.be_served_and_rate(hall, console, open_page, "不满意")

    console.goto(f"{hall.server}/cases")

    line = console.locator("[data-case]").first
    expect(line).to_contain_text("不满意")
    expect(line).not_to_contain_text(number)
    line.click()
    expect(console.locator(".case")).to_contain_text("不显示")
    expect(console.get_by_role("button", name="开始核实")).to_have_count(0)


def test_the_phone_says_why_where_the_keypad_could_not_ask(
    hall: Hall, console: Page, open_page: OpenPage
) -> None:
    number = people.be_served_and_rate(hall, console, open_page, "不满意")
    (ticket,) = hall.rows("SELECT token FROM ticket WHERE number = ?", number)

    phone = open_page(f"{hall.server}/t/{ticket['token']}", width=390, height=844, touch=True)
    expect(phone.locator("#rating h2")).to_contain_text("哪里没做好")
    phone.locator("[data-label='208']").tap()
    phone.locator("#rating textarea").fill("少说了一份材料")
    phone.locator("#rate-send").tap()
    expect(phone.locator("#rating h2")).to_contain_text("您已评价：不满意")

    office = open_page(f"{hall.server}/cases", **people.OFFICE)
    people.sign_in(office, "office")
    office.locator("[data-case]", has_text=number).click()
    expect(office.locator(".case dl")).to_contain_text("没有提供材料清单 “少说了一份材料”")
