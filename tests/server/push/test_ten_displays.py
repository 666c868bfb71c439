"""Ten displays, one of them a loudspeaker, whose lines are cut at random while a hall works.

`SOAK_S` says how long, in seconds: a morning is 14400.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from display.board import Board, to_json
from server.domain.clock import SystemClock
from server.settings import Settings
from server.tokens import Tokens
from tests.server.acting import SmallHall
from tests.server.api.asking import People, over_http
from tests.server.push.busy_hall import BusyHall
from tests.server.push.following import Follower, free_port
from tests.server.push.line import Line
from tests.server.push.listening import Listener, Message
from tests.server.push.program import Program
from tests.server.push.speaking import Speaker

SOAK_S = float(os.environ.get("SOAK_S", "20"))
SECRET = "a secret of thirty-two characters"
SEEN_BY_S = 60.0
WHAT_A_SCREEN_SHOWS = """
  window.paintings = [];
  const text = (place, of) => place.querySelector(of)?.textContent;
  const note = () => {
    const hall = document.querySelector("main.hall");
    if (!hall) return;
    const calls = [...hall.querySelectorAll(".called, .call")].map((place) => [
      place.querySelector(".number").dataset.number,
      text(place, ".window-number, .window-name"),
    ]);
    const painting = JSON.stringify({ seq: Number(hall.dataset.seq), calls });
    if (painting !== window.paintings.at(-1)) window.paintings.push(painting);
  };
  new MutationObserver(note).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
"""

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
]


class Witness(Follower):
    """A display that has the server tell it the whole board after each cut, and compares.

    Attributes:
        boards: what it showed, by seq.
        told: the server's own boards, as it was told them.
    """

    def __init__(self, port: int, hall_id: int) -> None:
        super().__init__(port, hall_id)
        self.boards: dict[int, Board] = {}
        self.told: list[Any] = []

    def _take(self, message: Message, link: Listener) -> None:
        name, body = message
        if name == "snapshot" and self.board is not None:
            self.told.append(body["board"])
            return
        if name == "replay":
            link.say("sync", {"since": None, "day": None})
        super()._take(message, link)
        if name == "snapshot" and self.board is not None:
            self.boards[self.board.seq] = self.board

    def _apply(self, event: dict[str, Any], link: Listener) -> None:
        super()._apply(event, link)
        if self.board is not None:
            self.boards[self.board.seq] = self.board


@pytest.fixture
def database(open_database, hall_url):
    return open_database(hall_url, clock=SystemClock())


@pytest.fixture
def hall(database):
    hall = SmallHall(database, SystemClock(), "small")
    hall.set_policy(issue_outside_hours=True)
    return hall


@pytest.fixture
def program(hall, hall_url):
    program = Program(Settings(database_url=hall_url, secret_key=SECRET, port=free_port()))
    yield program
    program.close()


@pytest.fixture
def lines(program) -> Iterator[list[Line]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Line(program.port)) for _ in range(10)]


@pytest.fixture
def screen(browser: Browser, lines: list[Line], hall: SmallHall) -> Iterator[Page]:
    """The hall's board in a browser, on the first of the lines."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.add_init_script(WHAT_A_SCREEN_SHOWS)
    page.goto(f"http://127.0.0.1:{lines[0].port}/display/{hall.hall_id}")
    expect(page.locator("main.hall")).to_be_visible(timeout=30_000)
    yield page
    # What the browser itself says about lines that are cut is not the page's complaint.
    of_the_browser = ("Failed to load resource", "WebSocket connection to")
    assert [said for said in complaints if not said.startswith(of_the_browser)] == []


def spoil(line: Line, until: threading.Event, luck: random.Random) -> None:
    """Do to a line what cables, switches and cleaners do."""
    while not until.wait(luck.uniform(0.5, 3.5)):
        luck.choice([line.cut, line.tear, lambda: line.squeeze(luck.uniform(0.2, 2.0))])()


