"""What a hall shows right now, folded from the hall's stream of events.

Pure: no clock, no sockets. `web/board.js` is its twin; both run over the transcripts in
`tests/contract/board`, so a browser and a station can never disagree on what is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

Json = Mapping[str, Any]
CallState = Literal["called", "serving"]


class GapError(Exception):
    """An event is missing: ask for a replay or a snapshot, do not guess.

    One public stream a hall, numbered without gaps, so a jump always means loss.
    """

    def __init__(self, *, expected: int, got: int) -> None:
        super().__init__(f"expected event {expected}, got {got}")
        self.expected = expected
        self.got = got


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A ticket that is called, or being served, at a window."""

    ticket_id: int
    number: str
    queue_id: int
    zone_id: int
    visit_id: int
    window_id: int
    window: str
    place: str | None
    state: CallState
    calls: int  # how often this visit was called; 0 when it came back from a suspension
    called_at: datetime
    speak_until: datetime | None  # after this instant nobody should speak the call any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A ticket whose holder did not come when called."""

    ticket_id: int
    number: str
    queue_id: int
    zone_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSign:
    """A window as displays see it: its number and whether it works."""

    window: str
    zone_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One hall on one business day, after the event numbered `seq`.

    Never changed in place: `apply` gives a new board, so a reader may keep an old one.
    """

    hall_id: int
    day: str
    seq: int
    waiting: Mapping[int, int]  # people waiting, by queue
    calls: tuple[Call, ...] = ()  # latest call first
    passed: tuple[Passed, ...] = ()  # by ticket_id
    windows: Mapping[int, WindowSign]
    queue_open: Mapping[int, bool]


def apply(board: Board, event: Json) -> Board:
    """Return the board after the event.

    An event the board already holds changes nothing; an unknown kind only counts.

    Raises:
        GapError: events between the board and this one are missing.
    """
    seq = int(event["seq"])
    if seq <= board.seq:
        return board
    if seq > board.seq + 1:
        raise GapError(expected=board.seq + 1, got=seq)
    board = replace(_on_day(board, event["day"]), seq=seq)
    kind, body = event["kind"], event["body"]
    if kind in _TICKET_KINDS:
        return _ticket_moved(board, kind, body) if body["ticket_day"] == board.day else board
    if kind in _WINDOW_KINDS:
        return _window_changed(board, body)
    if kind == "queue.changed":
        return _queue_changed(board, body)
    return board


# `ticket.slip_reported` is missing on purpose: a slip changes no board.
_TICKET_KINDS = frozenset(
    {
        "ticket.issued",
        "ticket.called",
        "ticket.recalled",
        "ticket.started",
        "ticket.passed",
        "ticket.brought_back",
        "ticket.suspended",
        "ticket.resumed",
        "ticket.transferred",
        "ticket.returned",
        "ticket.stepped",
        "ticket.admitted",
        "ticket.finished",
        "ticket.cancelled",
        "ticket.expired",
        "ticket.voided",
        "ticket.kept",
    }
)
_WINDOW_KINDS = frozenset({"window.opened", "window.paused", "window.unpaused", "window.closed"})


def _on_day(board: Board, day: str) -> Board:
    if day == board.day:
        return board
    return replace(board, day=day, waiting=dict.fromkeys(board.waiting, 0), calls=(), passed=())


def _ticket_moved(board: Board, kind: str, body: Json) -> Board:
    return replace(
        board,
        waiting=_waiting_after(board.waiting, body),
        calls=_calls_after(board.calls, kind, body),
        passed=_passed_after(board.passed, body),
    )


def _waiting_after(waiting: Mapping[int, int], body: Json) -> Mapping[int, int]:
    leaves, joins = body["from"] == "waiting", body["to"] == "waiting"
    if not (leaves or joins):
        return waiting
    after = dict(waiting)
    if leaves:
        old = body.get("from_queue_id") or body["queue_id"]
        # A board with a wrong count is bad, one that says "-1 people" is worse.
        after[old] = max(0, after.get(old, 0) - 1)
    if joins:
        after[body["queue_id"]] = after.get(body["queue_id"], 0) + 1
    return after


def _calls_after(calls: tuple[Call, ...], kind: str, body: Json) -> tuple[Call, ...]:
    if kind == "ticket.started":
        return tuple(
            replace(c, state="serving") if c.ticket_id == body["ticket_id"] else c for c in calls
        )
    others = tuple(c for c in calls if c.ticket_id != body["ticket_id"])
    if kind in ("ticket.called", "ticket.recalled"):
        return _latest_first((*others, _call_from(body, state="called")))
    if kind == "ticket.resumed":
        silent = {**body, "calls": 0, "speak_until": None}
        return _latest_first((*others, _call_from(silent, state="serving")))
    return others


def _latest_first(calls: tuple[Call, ...]) -> tuple[Call, ...]:
    return tuple(sorted(calls, key=lambda c: (c.called_at, c.visit_id), reverse=True))


def _passed_after(passed: tuple[Passed, ...], body: Json) -> tuple[Passed, ...]:
    if "passed" not in (body["from"], body["to"]):
        return passed
    others = [p for p in passed if p.ticket_id != body["ticket_id"]]
    if body["to"] == "passed":
        others.append(_passed_from(body))
    return tuple(sorted(others, key=lambda p: p.ticket_id))


def _window_changed(board: Board, body: Json) -> Board:
    return replace(board, windows={**board.windows, body["window_id"]: _sign_from(body)})


def _queue_changed(board: Board, body: Json) -> Board:
    queue_id = body["queue_id"]
    return replace(
        board,
        waiting={queue_id: 0, **board.waiting},
        queue_open={**board.queue_open, queue_id: bool(body["open"])},
    )


def from_json(document: Json) -> Board:
    """Read a board as the server sends it. Unknown fields are left aside.

    Raises:
        KeyError, ValueError: not a board.
    """
    return Board(
        hall_id=document["hall_id"],
        day=document["day"],
        seq=document["seq"],
        waiting={int(queue_id): n for queue_id, n in document["waiting"].items()},
        calls=tuple(_call_from(c, state=c["state"]) for c in document["calls"]),
        passed=tuple(_passed_from(p) for p in document["passed"]),
        windows={int(window_id): _sign_from(w) for window_id, w in document["windows"].items()},
        queue_open={int(queue_id): q["open"] for queue_id, q in document["queues"].items()},
    )


def to_json(board: Board) -> dict[str, Any]:
    """The board as the server would send it; `from_json` reads it back unchanged."""
    return {
        "hall_id": board.hall_id,
        "day": board.day,
        "seq": board.seq,
        "waiting": {str(queue_id): n for queue_id, n in board.waiting.items()},
        "calls": [_call_to_json(c) for c in board.calls],
        "passed": [_fields(p) for p in board.passed],
        "windows": {str(window_id): _fields(w) for window_id, w in board.windows.items()},
        "queues": {str(queue_id): {"open": yes} for queue_id, yes in board.queue_open.items()},
    }


def _call_from(body: Json, *, state: CallState) -> Call:
    return Call(
        ticket_id=body["ticket_id"],
        number=body["number"],
        queue_id=body["queue_id"],
        zone_id=body["zone_id"],
        visit_id=body["visit_id"],
        window_id=body["window_id"],
        window=body["window"],
        place=body["place"],
        state=state,
        calls=body["calls"],
        called_at=instant(body["called_at"]),
        speak_until=None if body["speak_until"] is None else instant(body["speak_until"]),
    )


def _call_to_json(call: Call) -> dict[str, Any]:
    return {
        **_fields(call),
        "called_at": _wire_time(call.called_at),
        "speak_until": None if call.speak_until is None else _wire_time(call.speak_until),
    }


def _passed_from(body: Json) -> Passed:
    return Passed(
        ticket_id=body["ticket_id"],
        number=body["number"],
        queue_id=body["queue_id"],
        zone_id=body["zone_id"],
    )


def _sign_from(body: Json) -> WindowSign:
    return WindowSign(window=body["window"], zone_id=body["zone_id"], state=body["state"])


def _fields(shown: Call | Passed | WindowSign) -> dict[str, Any]:
    return {name: getattr(shown, name) for name in shown.__slots__}


def instant(text: str) -> datetime:
    """Read a wire time (ISO 8601 with an offset or `Z`) as aware time.

    Raises:
        ValueError: not a time, or a naive one.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a wire time needs its offset: {text!r}")
    return moment


def _wire_time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
