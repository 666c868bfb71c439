"""The small hall once more, as plainly as it can be said: lists, no database, no clock.

It follows the rules as they are told to people, not the code. What it refuses it refuses with
the code that the real hall must answer; a refused command leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.server.engine.plain_calls import PlainCalls
from tests.server.engine.plain_words import (
    APPOINTED,
    BACK_AFTER,
    BEIJING,
    DISCIPLINED,
    EARLY_S,
    FIRST,
    ITEM_QUEUE,
    ITS_ONLY,
    KEEPS,
    LATE_S,
    OPEN,
    PRIORITY,
    QUEUE_PRIORITY,
    RETURN_WITHIN_S,
    SCARCE,
    SELF_RETURNS,
    SERVES,
    ZONE_OF,
    Appointment,
    Refused,
    Ticket,
    Window,
    missed_after,
)


class PlainHall(PlainCalls):
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
        missed = [
            a for a in self.appointments if a.state == "booked" and self.now > missed_after(a)
        ]
        for booked in missed:
            booked.state = "no_show"
        return len(missed)

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