def calls_of(events: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Every call and recall: (visit, how manieth)."""
    called = [e["body"] for e in events if e["kind"] in ("ticket.called", "ticket.recalled")]
    return [(body["visit_id"], body["calls"]) for body in called]


def calls_on(board: Board) -> list[list[str]]:
    return sorted([call.number, call.window] for call in board.calls)


def test_ten_displays_on_bad_lines_show_every_call_once_and_what_the_server_shows(
    hall: SmallHall, program: Program, lines: list[Line], screen: Page
) -> None:
    wire = over_http(f"http://127.0.0.1:{program.port}")
    luck = random.Random()
    busy = BusyHall(People(wire, hall, Tokens(SECRET, SystemClock())), luck)
    witnesses = [Witness(line.port, hall.hall_id) for line in lines[1:-1]]
    speaker = Speaker(lines[-1].port, hall.hall_id)
    everybody = [*witnesses, speaker]
    is_repaired, is_over = threading.Event(), threading.Event()

    def is_last(board: Board) -> bool:
        return is_over.is_set() and board.seq == hall.seq()

    with ThreadPoolExecutor(2 * len(lines)) as pool:
        following = [
            pool.submit(w.follow, is_last, luck=random.Random(n)) for n, w in enumerate(everybody)
        ]
        until_all(everybody)
        busy.open()
        first = hall.seq()
        spoiling = [
            pool.submit(spoil, line, is_repaired, random.Random(n)) for n, line in enumerate(lines)
        ]
        ends_at = time.monotonic() + SOAK_S
        while time.monotonic() < ends_at:
            busy.go_on()
            screen.wait_for_timeout(luck.choice([0, 20, 150]))  # the browser needs its turn, too
        is_repaired.set()
        busy.kiosk.issue("A")
        is_over.set()
        expect(screen.locator("main.hall")).to_have_attribute(
            "data-seq", str(hall.seq()), timeout=SEEN_BY_S * 1000
        )
        boards = [future.result(timeout=SEEN_BY_S) for future in following]
        for future in spoiling:
            future.result(timeout=SEEN_BY_S)

    events = hall.events()
    board = busy.kiosk.get(busy.kiosk.hall("/board")).body
    assert len(calls_of(events[first:])) > SOAK_S / 2, "the hall was not busy"
    for line, witness, shown in zip(lines[1:-1], witnesses, boards[:-1], strict=True):
        assert line.cuts + witness.links > SOAK_S / 5, "the line was good"
        assert to_json(shown) == board
        assert witness.applied == events[len(events) - len(witness.applied) :]
        assert calls_of(witness.applied)[-len(calls_of(events[first:])) :] == calls_of(
            events[first:]
        )
        assert len(set(calls_of(witness.applied))) == len(calls_of(witness.applied))
        assert len(witness.told) > SOAK_S / 5
        assert [to_json(witness.boards[told["seq"]]) for told in witness.told] == witness.told
    check_paintings(screen, witnesses[0].boards, lines[0])
    check_speech(speaker, calls_of(events[first:]), lines[-1])


def until_all(displays: Sequence[Follower]) -> None:
    """Wait until every display has its first board."""
    gives_up_at = time.monotonic() + SEEN_BY_S
    while any(display.board is None for display in displays):
        assert time.monotonic() < gives_up_at, "a display has no board"
        time.sleep(0.05)


def check_paintings(screen: Page, boards: dict[int, Board], line: Line) -> None:
    """Whatever the screen showed was the hall's board of that moment, and never an older one."""
    paintings = [json.loads(text) for text in screen.evaluate("window.paintings")]
    seqs = [painting["seq"] for painting in paintings]
    assert line.cuts > SOAK_S / 10, "the line was good"
    assert len(paintings) > SOAK_S
    assert seqs == sorted(seqs)
    for painting in paintings:
        assert sorted(painting["calls"]) == calls_on(boards[painting["seq"]]), painting


def check_speech(speaker: Speaker, calls: list[tuple[int, int]], line: Line) -> None:
    """Every call was spoken while it was fresh, or reported; what it never met was over by then.

    Such a call is acknowledged by nobody, which is what its clerk is shown.
    """
    speaker.finish()
    reported = [(report.visit_id, report.calls) for report in speaker.reports]
    said = [(r.visit_id, r.calls) for r in speaker.reports if r.outcome == "spoken"]
    assert line.cuts > SOAK_S / 10, "the line was good"
    assert len(set(reported)) == len(reported)
    assert set(reported) == speaker.met
    assert speaker.met <= set(calls)
    assert speaker.board
    called = {(c.visit_id, c.calls) for c in speaker.board.calls if c.state == "called"}
    assert called <= speaker.met
    assert [call for call, _ in speaker.spoken] == said == sorted(said, key=calls.index)
    assert all(seconds_left > 0 for _, seconds_left in speaker.spoken)
    assert len(said) > SOAK_S / 4
