"""In care mode every page says what to do, in writing and aloud, until one has heard enough."""

import re

import pytest
from playwright.sync_api import expect

from tests.kiosk.web.conftest import Kiosk
from tests.kiosk.web.fake_agent import FakeAgent
from tests.kiosk.web.test_touch_page_for_everyone import arrive, press_first, settle, walk

pytestmark = pytest.mark.journey

PLAYS = "() => { const a = document.querySelector('audio'); return a && !a.paused; }"
IS_QUIET = "() => { const a = document.querySelector('audio'); return !a || a.paused; }"


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent(guidance=True)


def speaks(kiosk: Kiosk) -> None:
    kiosk.page.wait_for_function(PLAYS)


def falls_silent(kiosk: Kiosk) -> None:
    kiosk.page.wait_for_function(IS_QUIET)


def written(kiosk: Kiosk) -> str:
    return kiosk.page.locator(".head-say").inner_text().strip()


def digits_apart(words: str) -> str:
    """`A007` as it is read: A 零零七."""
    digits = str.maketrans("0123456789", "零一二三四五六七八九")
    return re.sub(r"([A-Z])(\d+)", lambda n: f"{n.group(1)} {n.group(2).translate(digits)}", words)


@pytest.mark.slow
def test_every_page_says_aloud_what_is_written_on_it(kiosk: Kiosk) -> None:
    assert kiosk.page.locator(".head-say").count() == 0
    kiosk.tap("长辈版")
    speaks(kiosk)
    pages = {"home": (written(kiosk), kiosk.agent.spoken[-1])}
    for page, go in walk(kiosk):
        arrive(kiosk, page, go)
        speaks(kiosk)
        pages[page] = (written(kiosk), kiosk.agent.spoken[-1])

    assert {page: heard for page, (_, heard) in pages.items()} == {
        page: digits_apart(text) for page, (text, _) in pages.items()
    }
    assert pages["taken"][1] == "您的号是 A 零零七，请取走号票"
    assert pages["mine"][1] == "请点找回，重新等候叫号"
    assert pages["trouble"][1] == "本机现在不能打印号票，请再试一次，或找导服员"
    assert len({heard for _, heard in pages.values()}) == len(pages)


def test_going_on_ends_the_sentence_and_only_the_next_one_is_heard(kiosk: Kiosk) -> None:
    kiosk.agent.delay_s = 1.0
    kiosk.tap("长辈版")
    speaks(kiosk)
    arrive(kiosk, "zone", press_first(kiosk, ".tiles li:nth-child(3) .tile"))
    speaks(kiosk)
    assert kiosk.page.locator("audio").count() == 1

    press_first(kiosk, ".row")()
    kiosk.page.get_by_text("正在取号").wait_for()
    falls_silent(kiosk)
    kiosk.page.locator("[data-page=taken]").wait_for()
    speaks(kiosk)
    kiosk.tap("标准版")
    falls_silent(kiosk)


def test_it_is_silenced_by_one_button_for_this_visit_alone(kiosk: Kiosk) -> None:
    kiosk.tap("长辈版")
    speaks(kiosk)
    kiosk.tap("关掉语音")
    falls_silent(kiosk)
    heard = list(kiosk.agent.spoken)
    arrive(kiosk, "zones", press_first(kiosk, ".road[data-kind=take]"))
    assert written(kiosk) == "请选一类业务"
    assert kiosk.agent.spoken == heard

    kiosk.tap("打开语音")
    speaks(kiosk)
    kiosk.tap("关掉语音")
    kiosk.page.evaluate(
        "performance.now = (real => () => real() + 200_000)(performance.now.bind(performance))"
    )
    expect(kiosk.page.locator("html")).not_to_have_attribute("data-care", "")
    kiosk.tap("长辈版")
    speaks(kiosk)  # the next person has silenced nothing


def test_in_english_it_speaks_english(kiosk: Kiosk) -> None:
    kiosk.tap("长辈版")
    kiosk.tap("English")
    kiosk.take_number("General services", "Social insurance")
    kiosk.page.locator("[data-page=taken]").wait_for()
    speaks(kiosk)

    assert written(kiosk).startswith("Your number is F")
    assert kiosk.agent.spoken[-1] == re.sub(r"(?<=[F\d])(\d)", r" \1", written(kiosk))


def test_nothing_of_a_person_is_ever_asked_for_aloud(kiosk: Kiosk) -> None:
    kiosk.agent.change_queue("social-insurance", identification="required", name="张三的业务")
    kiosk.tap("长辈版")
    kiosk.tap("综合服务")
    kiosk.tap("张三的业务")
    kiosk.page.locator("[data-page=who]").wait_for()
    settle(kiosk)
    speaks(kiosk)
    heard = list(kiosk.agent.spoken)
    for digit in "13800009990":
        kiosk.page.get_by_role("button", name=digit, exact=True).click()

    assert kiosk.agent.spoken == heard
    assert [words for words in heard if re.search(r"张三|138|一三八", words)] == []


def test_where_nothing_can_speak_there_is_no_button_for_it(kiosk: Kiosk) -> None:
    kiosk.agent.guidance = False
    kiosk.page.reload()
    kiosk.tap("长辈版")
    expect(kiosk.page.get_by_role("button", name="关掉语音")).to_have_count(0)

    assert written(kiosk) == "请点一下您要办的事"
    arrive(kiosk, "zones", press_first(kiosk, ".road[data-kind=take]"))
    assert kiosk.page.evaluate("document.querySelector('audio').getAttribute('src')") is None
