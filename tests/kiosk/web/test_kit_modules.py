"""The shared web kit, module by module, in a real browser but without a page around it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.kiosk.web.fake_agent import FakeAgent, serving

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with serving(FakeAgent()) as address:
        page = browser.new_page()
        page.goto(f"{address}/kit/tokens.css")  # any document of the same origin, without scripts
        yield page
        page.close()


def run(page: Page, module: str, body: str) -> Any:
    """The value of an async function body in which the module's exports are `m`."""
    return page.evaluate(
        f"async () => {{ const m = await import('/kit/{module}'); {body} }}",
    )


@pytest.mark.parametrize(
    ("number", "letters", "digits"),
    [("A007", "A", "007"), ("VIP12", "VIP", "12"), ("A1B22", "A1B", "22"), ("X", "X", "")],
)
def test_a_number_is_split_into_letters_and_digits(
    page: Page, number: str, letters: str, digits: str
) -> None:
    got = run(page, "number.js", f"return m.splitNumber('{number}')")
    assert got == {"letters": letters, "digits": digits}


TEXTS = """
  const t = m.translator({
    zh: {wait: '{n} 人等候', group: {hello: '您好'}},
    en: {wait: '{n} person|{n} people', group: {hello: 'Hello'}},
  });
"""


def test_texts_fill_in_and_choose_one_or_many(page: Page) -> None:
    got = run(
        page,
        "texts.js",
        TEXTS
        + """
        const said = [t('wait', {n: 1}), t('group.hello')];
        t.setLanguage('en');
        return [...said, t('wait', {n: 1}), t('wait', {n: 2}), document.documentElement.lang];
        """,
    )
    assert got == ["1 人等候", "您好", "1 person", "2 people", "en"]


def test_a_missing_text_is_seen_and_reported(page: Page) -> None:
    got = run(page, "texts.js", TEXTS + "return [t('nowhere'), [...t.missing]]")
    assert got == ["⟦nowhere⟧", ["zh:nowhere"]]


def test_a_name_without_english_stays_chinese(page: Page) -> None:
    got = run(
        page,
        "texts.js",
        TEXTS
        + """
        t.setLanguage('en');
        return [t.name({name: '税务', name_en: 'Tax'}), t.name({name: '税务', name_en: ''})];
        """,
    )
    assert got == ["Tax", "税务"]


ANSWER = """
  const answer = (status, text) => async (path, init) => {
    seen.push([path, init]);
    return new Response(text, {status});
  };
  const seen = [];
  const failure = async promise => {
    try { await promise; return null; } catch (e) { return [e.code, e.status, e.fields]; }
  };
"""


def test_a_command_carries_its_key_and_a_json_body(page: Page) -> None:
    got = run(
        page,
        "api.js",
        ANSWER
        + """
        const said = await m.postJson('/x', {a: 1}, {key: 'k1', fetch: answer(201, '{"b": 2}')});
        const [path, {method, body, headers}] = seen[0];
        return [said, path, method, body, headers['Idempotency-Key'], headers['Content-Type']];
        """,
    )
    assert got == [{"b": 2}, "/x", "POST", '{"a":1}', "k1", "application/json"]


def test_the_csrf_token_of_the_page_goes_with_commands_only(page: Page) -> None:
    got = run(
        page,
        "api.js",
        ANSWER
        + """
        const meta = document.head.appendChild(document.createElement('meta'));
        meta.name = 'csrf-token'; meta.content = 'token-1';
        await m.postJson('/x', {}, {fetch: answer(200, '{}')});
        await m.getJson('/x', {fetch: answer(200, '{}')});
        meta.remove();
        return seen.map(([, init]) => init.headers['X-CSRFToken'] ?? null);
        """,
    )
    assert got == ["token-1", None]


@pytest.mark.parametrize(
    ("status", "text", "failure"),
    [
        (409, '{"code": "queue_closed", "reason": "x"}', ["queue_closed", 409, {"reason": "x"}]),
        (502, "<html>bad gateway</html>", ["bad_answer", 502, {}]),
        (200, "not json", ["bad_answer", 200, {}]),
    ],
)
def test_errors_are_told_by_code(page: Page, status: int, text: str, failure: list[Any]) -> None:
    body = f"return failure(m.getJson('/x', {{fetch: answer({status}, '{text}')}}))"
    assert run(page, "api.js", ANSWER + body) == failure


