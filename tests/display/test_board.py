"""The board: recorded days, the twin in the browser, and whatever legal day there may be."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from display.board import Board, GapError, apply, from_json, to_json

TRANSCRIPTS = sorted((Path(__file__).parents[1] / "contract" / "board").glob("*.json"))
DAYS = ("2026-03-02", "2026-03-03")
QUEUES = {1: 1, 2: 1, 3: 2}  # queue -> zone
WINDOWS = {11: "1", 12: "2", 13: "12"}


def empty_board() -> dict[str, Any]:
    return {
        "hall_id": 1,
        "day": DAYS[0],
        "seq": 0,
        "waiting": {str(queue_id): 0 for queue_id in QUEUES},
        "calls": [],
        "passed": [],
        "windows": {},
        "queues": {str(queue_id): {"open": True} for queue_id in QUEUES},
    }


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_recorded_events_lead_to_the_recorded_board(path: Path) -> None:
    transcript = json.loads(path.read_text())
    board = from_json(transcript["start"])

    for event in transcript["events"]:
        board = apply(board, event)

    assert to_json(board) == transcript["end"]


def test_the_transcripts_cover_every_kind_of_event() -> None:
    seen = {e["kind"] for path in TRANSCRIPTS for e in json.loads(path.read_text())["events"]}

    ticket = (
        "issued called recalled started passed brought_back suspended resumed transferred "
        "returned finished cancelled expired voided slip_reported"
    )
    assert seen >= {
        *(f"ticket.{step}" for step in ticket.split()),
        *(f"window.{step}" for step in ("opened", "paused", "unpaused", "closed")),
        "queue.changed",
        "rating.stored",
        "rating.ended",
        "call.announced",
        "alarm.raised",
        "hall.changed",
    }


def test_a_missing_event_is_a_gap_and_never_a_guess() -> None:
    board = from_json(empty_board())

    with pytest.raises(GapError) as gap:
        apply(board, {"seq": 3, "kind": "hall.changed", "day": DAYS[0], "body": {}})

    assert (gap.value.expected, gap.value.got) == (1, 3)


def test_applying_an_event_leaves_the_old_board_as_it_was() -> None:
    before = from_json(empty_board())
    day = Day()
    day.issue(1)

    apply(before, day.events[0])

    assert to_json(before) == empty_board()


class Day:
    """A hall that does only what the rules allow, and remembers what should be on show."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.tickets: dict[int, dict[str, Any]] = {}
        self.day = DAYS[0]
        self.now = datetime(2026, 3, 2, 1, tzinfo=UTC)
        self.visits = 0

    def record(self, kind: str, body: dict[str, Any]) -> None:
        self.now += timedelta(milliseconds=400)
        self.events.append(
            {
                "seq": len(self.events) + 1,
                "hall_id": 1,
                "kind": kind,
                "at": wire(self.now),
                "day": self.day,
                "body": body,
            }
        )

    def issue(self, queue_id: int) -> None:
        ticket_id = 1000 + len(self.tickets)
        self.tickets[ticket_id] = {
            "ticket_id": ticket_id,
            "number": f"A{ticket_id}",
            "queue_id": queue_id,
            "zone_id": QUEUES[queue_id],
            "ticket_day": self.day,
            "state": None,
        }
        self.move(ticket_id, "issued", "waiting")

    def move(self, ticket_id: int, step: str, to: str, **more: Any) -> None:
        ticket = self.tickets[ticket_id]
        ticket |= {k: more[k] for k in ("queue_id", "zone_id") if k in more}
        body = {**ticket, **more, "from": ticket["state"], "to": to}
        del body["state"]
        ticket["state"] = to
        self.record(f"ticket.{step}", body)

    def call(self, ticket_id: int, step: str, window_id: int, to: str = "called") -> None:
        self.visits += step == "called"
        self.tickets[ticket_id]["window_id"] = window_id
        self.move(
            ticket_id,
            step,
            to,
            visit_id=self.visits,
            window_id=window_id,
            window=WINDOWS[window_id],
            place=None,
            calls=1,
            called_at=wire(self.now),
            speak_until=wire(self.now + timedelta(seconds=60)),
        )

    def free_windows(self) -> list[int]:
        busy = {
            t["window_id"] for t in self.tickets.values() if t["state"] in ("called", "serving")
        }
        return sorted(set(WINDOWS) - busy)

    def today(self, *states: str) -> list[int]:
        return [
            ticket_id
            for ticket_id, t in self.tickets.items()
            if t["state"] in states and t["ticket_day"] == self.day
        ]


