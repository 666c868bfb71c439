"""The real hall beside the plain one: every command goes to both, and both must say the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import insert, select

from display.board import Board, apply, from_json
from server.domain.errors import DomainError
from server.reports.board import board
from server.reports.stream import events_since
from server.services import calling
from server.store import tables
from server.store.rows import TicketRow, VisitRow, WindowRow
from tests.server.acting import Desk, SmallHall
from tests.server.booking import Bookings
from tests.server.engine import plain_hall as plain

CLERKS = len(plain.SERVES)  # and one more, who takes windows over
SLOTS = [{"weekdays": [*range(1, 6)], "opens": "08:30", "closes": "17:30", "minutes": 30}]

Command = Callable[[], Any]
PlainStep = Callable[[plain.PlainHall], Any]


def set_up(hall: SmallHall) -> None:
    """Give the small hall the rules that the plain one follows."""
    hall.set_policy(
        patience_s=plain.PATIENCE // timedelta(seconds=1),
        priority_ratio=plain.RATIO,
        bring_back_after=plain.BACK_AFTER,
        auto_call_after_s=plain.IDLE_S,
        issue_outside_hours=True,
    )
    hall.route_package("A")
    discipline = {
        "min_calls": plain.MIN_CALLS,
        "max_calls": plain.MAX_CALLS,
        "spacing_s": plain.SPACING_S,
        "lapse_after_s": plain.LAPSE_S,
        "self_returns": plain.SELF_RETURNS,
        "return_within_s": plain.RETURN_WITHIN_S,
    }
    appointments = {"ranges": [{**SLOTS[0], "capacity": 99}], "early_s": plain.EARLY_S}
    hall.set_queue(
        "A",
        policy={
            "discipline": discipline,
            "issuing": {"overnight": "keep"},
            "appointments": appointments,
        },
    )
    third = {"window_id": hall.windows["3"]}
    helps = [
        {"queue_id": hall.queues["B"], "rank": 2, "help_when_idle": True, "help_after_s": None},
        {"queue_id": hall.queues["A"], "rank": 3, "help_when_idle": False, "help_after_s": 600},
    ]
    hall.set_up(insert(tables.window_queues).values([{**third, **how} for how in helps]))


@dataclass(frozen=True)
class Seen:
    """What the real hall's tables hold, its new events, and the board it shows after them."""

    tickets: list[TicketRow]
    visits: list[VisitRow]
    windows: list[WindowRow]
    items: list[Any]
    events: list[dict[str, Any]]
    board: Board | None


_TICKETS = select(tables.tickets).order_by(tables.tickets.c.id)
_VISITS = select(tables.visits).order_by(tables.visits.c.id)
_WINDOWS = select(tables.windows).order_by(tables.windows.c.position)
_ITEMS = select(
    tables.ticket_items.c.ticket_id,
    tables.ticket_items.c.item_id,
    tables.ticket_items.c.finished_at,
).order_by(tables.ticket_items.c.ticket_id, tables.ticket_items.c.position)


