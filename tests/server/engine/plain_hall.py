"""The small hall once more, as plainly as it can be said: lists, no database, no clock.

It follows the rules as they are told to people, not the code. What it refuses it refuses with
the code that the real hall must answer; a refused command leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
OPEN = {"waiting", "called", "serving", "suspended", "passed"}

PATIENCE = timedelta(minutes=20)
RATIO = 2  # after so many priority tickets in a row a normal one
BACK_AFTER = 2  # a missed number comes back behind so many
IDLE_S = 120  # so long an open window stays idle before it calls by itself
MIN_CALLS, MAX_CALLS, SPACING_S, LAPSE_S = 2, 3, 10, 60
RETURN_WITHIN_S, SELF_RETURNS = 1800, 1
EARLY_S, LATE_S, APPOINTED = 1800, 900, 1
SCARCE = 2  # numbers of queue L a day
CLOSES = time(17, 30)

ZONE_OF = {"A": "east", "B": "east", "P": "east", "L": "west", "H": "west"}
ITEM_QUEUE = {"CARD1": "A", "HOME1": "B"}
PRIORITY = {"normal": 0, "elderly": 2, "green_lane": 3}
QUEUE_PRIORITY = {"P": 1}
FIRST = {"H": 100}
KEEPS = {"A"}  # whose numbers stand overnight
DISCIPLINED = {"A"}  # whose calls follow a discipline; the others are called up to five times
ITS_ONLY = {"with_documents", "awaiting_step"}  # resumed at the window that suspended it
# window -> queue -> rank, or how it helps: (rank, when idle, after so long)
SERVES: dict[str, dict[str, tuple[int, bool, timedelta | None]]] = {
    "1": {"A": (1, False, None), "P": (1, False, None), "B": (2, False, None)},
    "2": {"B": (1, False, None), "A": (2, False, None)},
    "3": {
        "L": (1, False, None),
        "H": (1, False, None),
        "B": (2, True, None),
        "A": (3, False, timedelta(minutes=10)),
    },
    "4": {"A": (1, False, None)},
}


class Refused(Exception):
    """The hall says no, with this code."""


@dataclass
class Ticket:
    key: int  # in the order they were given
    number: str
    serial: int
    issued: str  # the queue that gave the number
    queue: str
    day: date
    joined: datetime
    order: datetime
    since: datetime
    priority: int = 0
    state: str = "waiting"
    items: list[str] = field(default_factory=list)
    finished: set[str] = field(default_factory=set)
    running: str | None = None
    route: list[str] = field(default_factory=list)
    sent_to: str | None = None
    kept_from: date | None = None
    self_returns: int = 0
    kind: str | None = None
    left: str | None = None  # the window that suspended it
    calls: int = 0
    called: datetime | None = None


@dataclass
class Window:
    state: str = "closed"
    clerk: int | None = None
    since: datetime | None = None
    ticket: int | None = None
    freed: datetime | None = None
    called: list[int] = field(default_factory=list)


@dataclass
class Appointment:
    starts: datetime
    state: str = "booked"
    ticket: int | None = None


class PlainHall:
    """What the hall holds, and what may be done with it. Windows and queues by their signs."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.open_day: date | None = None
        self.tickets: list[Ticket] = []
        self.windows = {number: Window() for number in SERVES}
        self.appointments: list[Appointment] = []
        self.last: dict[tuple[str, date], int] = {}

    def run(self, step: Callable[..., Any], **arguments: Any) -> Any:
        """One command: all of it or, when it is refused, nothing.

        Steps refuse before they change anything; only the turn of the day has to be undone.
        """
        before = deepcopy(vars(self)) if self.open_day != self.day else {}
        try:
            self._begin_day()
            return step(self, **arguments)
        except Refused:
            vars(self).update(before)
            raise

    @property
    def day(self) -> date:
        local = self.now.astimezone(BEIJING)
        return local.date() if local.time() >= time(4) else local.date() - timedelta(days=1)

    def find(self, *states: str) -> list[Ticket]:
        return [t for t in self.tickets if t.state in states]

    # The day -------------------------------------------------------------------------------

    def _begin_day(self) -> None:
        if self.open_day == self.day:
            return
        first_ever, self.open_day = self.open_day is None, self.day
        if first_ever:
            return
        borne: set[tuple[str, int]] = set()
        for t in [t for t in self.tickets if t.day < self.day]:
            if t.state not in OPEN - {"suspended"}:
                continue
            if t.state not in ("waiting", "called") or t.queue not in KEEPS:
                self._leave(t, "expired")
                continue
            if t.state == "called":
                self._leave(t, "waiting")
            if (t.issued, t.serial) not in borne:
                borne.add((t.issued, t.serial))
                t.kept_from, t.day = t.kept_from or t.day, self.day
        for number in self.windows:
            self._close(number)

    # Numbers -------------------------------------------------------------------------------

    def issue(self, queue: str, *, wanted: str = "normal", items: tuple[str, ...] = ()) -> Ticket:
        priority = max(QUEUE_PRIORITY.get(queue, 0), PRIORITY[wanted])
        if queue == "L" and self.last.get((queue, self.day), 0) >= SCARCE:
            raise Refused("numbers_used_up")
        route = ["A"] if len(items) > 1 else []
        return self._give(queue, priority=priority, items=list(items), route=route)

    def _give(self, queue: str, **more: Any) -> Ticket:
        serial = self.last.get((queue, self.day), FIRST.get(queue, 1) - 1) + 1
        standing = {t.serial for t in self.tickets if (t.issued, t.day) == (queue, self.day)}
        while serial in standing:
            serial += 1
        self.last[queue, self.day] = serial
        return self._add(f"{queue}{serial:03}", serial, queue, **more)

    def _add(self, number: str, serial: int, queue: str, **more: Any) -> Ticket:
        times = {"joined": self.now, "order": self.now, "since": self.now}
        key = len(self.tickets)
        fresh = Ticket(key, number, serial, queue, queue, self.day, **{**times, **more})
        self.tickets.append(fresh)
        return fresh

    def book(self, starts: datetime) -> int:
        if starts <= self.now:
            raise Refused("slot_not_offered")
        self.appointments.append(Appointment(starts))
        return len(self.appointments) - 1

    def check_in(self, place: int) -> Ticket:
        booked = self.appointments[place]
        today = booked.starts.astimezone(BEIJING).date()
        if booked.state == "checked_in":
            raise Refused("appointment_used")
        if today > self.day:
            raise Refused("appointment_not_today")
        if today < self.day or booked.state == "no_show":
            raise Refused("appointment_expired")
        if self.now < booked.starts - timedelta(seconds=EARLY_S):
            raise Refused("too_early")
        on_time = self.now <= booked.starts + timedelta(seconds=LATE_S)
        place_in_time = {"order": booked.starts, "priority": APPOINTED} if on_time else {}
        given = self._give("A", **place_in_time)
        booked.state, booked.ticket = "checked_in", given.key
        return given

    def undo_check_in(self, place: int) -> None:
        booked = self.appointments[place]
        if booked.state != "checked_in":
            raise Refused("wrong_state")
        ticket = self.tickets[booked.ticket or 0]
        if ticket.state not in ("waiting", "called", "passed", "void"):
            raise Refused("wrong_state")
        if ticket.state != "void":
            self._leave(ticket, "void")
        booked.state = "booked"

    def mark_no_shows(self) -> int:
        missed = [a for a in self.appointments if a.state == "booked" and self.now > _over(a)]
        for booked in missed:
            booked.state = "no_show"
        return len(missed)

    # Windows -------------------------------------------------------------------------------

    def open(self, window: str, clerk: int, *, take_over: bool = False) -> None:
        seat = self.windows[window]
        if seat.clerk == clerk and seat.state == "open":
            return
        if seat.clerk not in (None, clerk) and not take_over:
            raise Refused("window_taken")
        for number, other in self.windows.items():
            if other.clerk == clerk and number != window:
                if other.ticket is not None:
                    raise Refused("window_busy")
                self._close(number)
        seat.state, seat.clerk, seat.since = "open", clerk, self.now

    def close(self, window: str, clerk: int) -> None:
        if self._own(window, clerk).ticket is not None:
            raise Refused("window_busy")
        self._close(window)

    def pause(self, window: str, clerk: int) -> None:
        seat = self._own(window, clerk)
        if seat.state != "open":
            raise Refused("window_not_open")
        if seat.ticket is not None:
            raise Refused("window_busy")
        seat.state, seat.since = "paused", self.now

    def unpause(self, window: str, clerk: int) -> None:
        seat = self._own(window, clerk)
        if seat.state == "paused":
            seat.state, seat.since = "open", self.now

    def _close(self, window: str) -> None:
        seat = self.windows[window]
        if seat.state != "closed":
            seat.state, seat.clerk, seat.since = "closed", None, self.now
        for t in self.find("waiting"):
            if t.sent_to == window:
                t.sent_to = None

    def _own(self, window: str, clerk: int) -> Window:
        seat = self.windows[window]
        if seat.clerk is None:
            raise Refused("window_not_open")
        if seat.clerk != clerk:
            raise Refused("not_your_window")
        return seat

    def _ready(self, window: str, clerk: int) -> Window:
        seat = self._own(window, clerk)
        if seat.state != "open":
            raise Refused("window_not_open")
        if seat.ticket is not None:
            raise Refused("window_busy")
        return seat

    def _present(self, window: str, clerk: int, *states: str) -> Ticket:
        """The ticket at a window, in one of these states."""
        key = self._own(window, clerk).ticket
        if key is None:
            raise Refused("no_current_ticket")
        if self.tickets[key].state not in states:
            raise Refused("wrong_state")
        return self.tickets[key]

    # Calls ---------------------------------------------------------------------------------

    def next_for(self, window: str) -> Ticket | None:
        """Whom the rules let this window call now; the rules one after another."""
        ours = self._callable(window)
        here = [t for t in ours if t.sent_to == window]
        if here:
            return min(here, key=_place)
        ours = [t for t in ours if t.order <= self.now] or ours
        overdue = [t for t in ours if self.now - t.order > PATIENCE]
        if overdue:
            return min(overdue, key=_place)
        if self._priority_run(window) >= RATIO:
            ours = [t for t in ours if t.priority == 0] or ours
        return min(
            ours, key=lambda t: (-t.priority, self._rank(window, t), *_place(t)), default=None
        )

    def _callable(self, window: str) -> list[Ticket]:
        waiting = self.find("waiting")
        sent = [t for t in waiting if t.sent_to == window]
        served = [t for t in waiting if t.sent_to is None and t.queue in SERVES[window]]
        own = [t for t in served if SERVES[window][t.queue][1:] == (False, None)]
        idle = not sent and not own
        helped = [t for t in served if t not in own and self._helps(window, t, idle=idle)]
        return sent + own + helped

    def _helps(self, window: str, t: Ticket, *, idle: bool) -> bool:
        return (SERVES[window][t.queue][1] and idle) or self._needs_help(window, t)

    def _needs_help(self, window: str, t: Ticket) -> bool:
        after = SERVES[window][t.queue][2]
        return after is not None and self.now - t.order > after

    def _rank(self, window: str, t: Ticket) -> int:
        return 1 if self._needs_help(window, t) else SERVES[window][t.queue][0]

    def _priority_run(self, window: str) -> int:
        run = 0
        for key in reversed(self.windows[window].called):
            if self.tickets[key].priority == 0:
                break
            run += 1
        return run

    def call_next(self, window: str, clerk: int) -> Ticket:
        self._ready(window, clerk)
        chosen = self.next_for(window)
        if chosen is None:
            raise Refused("queue_empty")
        return self._call(window, chosen)

    def call_chosen(self, window: str, clerk: int, ticket: int) -> Ticket:
        self._ready(window, clerk)
        t = self.tickets[ticket]
        if t.state != "waiting":
            raise Refused("wrong_state")
        if t.sent_to not in (None, window) or (t.sent_to is None and t.queue not in SERVES[window]):
            raise Refused("forbidden")
        return self._call(window, t)

    def _call(self, window: str, t: Ticket) -> Ticket:
        seat = self.windows[window]
        seat.ticket = t.key
        seat.called.append(t.key)
        t.state, t.since, t.sent_to, t.calls, t.called = "called", self.now, None, 1, self.now
        return t

    def call_for_idle(self) -> int:
        latest = self.now - timedelta(seconds=IDLE_S)
        idle = [
            number
            for number, w in self.windows.items()
            if w.state == "open"
            and w.ticket is None
            and (w.since or latest) <= latest
            and (w.freed or latest) <= latest
        ]
        chosen = [(number, t) for number in idle if (t := self._call_if_any(number))]
        return len(chosen)

    def _call_if_any(self, window: str) -> Ticket | None:
        chosen = self.next_for(window)
        return chosen and self._call(window, chosen)

    def recall(self, window: str, clerk: int) -> None:
        t = self._present(window, clerk, "called")
        most, spacing = (MAX_CALLS, SPACING_S) if t.queue in DISCIPLINED else (5, 0)
        if t.calls >= most:
            raise Refused("too_many_calls")
        self._spaced(t, spacing)
        t.calls, t.called = t.calls + 1, self.now

    def pass_(self, window: str, clerk: int) -> None:
        t = self._present(window, clerk, "called")
        least, spacing = (MIN_CALLS, SPACING_S) if t.queue in DISCIPLINED else (1, 0)
        if t.calls < least:
            raise Refused("too_soon")
        self._spaced(t, spacing)
        self._leave(t, "passed")

    def _spaced(self, t: Ticket, spacing: int) -> None:
        if t.called and self.now - t.called < timedelta(seconds=spacing):
            raise Refused("too_soon")

    def pass_lapsed(self) -> int:
        lapsed = [
            t
            for t in self.find("called")
            if t.queue in DISCIPLINED
            and t.calls >= MIN_CALLS
            and t.called
            and self.now - t.called >= timedelta(seconds=LAPSE_S)
        ]
        for t in lapsed:
            self._leave(t, "passed")
        return len(lapsed)

    # At the window -------------------------------------------------------------------------

    def start(self, window: str, clerk: int) -> None:
        t = self._present(window, clerk, "called")
        t.state, t.since = "serving", self.now

    def begin_item(self, window: str, clerk: int, item: str) -> None:
        t = self._present(window, clerk, "serving")
        if t.running:
            t.finished.add(t.running)
        t.running = item
        t.finished.discard(item)
        if item not in t.items:
            t.items.append(item)

    def finish(self, window: str, clerk: int) -> None:
        t = self._present(window, clerk, "serving")
        if t.running:
            t.finished.add(t.running)
        if t.route:
            t.queue = t.route.pop(0)
            self._leave(t, "waiting")
        else:
            self._leave(t, "done")

    def suspend(self, window: str, clerk: int, kind: str) -> None:
        t = self._present(window, clerk, "serving")
        t.kind, t.left = kind, window
        self._leave(t, "suspended")

    def resume(self, window: str, clerk: int, ticket: int) -> None:
        seat = self._ready(window, clerk)
        t = self.tickets[ticket]
        may = t.left == window or (t.kind not in ITS_ONLY and t.queue in SERVES[window])
        if not may:
            raise Refused("forbidden")
        seat.ticket, t.kind, t.left = t.key, None, None
        t.state, t.since, t.calls = "serving", self.now, 0

    def admit(self, window: str, clerk: int, queue: str) -> Ticket:
        seat = self._ready(window, clerk)
        if queue not in SERVES[window]:
            raise Refused("forbidden")
        standing = [-t.serial for t in self.tickets if (t.issued, t.day) == (queue, self.day)]
        serial = max(0, *standing) + 1 if standing else 1
        priority = QUEUE_PRIORITY.get(queue, 0)
        t = self._add(f"{queue}直{serial:02}", -serial, queue, state="serving", priority=priority)
        seat.ticket = t.key
        return t

    def return_(self, window: str, clerk: int) -> None:
        self._leave(self._present(window, clerk, "called", "serving"), "waiting")

    def transfer(
        self, window: str, clerk: int, *, queue: str = "", to: str = "", zone: str = ""
    ) -> None:
        """Send the present ticket to a queue, to a window or to a zone."""
        if to == window:
            raise Refused("invalid")
        t = self._present(window, clerk, "called", "serving")
        if to and self.windows[to].state == "closed":
            raise Refused("window_not_open")
        if not to:
            t.queue = queue or self._queue_in(zone, t)
        self._leave(t, "waiting")
        t.sent_to = to or None

    def _queue_in(self, zone: str, t: Ticket) -> str:
        to_do = sorted(t.items, key=lambda item: item in t.finished)
        for item in to_do:
            if ZONE_OF[ITEM_QUEUE[item]] == zone:
                return ITEM_QUEUE[item]
        if zone == "west":
            return "H"
        raise Refused("zone_takes_none")

    # Elsewhere -----------------------------------------------------------------------------

    def bring_back(self, ticket: int) -> None:
        t = self.tickets[ticket]
        if t.state != "passed":
            raise Refused("wrong_state")
        there = sorted(w.order for w in self.find("waiting") if w.queue == t.queue)
        there = [order for order in there if order <= self.now]
        behind = len(there) >= BACK_AFTER
        t.order = there[BACK_AFTER - 1] + timedelta.resolution if behind else self.now
        t.state, t.since = "waiting", self.now

    def return_by_oneself(self, ticket: int) -> None:
        t = self.tickets[ticket]
        if t.state != "passed":
            raise Refused("wrong_state")
        within = RETURN_WITHIN_S if t.queue in DISCIPLINED else 3600
        if t.self_returns >= SELF_RETURNS or self.now - t.since > timedelta(seconds=within):
            raise Refused("return_refused")
        t.self_returns += 1
        self.bring_back(ticket)

    def cancel(self, ticket: int) -> None:
        self._end(ticket, "cancelled", OPEN - {"serving"})

    def void(self, ticket: int) -> None:
        self._end(ticket, "void", OPEN)

    def _end(self, ticket: int, state: str, possible: set[str]) -> None:
        t = self.tickets[ticket]
        if t.state not in possible:
            raise Refused("wrong_state")
        self._leave(t, state)

    def _leave(self, t: Ticket, state: str) -> None:
        """The ticket goes on to a state without a window; the one it was at is free."""
        for seat in self.windows.values():
            if seat.ticket == t.key:
                seat.ticket, seat.freed = None, self.now
        t.state, t.since, t.running = state, self.now, None


def _place(t: Ticket) -> tuple[datetime, int]:
    return t.order, t.key


def _over(booked: Appointment) -> datetime:
    closes = datetime.combine(booked.starts.astimezone(BEIJING).date(), CLOSES, BEIJING)
    return max(booked.starts + timedelta(seconds=LATE_S), closes)
