"""Journeys at the touch page: somebody comes, takes a number, and leaves."""

import re

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk

pytestmark = pytest.mark.journey


def test_home_says_where_one_is_and_how_many_wait(kiosk: Kiosk) -> None:
    head = kiosk.page.locator("header")
    expect(head).to_contain_text("示例县政务服务中心")
    expect(head).to_contain_text(f"{sum(kiosk.agent.waiting.values())} 人等候")
    expect(head).to_contain_text("正在办公")


def test_two_taps_from_home_give_a_number(kiosk: Kiosk) -> None:
    kiosk.take_number(zone="综合服务", queue="社会保障")

    expect(kiosk.page.locator(".number")).to_have_attribute("data-number", "F007")
    taken = kiosk.page.locator("main")
    expect(taken).to_contain_text("请取走号票")
    expect(taken).to_contain_text("人在您前面")
    expect(taken).to_contain_text("C区（一层大厅）")
    expect(taken).to_contain_text("6、7、8、9 号")


def test_the_big_road_leads_over_the_zones_to_the_same_number(kiosk: Kiosk) -> None:
    kiosk.tap("选好业务")
    expect(kiosk.heading()).to_have_text("您要办哪一类业务？")
    kiosk.take_number()
    expect(kiosk.page.locator(".number")).to_be_visible()


def test_a_double_tap_asks_once(kiosk: Kiosk) -> None:
    kiosk.agent.delay_s = 0.3
    kiosk.tap("综合服务")

    kiosk.page.get_by_role("button", name="社会保障").dblclick()

    expect(kiosk.page.locator(".number")).to_be_visible()
    assert len(kiosk.agent.asked) == 1


def test_while_a_number_is_taken_nothing_else_can_be_pressed(kiosk: Kiosk) -> None:
    kiosk.agent.delay_s = 0.5
    kiosk.take_number()
    expect(kiosk.page.get_by_role("status")).to_contain_text("正在取号")
    home = kiosk.page.get_by_role("button", name="首页").bounding_box()
    assert home is not None

    kiosk.page.mouse.click(home["x"] + 10, home["y"] + 10)

    expect(kiosk.page.locator(".number")).to_be_visible()


def test_two_intentions_have_two_request_ids(kiosk: Kiosk) -> None:
    kiosk.take_number()
    kiosk.tap("首页")
    kiosk.take_number()
    expect(kiosk.page.locator(".number")).to_have_attribute("data-number", "F008")
    first, second = (asked["request_id"] for asked in kiosk.agent.asked)
    assert first != second
    assert 1 <= len(first) <= 64


def test_a_guide_takes_a_number_for_its_item(kiosk: Kiosk) -> None:
    kiosk.tap("搜索事项")
    kiosk.page.keyboard.type("身份证")
    kiosk.tap("居民身份证首次申领")
    guide = kiosk.page.locator(".guide")
    for part in ("承诺时限", "法定期限", "收费", "办理结果", "材料", "办理条件", "办理程序"):
        expect(guide).to_contain_text(part)
    for part in ("设定依据", "办理主体", "监督渠道"):
        expect(guide).to_contain_text(part)

    kiosk.page.locator(".foot").get_by_role("button").click()

    expect(kiosk.page.locator(".number")).to_be_visible()
    assert kiosk.agent.asked[0]["item_id"] == next(
        item["item_id"]
        for item in kiosk.agent.catalogue["items"]
        if item["name"] == "居民身份证首次申领"
    )


def test_letter_keys_find_an_item_by_the_initials_of_its_pinyin(kiosk: Kiosk) -> None:
    kiosk.tap("办事指南")
    for letter in "SBKX":
        kiosk.page.get_by_role("button", name=letter, exact=True).click()
    expect(kiosk.page.locator("h2")).to_contain_text("没有找到“SBKX”")

    kiosk.tap("删除一个字母")

    expect(kiosk.page.locator(".found")).to_contain_text("社会保障卡申领")


def test_a_package_takes_one_number(kiosk: Kiosk) -> None:
    kiosk.tap("一件事")
    kiosk.tap("企业开办一件事")
    kiosk.page.locator(".foot").get_by_role("button").click()
    expect(kiosk.page.locator(".number")).to_be_visible()
    assert [asked["package_id"] for asked in kiosk.agent.asked] == [1]


def test_coming_back_one_finds_the_page_one_left(kiosk: Kiosk) -> None:
    kiosk.tap("办事指南")
    kiosk.tap("综合服务")
    kiosk.tap("下一页")
    expect(kiosk.page.locator(".pager")).to_contain_text("第 2 页")
    kiosk.page.locator(".row").first.click()
    expect(kiosk.page.locator(".guide")).to_be_visible()
    kiosk.tap("返回")
    expect(kiosk.page.locator(".pager")).to_contain_text("第 2 页")


def test_queues_given_out_by_staff_are_not_offered(kiosk: Kiosk) -> None:
    kiosk.tap("便民服务")
    expect(kiosk.heading()).to_have_text("便民服务")
    expect(kiosk.page.locator(".choices")).not_to_contain_text("优先帮办")


def test_the_waiting_counts_follow_the_board(kiosk: Kiosk) -> None:
    kiosk.agent.waiting = dict.fromkeys(kiosk.agent.waiting, 0) | {"1": 41}
    tile = kiosk.page.get_by_role("button", name="企业开办")
    expect(tile).to_contain_text("41 人等候")


def test_the_wait_is_told_before_the_number_is_taken_and_after(kiosk: Kiosk) -> None:
    kiosk.agent.waiting = dict.fromkeys(kiosk.agent.waiting, 4)
    kiosk.tap("综合服务")
    expect(kiosk.page.get_by_role("button", name="社会保障").first).to_contain_text("约 15–25 分钟")
    kiosk.tap("社会保障")
    expect(kiosk.page.locator(".taken .ahead")).to_contain_text("约 15–25 分钟")


def test_where_no_wait_is_known_only_people_are_counted(kiosk: Kiosk) -> None:
    kiosk.agent.known_to = -1
    kiosk.take_number()
    expect(kiosk.page.locator(".taken .ahead")).to_contain_text("人在您前面")
    expect(kiosk.page.locator(".taken")).not_to_contain_text("分钟")


@pytest.mark.parametrize(
    ("slot", "words"), [("left-below", "屏幕左下方"), ("right", "屏幕右边"), ("below", "屏幕下方")]
)
def test_the_arrow_points_to_where_this_station_has_its_slot(
    kiosk: Kiosk, slot: str, words: str
) -> None:
    kiosk.agent.slot = slot
    kiosk.take_number()
    expect(kiosk.page.locator(".slot")).to_contain_text(words)
    expect(kiosk.page.locator(".slot")).to_have_attribute("data-slot", slot)


def test_in_english_everything_is_english(kiosk: Kiosk) -> None:
    kiosk.tap("English")
    expect(kiosk.heading()).to_have_text("What can we do for you?")
    assert kiosk.page.evaluate("document.documentElement.lang") == "en"
    kiosk.take_number(zone="General services", queue="Social insurance")
    expect(kiosk.page.locator("main")).to_contain_text("Please take your slip")
    expect(kiosk.page.locator("main")).to_contain_text(re.compile(r"\d+ people before you"))
    assert "⟦" not in kiosk.page.inner_text("body")
