"""A complaint, from the public page to the answer read by the query code; help at the kiosk."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import HALL_ID, Hall

PHONE = {"width": 360, "height": 740}


def take(page: Page, step: str, words: str = "") -> None:
    """Take a step of the complaint that is shown."""
    page.get_by_role("button", name=step, exact=True).click()
    dialog = page.get_by_role("dialog")
    if words:
        dialog.get_by_role("textbox").fill(words)
    dialog.get_by_role("button", name="提交").click()
    expect(page.locator(".steps li").last).to_contain_text(step)


def look_up(phone: Page, receipt: str, code: str) -> None:
    phone.fill("#look-receipt", receipt)
    phone.fill("#look-code", code)
    phone.locator("#look-send").click()


def test_a_complaint_is_written_on_a_phone_handled_and_read_by_its_code(
    hall: Hall, open_page: OpenPage, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.png"
    Image.new("RGB", (2400, 1200), "teal").save(photo)
    phone = open_page(f"{hall.server}/feedback?hall={HALL_ID}", **PHONE)
    expect(phone.locator("#supervision")).not_to_be_empty()
    assert Axe().run(phone).response["violations"] == []
    phone.fill("#text", "三号窗口排了一个小时")
    phone.fill("#contact", "13800001234")
    phone.set_input_files("#files", str(photo))
    phone.locator("#send").click()
    expect(phone.locator("#receipt")).not_to_be_empty()
    receipt, code = (phone.locator(f"#{name}").inner_text() for name in ("receipt", "code"))
    look_up(phone, receipt, code)
    expect(phone.locator("#found-state")).to_contain_text("已登记")

    office = open_page(f"{hall.server}/feedback/register", **people.OFFICE)
    people.sign_in(office, "office")
    office.locator("[data-feedback]", has_text=receipt).click()
    expect(office.locator(".words")).to_have_text("三号窗口排了一个小时")
    expect(office.locator("dl")).to_contain_text("138****1234")
    with office.expect_download() as saved:
        office.get_by_role("button", name="附件 1").click()
    assert saved.value.suggested_filename == f"{receipt}-1.jpg"
    with Image.open(saved.value.path()) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1600, 800))
    take(office, "办理")
    take(office, "答复", "已增开一个窗口，感谢您的意见")
    assert Axe().run(office).response["violations"] == []

    look_up(phone, receipt, code.lower())
    expect(phone.locator("#found-answer")).to_have_text("已增开一个窗口，感谢您的意见")
    expect(phone.locator("#found")).not_to_contain_text("三号窗口")
    take(office, "归档")


def test_a_wrong_code_says_nothing_and_too_many_are_slowed(hall: Hall, open_page: OpenPage) -> None:
    phone = open_page(f"{hall.server}/feedback?hall={HALL_ID}", **PHONE)
    phone.fill("#text", "建议增加座椅")
    phone.get_by_text("建议", exact=False).first.click()
    phone.locator("#send").click()
    expect(phone.locator("#receipt")).not_to_be_empty()
    receipt = phone.locator("#receipt").inner_text()

    for _ in range(5):
        look_up(phone, receipt, "22222-22222")
        expect(phone.locator("#look-send")).to_be_enabled()
        expect(phone.locator("#trouble")).to_contain_text("不对")
    look_up(phone, receipt, "22222-22222")

    expect(phone.locator("#trouble")).to_contain_text("五分钟")


def test_a_paper_from_the_box_is_typed_in_with_its_photo(
    hall: Hall, open_page: OpenPage, tmp_path: Path
) -> None:
    photo = tmp_path / "paper.jpg"
    Image.new("RGB", (800, 600), "white").save(photo)
    office = open_page(f"{hall.server}/feedback/register", **people.OFFICE)
    people.sign_in(office, "office")
    office.get_by_role("button", name="登记来电或意见箱").click()
    dialog = office.get_by_role("dialog")
    dialog.get_by_label("渠道").select_option("paper")
    dialog.get_by_label("类别").select_option("praise")
    dialog.get_by_label("内容").fill("服务热情")
    dialog.get_by_label("纸件照片").set_input_files(str(photo))
    assert Axe().run(office).response["violations"] == []
    dialog.get_by_role("button", name="提交").click()

    receipt = office.locator(".numbers b").first.inner_text()
    line = office.locator("[data-feedback]", has_text=receipt)
    expect(line).to_contain_text("意见箱")
    expect(line).to_contain_text("表扬")


def test_help_asked_at_the_kiosk_rings_at_the_desk_and_the_kiosk_says_who_comes(
    hall: Hall, kiosk: Page, open_page: OpenPage
) -> None:
    desk = open_page(f"{hall.server}/reception", **people.OFFICE)
    people.sign_in(desk, "reception")
    expect(desk.locator(".reception")).to_be_visible()
    kiosk.get_by_role("button", name="需要帮助").tap()
    expect(kiosk.locator(".title")).to_contain_text("免费")
    expect(kiosk.locator(".help-complaints")).to_contain_text("投诉电话")
    expect(kiosk.locator(".help-complaints .qr")).to_be_visible()
    people.settle(kiosk)
    assert Axe().run(kiosk).response["violations"] == []
    kiosk.locator("[data-help-kind=at_kiosk]").tap()
    expect(kiosk.locator(".help-state")).to_contain_text("已通知")

    asked = desk.locator('[data-help="asked"]')
    expect(asked).to_contain_text("kiosk-1")
    assert Axe().run(desk).response["violations"] == []
    asked.get_by_role("button", name="我去").click()
    expect(desk.locator('[data-help="taken"]')).to_be_visible()
    name = hall.rows("SELECT name FROM account WHERE login = 'reception'")[0]["name"]

    expect(kiosk.locator(".help-state")).to_contain_text(name)
    desk.locator('[data-help="taken"]').get_by_role("button", name="办结").click()
    expect(desk.locator(".helping")).to_have_count(0)
    expect(kiosk.locator("[data-help-kind=at_kiosk]")).to_be_visible()


def test_help_asked_on_the_phone_page_of_a_ticket_names_the_helper_and_takes_thanks(
    hall: Hall, open_page: OpenPage
) -> None:
    number = hall.issue()
    token = hall.rows("SELECT token FROM ticket WHERE number = ? ORDER BY id DESC", number)[0][
        "token"
    ]
    phone = open_page(f"{hall.server}/t/{token}", **PHONE)
    phone.get_by_role("link", name="需要帮助").click()
    expect(phone.locator("main")).to_contain_text("免费")
    assert Axe().run(phone).response["violations"] == []
    phone.locator("[data-kind=guide]").click()
    expect(phone.locator("#state")).to_contain_text("已通知")

    desk = open_page(f"{hall.server}/reception", **people.OFFICE)
    people.sign_in(desk, "reception")
    asked = desk.locator('[data-help="asked"]')
    expect(asked).to_contain_text(people.spaced(number))
    asked.get_by_role("button", name="我去").click()
    expect(phone.locator("#state")).to_contain_text("马上来")
    desk.locator('[data-help="taken"]').get_by_role("button", name="办结").click()

    phone.locator("#helped").click()
    expect(phone.locator("#thanks")).to_be_visible()
    row = hall.rows("SELECT has_helped FROM help_request ORDER BY id DESC LIMIT 1")[0]
    assert row["has_helped"] == 1
