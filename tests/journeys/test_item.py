"""A service item: from an Excel workbook to the kiosk, through both steps, by two people."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from server.adapters.items_to_excel import write_items
from server.adapters.workbook import MEDIA_TYPE
from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import HALL_ID, Hall, eventually

NAME = "夜间摊点备案"
ITEM = {
    "code": "JOURNEY1",
    "name": NAME,
    "name_en": "Night stall",
    "queue": "registration",
    "agency": "市场监督管理部门",
    "legal_basis": "《中华人民共和国食品安全法》",
    "conditions": "在划定的区域和时间内经营",
    "procedure": ["登记", "发放摊位牌"],
    "statutory_limit": {"days": 5, "unit": "工作日", "note": ""},
    "promised_limit": {"days": 0, "unit": "工作日", "note": ""},
    "result": "摊位牌",
    "fees": "不收费",
    "supervision": "大厅监督电话",
    "materials": [
        {"name": "摊点备案表", "form": "原件", "copies": 1, "note": "", "has_sample": True}
    ],
}


def choose_workbook(page: Page, **changes: object) -> None:
    """Give the page a workbook with the item, changed so."""
    packed = write_items([(ITEM | changes, None, None)])
    file = {"name": "items.xlsx", "mimeType": MEDIA_TYPE, "buffer": packed}
    page.locator("input[type=file]").set_input_files(file)


def open_item(page: Page) -> None:
    """From the list to the item, found by the initials of its name."""
    page.locator("#find").fill("yjtd")
    page.locator("[data-item=JOURNEY1]").click()
    expect(page.locator("article h2")).to_contain_text(NAME)


def take(page: Page, step: str, then: str) -> None:
    """Take a step of the version that is shown, confirm it if the page asks, see what follows."""
    page.locator(f"[data-step={step}]").click()
    dialog = page.locator("dialog[open]")
    if step != "submit":
        dialog.locator("button[type=submit]").click()
    expect(page.locator("[aria-pressed=true] .tag")).to_contain_text(then)


def test_an_item_goes_from_a_workbook_to_the_kiosk_in_two_steps_by_two_people(
    hall: Hall, kiosk: Page, open_page: OpenPage
) -> None:
    office = open_page(f"{hall.server}/login?next=/items", **people.OFFICE)
    people.sign_in(office, "office")
    office.get_by_role("button", name="从 Excel 导入").click()
    choose_workbook(office, fees="", promised_limit={"days": 9, "unit": "工作日", "note": ""})
    expect(office.locator(".faults tbody tr")).to_have_count(2)
    expect(office.locator(".faults")).to_contain_text("收费标准")
    assert Axe().run(office).response["violations"] == []
    choose_workbook(office)
    office.get_by_role("button", name="导入 1 个事项").click()
    expect(office.locator(".sum")).to_contain_text("已导入")
    office.get_by_role("button", name="返回列表").click()
    open_item(office)
    take(office, "submit", then="待核准")
    expect(office.locator("[data-step=approve]")).to_have_count(0)

    department = open_page(f"{hall.server}/login?next=/items", **people.OFFICE)
    people.sign_in(department, "department")
    open_item(department)
    take(department, "approve", then="待备案")
    expect(department.locator("[data-step=file]")).to_have_count(0)
    catalogue = hall.get(f"/halls/{HALL_ID}/catalogue")
    assert NAME not in [item["name"] for item in catalogue["items"]]

    office.get_by_role("button", name="返回列表").click()
    open_item(office)
    take(office, "file", then="已发布")
    assert Axe().run(office).response["violations"] == []

    see_it_at_the_kiosk(hall, kiosk)
    guide = open_page(
        office.get_by_role("link", name="办事指南").evaluate("a => a.href"), **people.OFFICE
    )
    expect(guide.locator("[data-block] dt")).to_have_text(
        [
            *("办理主体", "法定依据", "办理程序", "申报材料", "承诺时限", "办事结果"),
            *("收费依据", "收费标准", "监督渠道"),
        ]
    )
    assert Axe().run(guide).response["violations"] == []


def see_it_at_the_kiosk(hall: Hall, kiosk: Page) -> None:
    """Nobody restarts anything: search, guide, list on paper, number."""
    eventually(lambda: NAME in str(kiosk.request.get(f"{hall.kiosk}/api/catalogue").json()))
    people.go_home(kiosk)
    kiosk.locator(".home").get_by_text("办事指南").first.tap()
    people.settle(kiosk)
    kiosk.get_by_role("textbox").fill("夜间摊点")
    kiosk.get_by_text(NAME).first.tap()
    expect(kiosk.locator(".guide")).to_contain_text("窗口有样本")
    people.settle(kiosk)
    slips = len(hall.slips())
    kiosk.get_by_role("button", name="打印材料清单带走").tap()
    eventually(lambda: len(hall.slips()) > slips)
    printed = str(hall.slips()[-1])
    assert "摊点备案表" in printed
    assert "指南版本" in printed
