"""The client side of the hall's stream: order, gaps, silence. The socket is scripted."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.kiosk.web.fake_agent import FakeAgent, serving

pytestmark = pytest.mark.journey

# `say(name, message)` is the server speaking; `sent` what the client asked; the board is the list
# of the events it holds. `at.ms` is the clock.
STAGE = """
  const { followHall } = await import('/kit/link.js');
  const handlers = {}, sent = [], boards = [], links = [], events = [], at = {ms: 0};
  const dials = {connect: 0, disconnect: 0};
  let auth;
  const socket = {
    connected: true, active: true,
    on: (name, handler) => { handlers[name] = handler; },
    emit: (name, message) => sent.push([name, message]),
    connect: () => { dials.connect += 1; }, disconnect: () => { dials.disconnect += 1; },
  };
  const say = (name, message) => handlers[name](message);
  const event = (seq, day = 'd1') => ({seq, day, kind: 'x', hall_id: 1, body: {}});
  const board = (seq, day = 'd1') => ({seq, day, hall_id: 1, held: []});
  const link = followHall({
    hallId: 1,
    apply: (b, e) => ({...b, seq: e.seq, day: e.day, held: [...b.held, e.seq]}),
    onBoard: b => boards.push(b), onEvent: (e, b, how) => events.push([e.seq, how]),
    onLink: l => links.push(l.state),
    connect: options => { auth = () => { let a; options.auth(x => { a = x; }); return a; };
      return socket; },
    now: () => at.ms,
  });
  const held = () => link.board().held;
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with serving(FakeAgent()) as address:
        page = browser.new_page()
        page.clock.install()
        page.goto(f"{address}/kit/tokens.css")
        yield page
        page.close()


def play(page: Page, script: str) -> Any:
    return page.evaluate(
        f"async () => {{ {STAGE} try {{ {script} }} finally {{ link.close(); }} }}"
    )


def test_a_first_connection_asks_for_everything_a_later_one_for_the_rest(page: Page) -> None:
    got = play(
        page,
        "const first = auth(); say('snapshot', {board: board(7)}); return [first, auth()];",
    )
    assert got == [
        {"hall_id": 1, "since": None, "day": None},
        {"hall_id": 1, "since": 7, "day": "d1"},
    ]


def test_the_next_event_is_applied_and_an_old_one_dropped(page: Page) -> None:
    got = play(
        page,
        """
        say('snapshot', {board: board(5)});
        for (const seq of [5, 6, 6, 4, 7]) say('event', event(seq));
        return [held(), events, sent, boards.length];
        """,
    )
    assert got == [[6, 7], [[6, "live"], [7, "live"]], [], 3]


def test_a_gap_is_asked_for_once_and_healed_in_order(page: Page) -> None:
    got = play(
        page,
        """
        say('snapshot', {board: board(5)});
        say('event', event(8)); say('event', event(9));
        const before = held();
        say('replay', {events: [event(6), event(7), event(8)], seq: 8, day: 'd1'});
        return [before, held(), sent];
        """,
    )
    assert got == [[], [6, 7, 8, 9], [["sync", {"since": 5, "day": "d1"}]]]


def test_an_event_between_joining_and_the_snapshot_is_not_lost(page: Page) -> None:
    got = play(
        page,
        "say('event', event(6)); say('snapshot', {board: board(5)}); return [held(), sent];",
    )
    assert got == [[6], []]


def test_a_heartbeat_that_knows_more_or_another_day_asks(page: Page) -> None:
    got = play(
        page,
        """
        say('snapshot', {board: board(5)});
        say('heartbeat', {seq: 5, day: 'd1', at: '2026-11-24T01:00:00.000Z'});
        const quiet = sent.length;
        say('heartbeat', {seq: 9, day: 'd1', at: '2026-11-24T01:00:05.000Z'});
        at.ms += 6000;
        say('heartbeat', {seq: 5, day: 'd2', at: '2026-11-24T01:00:10.000Z'});
        return [quiet, sent.length];
        """,
    )
    assert got == [0, 2]


def test_an_unanswered_question_is_asked_again_but_not_at_once(page: Page) -> None:
    got = play(
        page,
        """
        say('snapshot', {board: board(5)});
        const beat = {seq: 9, day: 'd1', at: '2026-11-24T01:00:00.000Z'};
        say('heartbeat', beat); say('heartbeat', beat);
        const at_once = sent.length;
        at.ms += 5000; say('heartbeat', beat);
        return [at_once, sent.length];
        """,
    )
    assert got == [1, 2]


def test_a_replay_that_does_not_reach_far_enough_is_followed_by_a_whole_board(page: Page) -> None:
    got = play(
        page,
        """
        say('snapshot', {board: board(5)});
        say('replay', {events: [event(6), event(8)], seq: 8, day: 'd1'});
        return [held(), sent];
        """,
    )
    assert got == [[6], [["sync", {"since": None, "day": None}]]]


def test_a_server_that_knows_less_than_we_do_is_believed(page: Page) -> None:
    got = play(
        page,
        """
        say('snapshot', {board: board(50)});
        say('heartbeat', {seq: 3, day: 'd1', at: '2026-11-24T01:00:00.000Z'});
        say('snapshot', {board: board(3)});
        return [sent, link.board().seq];
        """,
    )
    assert got == [[["sync", {"since": None, "day": None}]], 3]


def test_silence_cuts_off_redials_and_the_first_word_makes_it_live(page: Page) -> None:
    got = page.evaluate_handle(
        f"async () => {{ {STAGE} say('snapshot', {{board: board(5)}});"
        " return {at, links, dials, say, link}; }"
    )
    got.evaluate("s => { s.at.ms = 11_000; }")
    page.clock.run_for(1100)
    assert got.evaluate("s => s.links") == ["connecting", "live"]

    got.evaluate("s => { s.at.ms = 12_000; }")
    page.clock.run_for(1100)
    assert got.evaluate("s => [s.links.at(-1), s.dials]") == [
        "cut",
        {"connect": 1, "disconnect": 1},
    ]

    got.evaluate("s => s.say('heartbeat', {seq: 5, day: 'd1', at: '2026-11-24T01:00:00.000Z'})")
    assert got.evaluate("s => s.links.at(-1)") == "live"
    got.evaluate("s => s.link.close()")


def test_being_sent_away_it_dials_again_after_a_while(page: Page) -> None:
    got = page.evaluate_handle(
        f"async () => {{ {STAGE} socket.active = false; say('disconnect');"
        " return {dials, link}; }"
    )
    assert got.evaluate("s => s.dials.connect") == 0
    page.clock.run_for(3100)
    assert got.evaluate("s => s.dials.connect") == 1
    got.evaluate("s => s.link.close()")


def test_the_servers_clock_is_known_from_its_heartbeats(page: Page) -> None:
    got = play(
        page,
        """
        say('snapshot', {board: board(5)});
        say('heartbeat', {seq: 5, day: 'd1', at: '2026-11-24T01:00:00.000Z'});
        at.ms += 1500;
        return new Date(link.serverNow()).toISOString();
        """,
    )
    assert got == "2026-11-24T01:00:01.500Z"


def test_nothing_is_said_after_closing(page: Page) -> None:
    got = play(
        page,
        """
        say('snapshot', {board: board(5)});
        link.close();
        say('event', event(6));
        return [held(), boards.length];
        """,
    )
    assert got == [[], 1]
