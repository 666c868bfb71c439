"""A clerk: calls, serves, goes to lunch, and leaves when everybody is served."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from server.domain.clock import to_wire
from server.simulation.agenda import Appointment
from server.simulation.client import Client, Fault, Json, Refused, ServerAway
from server.simulation.floor import Floor
from server.simulation.hall import Window
from server.simulation.keypads import Keypad
from server.simulation.register import Ticket
from server.simulation.shifts import Break
from server.simulation.visit import Visit

_BETWEEN_TWO_S = (12.0, 45.0)
_REACTION_S = (2.0, 8.0)
_DOZE_S = 120.0
_DOZE_REAL_S = 3.0  # no more requests than this from a clerk who only looks
_EMPTY_REAL_S = 0.25  # somebody waits, whom this window only helps after a time
_STILL_UNDER_WAY_REAL_S = 0.01
_COMPOSE_S = 30.0
_BEARS_SURPRISES = 20

# The ticket went away by itself: its owner cancelled it, or the hall's rules passed it over.
_VANISHED = ("no_current_ticket", "wrong_state", "not_found")
# Somebody else has the window now.
_RELIEVED = ("not_your_window", "window_taken", "unauthenticated")

Step = Callable[[], None]


class Clerk:
    """One clerk at one window that is open.

    Every step ends by arranging the next one, so no two steps of a window ever run at once.

    Args:
        client: signed with the clerk's token.
        breaks: in order; each is taken at the first moment without a citizen.
    """

    def __init__(
        self,
        window: Window,
        *,
        client: Client,
        floor: Floor,
        breaks: Sequence[Break],
        rng: Random,
        keypad: Keypad | None = None,
    ) -> None:
        self.window = window
        self.is_here = True
        self.left_because = ""
        self._client = client
        self._floor = floor
        self._breaks = deque(breaks)
        self._rng = rng
        self._keypad = keypad
        self._visit: Visit | None = None
        self._back: deque[tuple[Ticket, str | None]] = deque()
        self._dozing: Appointment | None = None
        self._lock = threading.Lock()
        self._surprises = 0

    def begin(self) -> None:
        """Start the day."""
        self.then(0, self._look)

    def wake(self) -> None:
        """There may be something to do; a clerk who is busy looks up anyway afterwards."""
        with self._lock:
            dozing, self._dozing = self._dozing, None
        if dozing is not None and self._floor.agenda.call_off(dozing):
            self.then(self._rng.uniform(*_REACTION_S), self._look)

    def welcome_back(self, ticket: Ticket, code: str | None) -> None:
        """A suspended citizen stands here again, and goes before everybody who waits."""
        if self.is_here:
            self._back.append((ticket, code))
            self.wake()
        else:
            self._floor.story_ends(ticket)

    def command(self, name: str, body: Mapping[str, Any] | None = None) -> Json:
        """Press a button of the console; the desk as it is then."""
        return self._client.post(f"{self._path}/{name}", body)

    def then(self, delay_s: float, step: Step, *, real_s: float = 0.0) -> None:
        """Arrange this window's next step."""
        self._floor.agenda.after(delay_s, lambda: self._take(step), real_s=real_s)

    def visit_over(self, *, rate: int | None = None) -> None:
        """The citizen leaves, past the keypad if there is one; the next one after a moment."""
        visit, self._visit = self._visit, None
        if rate is not None and visit is not None and self._keypad is not None:
            self._keypad.answer(rate, visit.ticket.visitor.presses)
        self.then(self._rng.uniform(*_BETWEEN_TWO_S), self._look)

    def leave_at_once(self) -> None:
        """Put a citizen back into the queue and close; for a day that is broken off."""
        try:
            if self.command_or_none("return") is not None and self._visit is not None:
                self._floor.vanished(self._visit.ticket)
            self.command_or_none("close")
        except (Fault, ServerAway):
            pass  # then the window stays as it is
        self.is_here = False

    def command_or_none(self, name: str) -> Json | None:
        """Press a button that may be out of place; None if it was."""
        try:
            return self.command(name)
        except Refused:
            return None

    @property
    def _path(self) -> str:
        return f"/halls/{self._floor.hall.hall_id}/windows/{self.window.window_id}"

    def _take(self, step: Step) -> None:
        try:
            step()
        except Refused as refused:
            if refused.code in _RELIEVED:
                self._leave(refused.code)
            elif refused.code in _VANISHED and self._visit is not None:
                self._floor.vanished(self._visit.ticket)
                self.visit_over()
            else:
                self._compose(refused.code)
        except Fault as fault:
            self._compose(str(fault))

    def _compose(self, why: str) -> None:
        """Something unforeseen: look at the desk in a while and go on from there."""
        self._surprises += 1
        if self._surprises > _BEARS_SURPRISES:
            self._leave(why)
        else:
            self.then(_COMPOSE_S, lambda: self._go_on_from(self._client.get(f"{self._path}/desk")))

    def _go_on_from(self, desk: Json) -> None:
        """Take up whatever the desk shows."""
        called = desk["current"]
        if desk["window"]["state"] == "paused":
            self.command("unpause")
        if called is not None:
            self._take_up(called)
        elif self._visit is not None:
            self._floor.vanished(self._visit.ticket)
            self.visit_over()
        else:
            self._look()

    def _look(self, *, at_the_screen: bool = False) -> None:
        """Decide what to do next: nobody is at the window.

        Args:
            at_the_screen: ask the server though nobody known waits; numbers come from
                elsewhere too.
        """
        with self._lock:
            self._dozing = None
        if self._back:
            self._resume(*self._back.popleft())
        elif self._is_time_for_break():
            self._pause(self._breaks.popleft())
        elif self._floor.is_over:
            self.command("close")
            self._leave("")
        elif at_the_screen or self._waiting():
            self._call_next()
        else:
            self._doze()
            # Somebody may have come between the look and the nap, when there was nobody to wake.
            if self._waiting() or self._back or self._floor.is_over:
                self.wake()

    def _waiting(self) -> int:
        return self._floor.register.waiting_for(self.window.window_id, self.window.queues)

    def _call_next(self) -> None:
        try:
            called = self.command("call-next")["current"]
        except Refused as refused:
            if refused.code != "queue_empty":
                raise
            called = None
        if called is None:
            self._doze(real_s=_EMPTY_REAL_S)
        else:
            self._take_up(called)

    def _take_up(self, called: Mapping[str, Any]) -> None:
        ticket = self._floor.identify(called, window_id=self.window.window_id)
        if ticket is None:
            self.then(0, lambda: self._take_up(called), real_s=_STILL_UNDER_WAY_REAL_S)
            return
        self._visit = Visit(ticket, called, host=self, floor=self._floor)
        if called["state"] == "called":
            self._visit.await_citizen()
        else:
            self._visit.serve()

    def _resume(self, ticket: Ticket, code: str | None) -> None:
        known = {"ticket_id": ticket.ticket_id} if code is None else {"code": code}
        try:
            called = self.command("resume", known)["current"]
        except Refused as refused:
            if refused.code not in _VANISHED:
                raise
            called = None
        if called is None:
            self._floor.vanished(ticket)
            self._look()
        else:
            self._take_up(called)

    def _is_time_for_break(self) -> bool:
        now_s = self._floor.agenda.now_s()
        while self._breaks and self._breaks[0].ends_s - 60 < now_s:
            self._breaks.popleft()
        if not self._breaks or now_s < self._breaks[0].begins_s:
            return False
        return now_s >= self._breaks[0].latest_s or not self._waiting()

    def _pause(self, away: Break) -> None:
        until = to_wire(self._floor.real_time(away.ends_s))
        self.command("pause", {"reason": away.reason, "until": until})
        left_s = away.ends_s - self._floor.agenda.now_s() - self._rng.uniform(0, 60)
        self.then(left_s, self._unpause)

    def _unpause(self) -> None:
        self.command("unpause")
        self._look()

    def _doze(self, *, real_s: float = _DOZE_REAL_S) -> None:
        agenda = self._floor.agenda
        now_s = agenda.now_s()
        until_s = now_s + max(_DOZE_S, real_s * agenda.speed)
        # Not beyond the break and the closing of the hall: at high speeds a second is hours.
        fixed = [self._floor.closes_s, *(away.begins_s for away in self._breaks)]
        until_s = min([until_s, *(at_s for at_s in fixed if at_s > now_s)])
        with self._lock:
            self._dozing = agenda.at(
                until_s, lambda: self._take(lambda: self._look(at_the_screen=True))
            )

    def _leave(self, why: str) -> None:
        self.is_here, self.left_because = False, why
        while self._back:
            self._floor.story_ends(self._back.popleft()[0])
