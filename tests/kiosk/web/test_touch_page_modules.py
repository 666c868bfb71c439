"""The touch page's rules that need no screen: search, ways, millimetres."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.kiosk.web.fake_agent import FakeAgent, serving

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with serving(FakeAgent()) as address:
        page = browser.new_page()
        page.goto(f"{address}/kiosk.css")
        yield page
        page.close()


def run(page: Page, module: str, body: str) -> Any:
    return page.evaluate(f"async () => {{ const m = await import('/{module}'); {body} }}")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("社会保障卡", "社会保障卡申领"),
        ("SHBZ", "社会保障卡申领"),
        ("sbk", "社会保障卡申领"),
        ("开公司", "企业开办一件事"),
        ("marriage", "结婚登记"),
        ("shehuibaozhang", "社会保障卡申领"),
        ("jiehun", "结婚登记"),
        ("bashisuibutie", "高龄津贴申领"),  # everyday words have their pinyin, too
        ("我要领老年证", "老年人优待证办理"),
    ],
)
def test_search_finds_by_name_initials_other_words_and_english(
    page: Page, query: str, first: str
) -> None:
    names = run(
        page,
        "catalogue.js",
        f"""
        const json = await (await fetch('/api/catalogue')).json();
        return new m.Catalogue(json).search('{query}').map(each => each.name);
        """,
    )
    assert names[0] == first


def test_every_item_is_found_by_the_whole_pinyin_of_its_initials(page: Page) -> None:
    """What the hall wrote by hand agrees with what is computed from the characters."""
    lost = run(
        page,
        "catalogue.js",
        """
        const { begins } = await import('/kit/pinyin.js');
        const { items } = await (await fetch('/api/catalogue')).json();
        return items.filter(({ name, initials }) => !begins(name, initials.split(' ')[0]))
          .map(({ name }) => name);
        """,
    )
    assert lost == []


@pytest.mark.parametrize("query", ["", "   ", "ZZZZZ", "不存在的事"])
def test_search_for_nothing_known_finds_nothing(page: Page, query: str) -> None:
    names = run(
        page,
        "catalogue.js",
        f"""
        const json = await (await fetch('/api/catalogue')).json();
        return new m.Catalogue(json).search('{query}').map(each => each.name);
        """,
    )
    assert names == []


def test_people_waiting_are_unknown_without_a_board(page: Page) -> None:
    got = run(
        page,
        "catalogue.js",
        """
        const queues = [{queue_id: 1}, {queue_id: 2}];
        return [m.waitingIn(null, queues), m.waitingIn({waiting: {1: 3, 2: 4, 3: 5}}, queues)];
        """,
    )
    assert got == [None, 7]


def test_an_outcome_leads_back_home_and_a_note_is_kept(page: Page) -> None:
    got = run(
        page,
        "nav.js",
        """
        let nav = m.START;
        const walked = (...steps) => steps.reduce(m.walk, m.START).places.map(p => p.page);
        return [
          walked({do: 'go', page: 'zone'}, {do: 'settle', page: 'taken'}, {do: 'back'}),
          walked({do: 'back'}),
          [{do: 'go', page: 'guides'}, {do: 'note', query: 'SB'}, {do: 'go', page: 'item'},
           {do: 'back'}].reduce(m.walk, m.START).places.at(-1).query,
        ];
        """,
    )
    assert got == [["home"], ["home"], "SB"]


@pytest.mark.parametrize(
    ("station_mm", "width", "height", "expected"),
    [
        (4.03, 1080, 1920, 4.03),
        (3.2, 1080, 1920, 3.2),
        (4.03, 1366, 700, 700 / 268),  # opened on an ordinary computer
        (None, 1920, 1080, 1080 / 268),
    ],
)
def test_millimetres_are_the_stations_own_where_the_window_allows(
    page: Page, station_mm: float | None, width: int, height: int, expected: float
) -> None:
    got = run(
        page,
        "modes.js",
        f"return m.millimetre({station_mm or 'null'}, {{width: {width}, height: {height}}})",
    )
    assert got == pytest.approx(expected, rel=0.005)


def test_time_limits_are_said_in_words_and_never_invented(page: Page) -> None:
    got = run(
        page,
        "wording.js",
        """
        const { loadTexts } = await import('/kit/texts.js');
        const t = await loadTexts({zh: '/texts.zh.json', en: '/texts.en.json'});
        return [
          {days: 5, unit: '工作日', note: ''}, {days: 30, unit: '自然日', note: '自受理之日起'},
          {days: 0, unit: '工作日', note: ''},
          {days: 0, unit: '工作日', note: '当场办结（示例）'},
          {days: null, unit: '工作日', note: '按规程'}, {days: null, unit: '工作日', note: ''},
          null,
        ].map(limit => m.limitInWords(t, limit));
        """,
    )
    assert got == [
        "5 个工作日",
        "30 天 自受理之日起",
        "当场办结",
        "当场办结（示例）",
        "按规程",
        "未公布，请咨询窗口",
        "未公布，请咨询窗口",
    ]
