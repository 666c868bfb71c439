"""When people walk away, the page goes home and forgets them; whoever needs time gets it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.kiosk.web.conftest import PATIENCE_MS, UPRIGHT, Kiosk
from tests.kiosk.web.fake_agent import CARD, FakeAgent, serving

pytestmark = pytest.mark.journey


@pytest.fixture
def kiosk(browser: Browser, agent: FakeAgent) -> Iterator[Kiosk]:
    """A touch page whose clock the test moves."""
    with serving(agent) as address:
        page = browser.new_page(viewport=UPRIGHT)
        page.set_default_timeout(PATIENCE_MS)
        page.clock.install()
        page.goto(address)
        page.get_by_role("heading", name="您要办什么？").wait_for()
        yield Kiosk(page, agent)
        page.close()


def settle(kiosk: Kiosk, heading: str) -> None:
    expect(kiosk.heading()).to_have_text(heading)
    kiosk.page.clock.run_for(400)  # taps count again


def take_number(kiosk: Kiosk) -> None:
    kiosk.tap("综合服务")
    settle(kiosk, "综合服务")
    kiosk.tap("社会保障")
    expect(kiosk.page.locator(".number")).to_be_visible()
    kiosk.page.clock.run_for(400)


def test_the_number_goes_away_after_its_countdown(kiosk: Kiosk) -> None:
    take_number(kiosk)
    expect(kiosk.page.locator(".taken-leave")).to_contain_text("秒后回到首页")
    kiosk.page.clock.run_for(20_000)
    expect(kiosk.page.locator(".number")).to_be_visible()
    kiosk.page.clock.run_for(6_000)
    expect(kiosk.heading()).to_have_text("您要办什么？")
    assert "F007" not in kiosk.page.content()


def test_whoever_needs_more_time_keeps_the_number_longer(kiosk: Kiosk) -> None:
    take_number(kiosk)
    kiosk.page.clock.run_for(20_000)
    kiosk.tap("我还需要时间")
    kiosk.page.clock.run_for(50_000)
    expect(kiosk.page.locator(".number")).to_be_visible()
    kiosk.page.clock.run_for(12_000)
    expect(kiosk.heading()).to_have_text("您要办什么？")


def test_a_number_one_must_scan_stays_for_a_minute(kiosk: Kiosk) -> None:
    kiosk.agent.slip = "failed"
    take_number(kiosk)
    kiosk.page.clock.run_for(55_000)
    expect(kiosk.page.locator(".qr")).to_be_visible()


def test_a_quiet_page_asks_before_it_goes_home(kiosk: Kiosk) -> None:
    kiosk.tap("办事指南")
    settle(kiosk, "办事指南")
    kiosk.page.clock.run_for(46_000)
    expect(kiosk.page.get_by_role("alertdialog")).to_contain_text("您还在使用吗？")
    kiosk.page.clock.run_for(16_000)
    expect(kiosk.heading()).to_have_text("您要办什么？")


def test_an_answer_to_the_question_keeps_the_page(kiosk: Kiosk) -> None:
    kiosk.tap("办事指南")
    settle(kiosk, "办事指南")
    kiosk.page.clock.run_for(50_000)
    kiosk.page.get_by_role("alertdialog").get_by_role("button", name="我还需要时间").click()
    expect(kiosk.page.get_by_role("alertdialog")).to_have_count(0)
    kiosk.page.clock.run_for(60_000)
    expect(kiosk.heading()).to_have_text("办事指南")


def test_care_mode_has_no_time_out_under_a_minute(kiosk: Kiosk) -> None:
    kiosk.tap("长辈版")
    take_number(kiosk)
    kiosk.page.clock.run_for(59_000)
    expect(kiosk.page.locator(".number")).to_be_visible()


def test_the_next_person_finds_the_usual_language_and_size(kiosk: Kiosk) -> None:
    kiosk.tap("长辈版")
    kiosk.tap("高对比")
    kiosk.tap("English")
    expect(kiosk.heading()).to_have_text("What can we do for you?")
    kiosk.page.clock.run_for(91_000)
    expect(kiosk.heading()).to_have_text("您要办什么？")
    flags = kiosk.page.evaluate("({...document.documentElement.dataset})")
    assert flags == {}


@pytest.mark.parametrize("held", [[], ["read"]], ids=["no card yet", "a card was read"])
def test_a_reader_that_is_left_looks_for_no_more_cards_and_forgets(
    kiosk: Kiosk, held: list[str]
) -> None:
    kiosk.agent.reader = "ready"
    kiosk.page.clock.run_for(2_500)
    kiosk.tap("刷身份证")
    kiosk.agent.held += held
    expect(kiosk.page.locator(".mine" if held else ".card-hold")).to_be_attached()
    assert kiosk.agent.forgotten == 0

    with kiosk.page.expect_response("**/api/card/forget"):
        kiosk.page.clock.run_for(61_000)

    expect(kiosk.heading()).to_have_text("您要办什么？")
    assert kiosk.agent.forgotten == 1
    assert CARD not in kiosk.page.content()
