"""A citizen rates the visit on a phone: once, with reasons; and says why a keypad could not ask."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.server.pages.conftest import ANSWERS_WITHIN_MS, Site
from tests.server.pages.fake_hall import FakeHall, Ticket

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def handset(browser: Browser) -> Iterator[Page]:
    """A phone on which no script may fail."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(ANSWERS_WITHIN_MS)
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def ticket(hall: FakeHall) -> Ticket:
    return hall.issue()


@pytest.fixture
def phone(handset: Page, site: Site, ticket: Ticket) -> Page:
    """The ticket's page, opened from the slip when the visit was over."""
    ticket.state = "done"
    handset.goto(f"{site.address}/t/{ticket.token}")
    return handset


def face(phone: Page, level: str) -> object:
    return phone.locator(f"#rating [data-level={level}]")


def test_a_visit_is_rated_with_labels_and_words(phone: Page, ticket: Ticket) -> None:
    expect(phone.locator("#rating h2")).to_contain_text("请评价本次服务")
    face(phone, "satisfied").click()
    labels = phone.locator("#rating [data-label]")
    expect(labels).to_have_count(3)
    assert phone.locator("#rating input").count() == 0
    phone.get_by_role("button", name="更多选项").click()
    expect(labels).to_have_count(8)
    phone.locator("[data-label='410']").click()
    phone.locator("#rating textarea").fill("很快")
    assert Axe().run(phone).response["violations"] == []
    phone.locator("#rate-send").click()

    expect(phone.locator("#rating h2")).to_contain_text("您已评价：满意")
    given = {"level": "satisfied", "labels": ["410"], "words": "很快"}
    assert ticket.ratings == [{**given, "again": False, "channel": "qr"}]


def test_who_followed_the_ticket_rates_on_the_same_page(
    handset: Page, site: Site, ticket: Ticket, hall: FakeHall
) -> None:
    handset.goto(f"{site.address}/t/{ticket.token}")
    expect(handset.locator("#sentence")).to_contain_text("您是下一位")
    expect(handset.locator("#rating")).to_be_hidden()

    ticket.state = "done"
    hall.tell("ticket.finished")
    face(handset, "very_satisfied").click()
    handset.locator("#rate-send").click()

    expect(handset.locator("#rating h2")).to_contain_text("您已评价：非常满意")
    assert ticket.ratings[0]["channel"] == "phone"


def test_a_bad_rating_of_a_keypad_is_asked_for_its_reason(phone: Page, ticket: Ticket) -> None:
    ticket.ratings = [{"level": "dissatisfied", "labels": [], "words": ""}]
    phone.reload()

    expect(phone.locator("#rating h2")).to_contain_text("您评价了“不满意”，哪里没做好？")
    phone.locator("#rate-send").click()
    expect(phone.locator("#rate-trouble")).to_contain_text("请选一项")
    phone.locator("[data-label='207']").click()
    phone.get_by_label("回访电话").fill("13800001234")
    assert Axe().run(phone).response["violations"] == []
    phone.locator("#rate-send").click()

    expect(phone.locator("#rating h2")).to_contain_text("您已评价：不满意")
    (rating,) = ticket.ratings
    assert (rating["labels"], rating["contact"]) == (["207"], "13800001234")


def test_who_has_rated_may_rate_once_more_and_no_more(phone: Page, ticket: Ticket) -> None:
    ticket.ratings = [{"level": "basic", "labels": [], "words": ""}]
    phone.reload()
    phone.get_by_role("button", name="追加评价").click()
    face(phone, "dissatisfied").click()
    phone.locator("#rating textarea").fill("一周后还没有消息")
    phone.locator("#rate-send").click()

    expect(phone.locator("#rating h2")).to_contain_text("已收到您的追评")
    expect(phone.locator("#rating button")).to_have_count(0)
    assert [(each["level"], each.get("again")) for each in ticket.ratings] == [
        ("basic", None),
        ("dissatisfied", True),
    ]


def test_a_rating_that_was_given_at_the_window_meanwhile_is_not_given_twice(
    phone: Page, ticket: Ticket
) -> None:
    face(phone, "satisfied").click()
    ticket.ratings = [{"level": "basic", "labels": [], "words": ""}]
    phone.locator("#rate-send").click()

    expect(phone.locator("#trouble")).to_contain_text("本次服务已经评价过了")
    expect(phone.locator("#rating h2")).to_contain_text("您已评价：基本满意")
    assert len(ticket.ratings) == 1
