"""The server is away and the station goes on by itself: what the page offers, and what it says."""

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk
from tests.kiosk.web.fake_agent import FakeAgent

pytestmark = pytest.mark.journey


@pytest.fixture
def agent() -> FakeAgent:
    """An agent that gives the numbers of every queue by itself."""
    agent = FakeAgent(server="away")
    agent.alone = {queue["queue_id"]: None for queue in agent.catalogue["hall"]["queues"]}
    return agent


def social(agent: FakeAgent) -> int:
    queues = agent.catalogue["hall"]["queues"]
    return int(next(q["queue_id"] for q in queues if q["name"] == "社会保障"))


def test_home_says_calmly_that_numbers_are_given_and_waits_not_known(kiosk: Kiosk) -> None:
    notice = kiosk.page.locator(".notice")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("本机照常取号")
    expect(notice).to_contain_text("等候人数暂时未知")
    expect(kiosk.page.locator(".head-waiting")).to_have_count(0)

    kiosk.tap("English")

    expect(notice).to_contain_text("You can still take a number here")


def test_no_count_and_no_wait_is_shown_beside_a_queue(kiosk: Kiosk) -> None:
    kiosk.tap("综合服务")
    row = kiosk.page.get_by_role("button", name="社会保障")

    expect(row).to_contain_text("取号")
    expect(row).not_to_contain_text("分钟")
    expect(row).not_to_contain_text("人等候")


def test_a_number_is_taken_and_its_wait_is_said_to_be_unknown(kiosk: Kiosk) -> None:
    kiosk.take_number()

    expect(kiosk.page.locator(".number")).to_have_attribute("data-number", "F007")
    main = kiosk.page.locator("main")
    expect(main).to_contain_text("等候人数暂时未知")
    expect(main).to_contain_text("请取走号票")
    expect(kiosk.page.locator(".ahead")).to_have_count(0)


def test_without_its_slip_the_number_stays_on_the_screen(kiosk: Kiosk) -> None:
    kiosk.agent.slip = "unknown"
    kiosk.take_number()

    expect(kiosk.page.locator(".no-slip")).to_contain_text("位置保留着")
    expect(kiosk.page.get_by_role("img", name="二维码")).to_be_visible()


@pytest.mark.parametrize(
    ("why", "row_says", "page_says"),
    [
        ("server_away", "请到导服台取号", "暂时连不上大厅系统"),
        ("hall_closed", "不在办公时间", "现在不发号"),
        ("session_full", "本时段号已取完", "这个时段的号已经取完"),
    ],
)
def test_a_queue_of_which_the_station_gives_nothing_says_why(
    kiosk: Kiosk, why: str, row_says: str, page_says: str
) -> None:
    kiosk.agent.alone = {**(kiosk.agent.alone or {}), social(kiosk.agent): why}
    kiosk.tap("综合服务")
    row = kiosk.page.get_by_role("button", name="社会保障")
    expect(row).to_contain_text(row_says)

    row.click()

    expect(kiosk.heading()).to_have_text(page_says)
    assert kiosk.agent.asked == []


def test_nobody_is_asked_who_they_are_when_nothing_can_come_of_it(kiosk: Kiosk) -> None:
    kiosk.agent.change_queue("social-insurance", identification="optional")
    kiosk.page.reload()
    kiosk.page.get_by_role("heading", name="您要办什么？").wait_for()

    kiosk.take_number()

    expect(kiosk.page.locator(".number")).to_be_visible()
    assert "person" not in kiosk.agent.asked[0]


def test_with_the_server_back_the_waits_are_back(kiosk: Kiosk) -> None:
    expect(kiosk.page.locator(".notice")).to_contain_text("等候人数暂时未知")

    kiosk.agent.server, kiosk.agent.alone = "online", None

    expect(kiosk.page.locator(".head-waiting")).to_be_visible()
    expect(kiosk.page.locator(".notice")).to_have_count(0)


def test_a_station_that_holds_nothing_says_so_as_before(kiosk: Kiosk) -> None:
    kiosk.agent.alone = None

    expect(kiosk.page.locator(".notice")).to_contain_text("办事指南可以照常查看")