class BothHalls:
    """Commands for both halls, and what must be true of the real one afterwards."""

    def __init__(self, hall: SmallHall) -> None:
        self.hall = hall
        self.clock = hall.clock
        self.bookings = Bookings.__new__(Bookings)
        self.bookings.hall = hall
        self.plain = plain.PlainHall(self.clock.now())
        self.pool = ThreadPoolExecutor(2)
        self.codes: dict[int, str] = {}
        self.booked: list[int] = []
        self.states: dict[int, str | None] = {}
        self.start = self.board = from_json(hall.board())
        self.seen = self.board.seq
        self.again: tuple[Command, Any] | None = None
        self.signs = {row_id: prefix for prefix, row_id in hall.queues.items()}
        self.numbers = {row_id: number for number, row_id in hall.windows.items()}
        self.item_codes = {row_id: code for code, row_id in hall.items.items()}
        self._ids = count(1)

    def forward(self, seconds: float) -> None:
        self.plain.now = self.clock.forward(seconds=seconds)

    def next_id(self) -> int:
        """One more than last time: varies what is done without another choice."""
        return next(self._ids)

    # Commands ------------------------------------------------------------------------------

    def command(self, service: Callable[..., Any], *, actor: str, **arguments: Any) -> Command:
        """A command of the real hall with a request id of its own, to be sent once or twice."""
        request_id = f"request-{self.next_id()}"

        def send() -> Any:
            return self.hall.run(service, actor=actor, request_id=request_id, **arguments)

        return send

    def at(self, window: str, clerk: int, service: Callable[..., Any], **more: Any) -> Command:
        return self.command(
            service,
            actor=f"clerk:{clerk}",
            window_id=self.hall.windows[window],
            account_id=self.hall.clerks[clerk - 1],
            **more,
        )

    def both(self, send: Command, step: Callable[..., Any], **arguments: Any) -> Any:
        """Let both halls do it; returns what the real one answers, None if it was refused."""
        expected, refusal = _outcome(lambda: self.plain.run(step, **arguments))
        result, code = _outcome(send)
        assert code == refusal, f"{step.__name__} {arguments}: {code} instead of {refusal}"
        if code is None:
            self.again = send, result
            if isinstance(expected, plain.Ticket):
                assert result["ticket_id"] == self.row_id(expected.key)
        return result

    def both_at_once(self, *two: tuple[Command, PlainStep]) -> None:
        """Two commands at the same moment: as if one came after the other, whichever it was."""
        sent = [self.pool.submit(_outcome, send) for send, _ in two]
        codes = [done.result(30)[1] for done in sent]
        real = self._look()
        first, second = (step for _, step in two)
        one_way, one_codes = self._tried(first, second)
        other_way, other_codes = self._tried(second, first)
        ends = [(one_way, one_codes), (other_way, other_codes[::-1])]
        alike = [end for end, said in ends if said == codes and not self._difference(real, end)]
        assert alike, f"{codes}: {[(said, self._difference(real, end)) for end, said in ends]}"
        self.plain = alike[0]

    def _tried(self, *steps: PlainStep) -> tuple[plain.PlainHall, list[str | None]]:
        """The plain hall after these steps, and what it said to each."""
        hall = deepcopy(self.plain)
        return hall, [_outcome(partial(step, hall))[1] for step in steps]

    def send_again(self) -> None:
        """The last command that was carried out, once more: the same answer, and no change."""
        if self.again is None:
            return
        send, result = self.again
        before = self.hall.seq()
        assert send() == result
        assert self.hall.seq() == before

    # What must be true ---------------------------------------------------------------------

    def check(self) -> None:
        real = self._look()
        difference = self._difference(real, self.plain)
        assert difference is None, difference
        self._follow_events(real)
        self._check_visits(real)
        self._check_numbers(real)

    def _look(self) -> Seen:
        """The real hall at one moment."""
        with self.hall.database.read() as conn:
            events = events_since(conn, self.hall.hall_id, self.seen, limit=1000)
            shown = board(conn, self.hall.hall_id, now=self.clock.now()) if events else None
            return Seen(
                tickets=[TicketRow(*row) for row in conn.execute(_TICKETS)],
                visits=[VisitRow(*row) for row in conn.execute(_VISITS)],
                windows=[WindowRow(*row) for row in conn.execute(_WINDOWS)],
                items=list(conn.execute(_ITEMS)),
                events=events,
                board=shown and from_json(shown),
            )

    def _difference(self, real: Seen, expected: plain.PlainHall) -> str | None:
        """Where the real hall is not as the plain one says."""
        rows, ought = self._tickets(real), [self._as_row(t) for t in expected.tickets]
        if rows != ought:
            pairs = zip([*rows, None], [*ought, None], strict=False)
            return next(f"{a}\nought to be\n{b}" for a, b in pairs if a != b)
        seats = self._seats(real)
        wanted = {n: (w.state, w.clerk, w.ticket) for n, w in expected.windows.items()}
        return None if seats == wanted else f"windows {seats}\nought to be\n{wanted}"

    def _tickets(self, real: Seen) -> list[dict[str, Any]]:
        items: dict[int, list[str]] = {}
        finished: dict[int, set[str]] = {}
        for ticket_id, item_id, finished_at in real.items:
            items.setdefault(ticket_id, []).append(self.item_codes[item_id])
            if finished_at is not None:
                finished.setdefault(ticket_id, set()).add(self.item_codes[item_id])
        return [
            {
                "number": t.number,
                "serial": t.serial,
                "issued": self.signs[t.issued_queue_id],
                "queue": self.signs[t.queue_id],
                "day": t.day,
                "joined": t.joined_at,
                "order": t.order_at,
                "since": t.state_since,
                "priority": t.priority,
                "state": t.state,
                "items": items.get(t.id, []),
                "finished": finished.get(t.id, set()),
                "route": [self.signs[q] for q in t.route],
                "sent_to": self.numbers.get(t.target_window_id or 0),
                "kept_from": t.kept_from,
                "self_returns": t.self_returns,
                "kind": t.suspend_kind,
                "left": self.numbers.get(t.suspend_window_id or 0),
            }
            for t in real.tickets
        ]

    def _as_row(self, t: plain.Ticket) -> dict[str, Any]:
        no_column = {"key", "calls", "called", "running"}
        return {name: value for name, value in vars(t).items() if name not in no_column}

    def _seats(self, real: Seen) -> dict[str, tuple[str, int | None, int | None]]:
        here: dict[int, int] = {}
        for v in real.visits:
            if v.ended_at is None:
                assert v.window_id not in here, "two people at one window"
                here[v.window_id] = v.ticket_id - self.row_id(0)
        return {
            w.number: (
                w.state,
                w.account_id and self.hall.clerks.index(w.account_id) + 1,
                here.get(w.id),
            )
            for w in real.windows
            if w.number in plain.SERVES
        }

    def _follow_events(self, real: Seen) -> None:
        """Events lead from each state to the next: of the board, and of every ticket."""
        for event in real.events:
            assert event["seq"] == self.seen + 1
            self.seen = event["seq"]
            self.board = apply(self.board, event)
            body = event["body"]
            if "to" in body:
                ticket_id = body["ticket_id"]
                if event["kind"] != "ticket.kept":  # the new day begins without it
                    assert self.states.get(ticket_id) == body["from"], event
                self.states[ticket_id] = body["to"]
        assert self.states == {t.id: t.state for t in real.tickets}
        assert real.board in (None, self.board)

    def _check_visits(self, real: Seen) -> None:
        at_windows = [t.id for t in real.tickets if t.state in ("called", "serving")]
        open_visits = [v.ticket_id for v in real.visits if v.ended_at is None]
        assert sorted(open_visits) == at_windows, "one ticket, one window"
        last_end: dict[int, datetime] = {}
        for v in real.visits:
            served = [at for at in (v.called_at, v.started_at, v.ended_at) if at is not None]
            called = [at for at in (v.called_at, v.last_called_at, v.ended_at) if at is not None]
            assert served == sorted(served), f"times of a visit run backwards: {v}"
            assert called == sorted(called), f"times of a visit run backwards: {v}"
            assert last_end.get(v.ticket_id, v.called_at) <= v.called_at
            assert (v.ended_at is None) == (v.ended_by is None)
            assert (v.why is not None) == (v.calls > 0)
            if v.ended_at is not None:
                last_end[v.ticket_id] = v.ended_at

    def _check_numbers(self, real: Seen) -> None:
        borne = [(t.issued_queue_id, t.day, t.serial) for t in real.tickets]
        assert len(set(borne)) == len(borne)
        today = [t.number for t in real.tickets if t.day == self.plain.open_day]
        assert len(set(today)) == len(today)
        for t in real.tickets:
            assert t.joined_at <= t.state_since <= self.clock.now()

    def check_desk(self, window: str) -> None:
        """The console announces whom the window would call, and counts whom it may ever call."""
        view = Desk(self.hall, window, int(window)).view()
        chosen = self.plain.next_for(window)
        announced = [w["ticket_id"] for w in view["waiting"]["next"]]
        assert announced[:1] == ([self.row_id(chosen.key)] if chosen else [])
        for_it = [
            t
            for t in self.plain.find("waiting")
            if t.sent_to == window or (t.sent_to is None and t.queue in plain.SERVES[window])
        ]
        assert view["waiting"]["total"] == len(for_it)

    def call_next(self, window: str, clerk: int) -> None:
        """Call; and, said apart from the rules of the plain hall, overtake nobody for too long."""
        is_sent = any(t.sent_to == window for t in self.plain.find("waiting"))
        send = self.at(window, clerk, calling.call_next)
        result = self.both(send, plain.PlainHall.call_next, window=window, clerk=clerk)
        if result is None or is_sent:
            return
        called = self.ticket(result["ticket_id"] - self.row_id(0))
        overtaken = [
            t.number
            for t in self.plain.find("waiting")
            if t.sent_to is None
            and plain.SERVES[window].get(t.queue, (0, True, None))[1:] == (False, None)
            and t.order < called.order_at
            and self.plain.now - t.order > plain.PATIENCE
        ]
        assert not overtaken, f"{called.number} was called before {overtaken}"

    def row_id(self, key: int) -> int:
        """The id of the ticket that was given as number `key`, from 0."""
        return key + 1

    def ticket(self, key: int) -> TicketRow:
        return self.hall.tickets()[key]

    def close(self) -> None:
        self.pool.shutdown()
        whole = self.start
        for event in self.hall.events(self.start.seq):
            whole = apply(whole, event)
        assert whole == self.board


def _outcome(work: Command) -> tuple[Any, str | None]:
    try:
        return work(), None
    except plain.Refused as refused:
        return None, str(refused)
    except DomainError as refused:
        return None, refused.code