def test_no_network_is_offline_and_no_answer_in_time_is_a_timeout(page: Page) -> None:
    got = run(
        page,
        "api.js",
        ANSWER
        + """
        const gone = async () => { throw new TypeError('Failed to fetch'); };
        const mute = (path, {signal}) => new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
        return [
          await failure(m.getJson('/x', {fetch: gone})),
          await failure(m.getJson('/x', {fetch: mute, timeoutMs: 20})),
        ];
        """,
    )
    assert got == [["offline", 0, {}], ["timeout", 0, {}]]


def test_keys_are_unique_also_where_the_context_is_not_secure(page: Page) -> None:
    got = run(
        page,
        "api.js",
        """
        const native = crypto.randomUUID;
        Object.defineProperty(crypto, 'randomUUID', {value: undefined, configurable: true});
        const keys = [m.newKey(), m.newKey()];
        Object.defineProperty(crypto, 'randomUUID', {value: native, configurable: true});
        return keys;
        """,
    )
    assert len(set(got)) == 2
    for key in got:
        assert len(key) == 36
        assert key[14] == "4"
        assert key[19] in "89ab"


# [low_s, high_s, kind, n or low, high]: the slip's twin is held to the same lines.
WAITS = json.loads((Path(__file__).parents[2] / "wait_words.json").read_text())


def test_a_wait_is_rounded_as_the_table_says(page: Page) -> None:
    waits = [{"low_s": low_s, "high_s": high_s} for low_s, high_s, *_ in WAITS]

    told = run(page, "wait.js", f"return {json.dumps(waits)}.map(m.toldWait)")

    assert told == [
        {"kind": kind, "low": first, "high": last}
        if kind == "between"
        else {"kind": kind, "n": first}
        for _, _, kind, first, last in WAITS
    ]


def test_a_wait_that_is_not_known_has_no_words(page: Page) -> None:
    got = run(page, "wait.js", "return [m.toldWait(null), m.waitInWords(null, undefined)]")
    assert got == [None, ""]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("社保卡", "shebaoka"),
        ("社保卡", "shebk"),
        ("社保卡", "sb"),
        ("社保卡", "shbao"),
        ("社保卡", "社b"),
        ("中重行", "zhongchonghang"),  # 重, 行 have a second reading
        ("女职工", "nvzhi"),
        ("女职工", "nuzhigong"),
        ("（12345）热线", "12345re"),
    ],
)
def test_a_name_begins_with_its_pinyin_whole_or_shortened(
    page: Page, text: str, typed: str
) -> None:
    assert run(page, "pinyin.js", f"return m.begins('{text}', '{typed}')")


@pytest.mark.parametrize("typed", ["bao", "shebaokaa", "shx", "保", "hebao"])
def test_other_letters_are_not_its_beginning(page: Page, typed: str) -> None:
    assert not run(page, "pinyin.js", f"return m.begins('社保卡', '{typed}')")


def test_a_name_is_found_from_any_of_its_characters_on(page: Page) -> None:
    got = run(page, "pinyin.js", "return ['baoka', 'bk', 'aoka'].map(x => m.holds('社保卡', x))")
    assert got == [True, True, False]


def test_characters_at_the_edges_of_a_syllable_sound_as_they_should(page: Page) -> None:
    body = """return [['啊', 'a'], ['阿', 'a'], ['埃', 'ai'], ['炼', 'lian'], ['粮', 'liang'],
      ['迂', 'yu'], ['于', 'yu'], ['捕', 'bu'], ['卜', 'bu'], ['驳', 'bo'],
      ['座', 'zuo'], ['亍', '']]
      .map(([text, sound]) => sound ? m.begins(text, sound) : !m.begins(text, 'c'))"""
    assert run(page, "pinyin.js", body) == [True] * 12
