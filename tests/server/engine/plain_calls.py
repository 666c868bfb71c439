"""Windows and calls of the plain hall."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.server.engine.plain_words import (
    DISCIPLINED,
    IDLE_S,
    LAPSE_S,
    MAX_CALLS,
    MIN_CALLS,
    PATIENCE,
    RATIO,
    SERVES,
    SPACING_S,
    Refused,
    Ticket,
    Window,
    place,
)


class PlainCalls:
    """Who sits where, and who is called there."""

    now: datetime
    tickets: list[Ticket]
    windows: dict[str, Window]

    def find(self, *states: str) -> list[Ticket]:
        return [t for t in self.tickets if t.state in states]

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
            return min(here, key=place)
        ours = [t for t in ours if t.order <= self.now] or ours
        overdue = [t for t in ours if self.now - t.order > PATIENCE]
        if overdue:
            return min(overdue, key=place)
        if self._priority_run(window) >= RATIO:
            ours = [t for t in ours if t.priority == 0] or ours
        return min(
            ours, key=lambda t: (-t.priority, self._rank(window, t), *place(t)), default=None
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

    def _leave(self, t: Ticket, state: str) -> None:
        """The ticket goes on to a state without a window; the one it was at is free."""
        for seat in self.windows.values():
            if seat.ticket == t.key:
                seat.ticket, seat.freed = None, self.now
        t.state, t.since, t.running = state, self.now, None