def wire(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@st.composite
def legal_days(draw: st.DrawFn) -> Day:
    day = Day()
    for _ in range(draw(st.integers(1, 40))):
        step = draw(st.sampled_from(["issue", "issue", "call", "call", "go on", "go on", "odd"]))
        if step == "issue":
            day.issue(draw(st.sampled_from(sorted(QUEUES))))
        elif step == "call" and day.today("waiting") and day.free_windows():
            ticket_id = draw(st.sampled_from(day.today("waiting")))
            day.call(ticket_id, "called", draw(st.sampled_from(day.free_windows())))
        elif step == "go on" and day.today("called", "serving", "passed", "suspended", "waiting"):
            go_on(draw, day)
        elif step == "odd":
            turn_of_the_hall(draw, day)
    return day


def go_on(draw: st.DrawFn, day: Day) -> None:
    ticket_id = draw(
        st.sampled_from(day.today("called", "serving", "passed", "suspended", "waiting"))
    )
    ticket = day.tickets[ticket_id]
    steps = {
        "called": ["recalled", "started", "passed", "returned", "voided"],
        "serving": ["finished", "suspended", "transferred"],
        "passed": ["brought_back", "expired"],
        "suspended": ["resumed"],
        "waiting": ["cancelled", "transferred"],
    }[ticket["state"]]
    step = draw(st.sampled_from(steps))
    if step == "recalled":
        day.call(ticket_id, step, ticket["window_id"])
    elif step == "resumed":
        if day.free_windows():
            day.call(ticket_id, step, draw(st.sampled_from(day.free_windows())), "serving")
    elif step == "transferred":
        queue_id = draw(st.sampled_from(sorted(QUEUES)))
        day.move(
            ticket_id,
            step,
            "waiting",
            queue_id=queue_id,
            zone_id=QUEUES[queue_id],
            from_queue_id=ticket["queue_id"],
        )
    else:
        after = {
            "started": "serving",
            "passed": "passed",
            "finished": "done",
            "suspended": "suspended",
            "expired": "expired",
            "voided": "void",
            "cancelled": "cancelled",
        }
        day.move(ticket_id, step, after.get(step, "waiting"))


def turn_of_the_hall(draw: st.DrawFn, day: Day) -> None:
    turn = draw(st.sampled_from(["hall.changed", "window.paused", "tomorrow"]))
    if turn == "hall.changed":
        day.record(turn, {})
    elif turn == "window.paused":
        day.record(turn, {"window_id": 11, "window": "1", "zone_id": 1, "state": "paused"})
    elif day.day == DAYS[0]:
        day.day = DAYS[1]
        day.record("hall.changed", {})
        # The night closes what the day left open: tickets of a day that is no longer on show.
        for ticket_id, ticket in day.tickets.items():
            if ticket["state"] in ("waiting", "called", "serving", "passed"):
                day.move(ticket_id, "expired", "expired")


def shown(board: Board) -> Counter[int]:
    return Counter(c.ticket_id for c in board.calls) + Counter(p.ticket_id for p in board.passed)


@settings(max_examples=150, deadline=None)
@given(legal_days())
def test_any_legal_day_leaves_an_honest_board(day: Day) -> None:
    board = from_json(empty_board())
    for event in day.events:
        board = apply(board, event)
        assert all(times == 1 for times in shown(board).values())
        assert all(n >= 0 for n in board.waiting.values())
        assert len({c.window_id for c in board.calls}) == len(board.calls)
        order = [(c.called_at, c.visit_id) for c in board.calls]
        assert order == sorted(order, reverse=True)

    by_state: dict[str, set[int]] = {
        state: set(day.today(state)) for state in ("called", "serving", "passed")
    }
    assert {c.ticket_id for c in board.calls if c.state == "called"} == by_state["called"]
    assert {c.ticket_id for c in board.calls if c.state == "serving"} == by_state["serving"]
    assert {p.ticket_id for p in board.passed} == by_state["passed"]
    waits = Counter(day.tickets[ticket_id]["queue_id"] for ticket_id in day.today("waiting"))
    assert board.waiting == {queue_id: waits[queue_id] for queue_id in QUEUES}


@settings(max_examples=50, deadline=None)
@given(legal_days(), st.data())
def test_a_snapshot_and_the_events_after_it_give_the_same_board(
    day: Day, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(day.events)))
    late = from_json(empty_board())
    for event in day.events[:cut]:
        late = apply(late, event)
    # A client that joined before the snapshot was read hears some events twice.
    late = from_json(json.loads(json.dumps(to_json(late))))
    heard = day.events[data.draw(st.integers(0, cut)) :]
    for event in heard:
        late = apply(late, event)

    board = from_json(empty_board())
    for event in day.events:
        board = apply(board, event)
    assert to_json(late) == to_json(board)


RUNNER = """async (days) => {
  const { apply, GapError } = await import("/board.js");
  return days.map(({ start, events }) => {
    const before = JSON.stringify(start);
    const end = events.reduce(apply, start);
    if (JSON.stringify(start) !== before) throw new Error("the old board was changed");
    let gap = null;
    try { apply(end, { seq: end.seq + 2, kind: "hall.changed", day: end.day, body: {} }); }
    catch (error) { if (error instanceof GapError) gap = error.expected; else throw error; }
    return { end, gap };
  });
}"""
TWIN = Path(__file__).parents[2] / "display" / "web" / "board.js"


@pytest.mark.journey
def test_the_twin_in_the_browser_reaches_the_same_boards(browser: Browser) -> None:
    page = browser.new_page()
    page.route("http://display.test/", lambda asked: asked.fulfill(body="<title>board</title>"))
    page.route("http://display.test/board.js", lambda asked: asked.fulfill(path=TWIN))
    page.goto("http://display.test/")
    days = [json.loads(path.read_text()) for path in TRANSCRIPTS]

    answers = page.evaluate(RUNNER, days)

    page.close()
    ends = [day["end"] for day in days]
    assert [answer["end"] for answer in answers] == ends
    assert [answer["gap"] for answer in answers] == [end["seq"] + 1 for end in ends]
