"""A citizen's ticket on a phone, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.server.pages.conftest import Site
from tests.server.pages.fake_hall import FakeHall, Ticket

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def ticket(hall: FakeHall) -> Ticket:
    """A ticket with two people before it."""
    hall.issue()
    hall.issue()
    return hall.issue()


@pytest.fixture
def phone(page: Page, site: Site, ticket: Ticket) -> Page:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.address}/t/{ticket.token}")
    expect(page.locator("#number")).to_have_text("A\u00a0003")
    return page


def sentence(phone: Page) -> object:
    return expect(phone.locator("#sentence"))


def test_a_waiting_citizen_sees_place_windows_and_area(phone: Page) -> None:
    sentence(phone).to_have_text("等候中，前方 2 人")
    expect(phone.locator("#sentence-en")).to_have_text("Waiting, 2 ahead of you")
    expect(phone.locator("#facts")).to_contain_text("2、3 号窗口")
    expect(phone.locator("#facts")).to_contain_text("综合服务区 · 一楼东侧")


def test_the_wait_is_told_as_a_range_and_said_to_be_unknown_where_it_is(
    phone: Page, hall: FakeHall
) -> None:
    expect(phone.locator("#facts")).to_contain_text("预计还要 Expected wait约 8–15 分钟")

    hall.knows_waits = False

    expect(phone.locator("#facts")).to_contain_text("现在还估计不出")


def test_the_page_claims_nothing_of_the_wait_until_numbers_are_called_from_consoles(
    phone: Page, hall: FakeHall
) -> None:
    hall.stages = {"consoles": False, "displays": False, "ratings": False}

    expect(phone.locator("#next")).to_contain_text("工作人员会喊您的号")
    sentence(phone).to_have_text("等候中")
    expect(phone.locator("#facts")).not_to_contain_text("预计还要")
    expect(phone.locator("#tell")).to_be_hidden()

    hall.stages = {"consoles": True, "displays": False, "ratings": False}

    sentence(phone).to_have_text("等候中，前方 2 人")


def test_the_page_follows_the_ticket_by_itself(phone: Page, hall: FakeHall, ticket: Ticket) -> None:
    ticket.state, ticket.window_id = "called", 3

    sentence(phone).to_have_text("请到 3 号窗口")
    expect(phone).to_have_title("请到 3 号窗口 · A\u00a0003")
    expect(phone.locator("#leave")).to_be_hidden()


@pytest.mark.parametrize(
    ("state", "words", "next_step"),
    [
        ("serving", "正在 3 号窗口办理", "办完后请评价"),
        ("suspended", "已挂起，不用重新排队", "返回码"),
        ("passed", "已过号", "自己找回这个号，排在前面 3 位之后"),
        ("done", "已办结", "感谢"),
        ("cancelled", "已取消", "重新取号"),
        ("expired", "已过期", "重新取号"),
        ("void", "已作废", "服务台"),
    ],
)
def test_every_state_is_one_sentence_and_what_to_do_next(
    phone: Page, ticket: Ticket, state: str, words: str, next_step: str
) -> None:
    ticket.state, ticket.window_id = state, 3
    phone.reload()

    sentence(phone).to_have_text(words)
    expect(phone.locator("#next")).to_contain_text(next_step)
    expect(phone.locator("#leave")).to_be_hidden()


def test_leaving_the_queue_is_asked_twice(phone: Page, ticket: Ticket) -> None:
    phone.locator("#leave").click()
    expect(phone.locator("#confirm")).to_be_visible()
    phone.locator("#stay").click()
    assert ticket.state == "waiting"

    phone.locator("#leave").click()
    phone.locator("#leave-now").click()

    sentence(phone).to_have_text("已取消")
    assert ticket.state == "cancelled"


def test_a_ticket_called_meanwhile_cannot_be_cancelled_and_says_so(
    phone: Page, ticket: Ticket
) -> None:
    phone.locator("#leave").click()
    ticket.state, ticket.window_id = "called", 2
    phone.locator("#leave-now").click()

    expect(phone.locator("#trouble")).to_contain_text("现在不能取消")
    sentence(phone).to_have_text("请到 2 号窗口")


def test_a_missed_number_is_put_back_by_its_citizen_once(phone: Page, ticket: Ticket) -> None:
    ticket.state = "passed"
    phone.reload()

    phone.locator("#return").click()

    sentence(phone).to_have_text("等候中，前方 2 人")
    expect(phone.locator("#return")).to_be_hidden()
    ticket.state = "passed"
    phone.reload()
    expect(phone.locator("#next")).to_contain_text("请工作人员找回")
    expect(phone.locator("#return")).to_be_hidden()


def test_a_cut_line_keeps_what_is_known_and_says_from_when(
    phone: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    expect(phone.locator("#stale")).to_contain_text("连接中断，显示的是")
    sentence(phone).to_have_text("等候中，前方 2 人")

    context.set_offline(False)

    expect(phone.locator("#stale")).to_be_hidden()


def test_nothing_is_asked_while_the_page_is_hidden(phone: Page) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", {configurable: true, get: () => true});
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    phone.wait_for_timeout(2600)
    assert asked == []

    with phone.expect_request("**/api/v1/tickets/*"):
        phone.evaluate(
            """() => {
                Object.defineProperty(document, "hidden", {configurable: true, get: () => false});
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
    assert len(asked) == 1


def test_an_unknown_token_says_so_and_stops_asking(page: Page, site: Site, hall: FakeHall) -> None:
    page.goto(f"{site.address}/t/not-a-token")

    sentence(page).to_have_text("没有这张号票")


def test_no_serious_fault_of_access_in_any_state(phone: Page, ticket: Ticket) -> None:
    for state in ["waiting", "called", "serving", "passed", "done"]:
        ticket.state, ticket.window_id = state, 3
        phone.reload()
        expect(phone.locator(f'body[data-state="{state}"] #facts')).to_be_visible()

        found = Axe().run(phone).response["violations"]

        serious = [f["id"] for f in found if f["impact"] in ("serious", "critical")]
        assert (state, serious) == (state, [])
        assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_a_number_that_a_kiosk_gave_alone_is_said_to_come_and_then_is_there(
    page: Page, site: Site, hall: FakeHall, ticket: Ticket
) -> None:
    page.goto(f"{site.address}/t/kiosk-0123456789abcdef")
    sentence(page).to_have_text("号码还在登记")
    expect(page.locator("#next")).to_contain_text("您的号有效，位置已保留")
    expect(page.locator("#leave")).to_be_hidden()

    ticket.kiosk_token = "kiosk-0123456789abcdef"

    sentence(page).to_have_text("等候中，前方 2 人")
