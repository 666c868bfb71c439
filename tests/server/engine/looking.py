"""What must be true of the real hall after every step, whatever it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from display.board import Board, apply, from_json
from server.reports.board import board
from server.reports.stream import events_since
from server.store import hall_tables, ticket_tables
from server.store.hall_rows import WindowRow
from server.store.ticket_rows import TicketRow, VisitRow
from tests.server.acting import FakeClock, SmallHall
from tests.server.engine.plain_hall import PlainHall
from tests.server.engine.plain_words import SERVES, Ticket


@dataclass(frozen=True)
class Seen:
    """What the real hall's tables hold, its new events, and the board it shows after them."""

    tickets: list[TicketRow]
    visits: list[VisitRow]
    windows: list[WindowRow]
    items: list[Any]
    events: list[dict[str, Any]]
    board: Board | None


_TICKETS = select(ticket_tables.tickets).order_by(ticket_tables.tickets.c.id)
_VISITS = select(ticket_tables.visits).order_by(ticket_tables.visits.c.id)
_WINDOWS = select(hall_tables.windows).order_by(hall_tables.windows.c.position)
_ITEMS = select(
    ticket_tables.ticket_items.c.ticket_id,
    ticket_tables.ticket_items.c.item_id,
    ticket_tables.ticket_items.c.finished_at,
).order_by(ticket_tables.ticket_items.c.ticket_id, ticket_tables.ticket_items.c.position)


class Looking:
    """Looks at the real hall, and holds it against the plain one and against its own events."""

    def __init__(self, hall: SmallHall) -> None:
        self.hall = hall
        self.clock: FakeClock = hall.clock
        self.plain = PlainHall(self.clock.now())
        self.start = self.board = from_json(hall.board())
        self.seen = self.board.seq
        self.states: dict[int, str | None] = {}
        self.signs = {row_id: prefix for prefix, row_id in hall.queues.items()}
        self.numbers = {row_id: number for number, row_id in hall.windows.items()}
        self.item_codes = {row_id: code for code, row_id in hall.items.items()}

    def row_id(self, key: int) -> int:
        """The id of the ticket that was given as number `key`, from 0."""
        return key + 1

    def check(self) -> None:
        """Both halls are alike, and the real one's records agree with each other."""
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

    def _difference(self, real: Seen, expected: PlainHall) -> str | None:
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

    def _as_row(self, t: Ticket) -> dict[str, Any]:
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
            if w.number in SERVES
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
