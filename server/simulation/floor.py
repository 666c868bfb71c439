"""The floor of the hall: what its visitors and clerks have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol

from server.domain.lifecycle import OPEN_STATES, State, SuspendKind
from server.simulation.agenda import Agenda
from server.simulation.client import Client, Fault, Refused
from server.simulation.hall import Hall, Window
from server.simulation.register import Called, Register, Ticket, may_call
from server.simulation.visitors import Visitor, a_stranger

OVERTIME_S = 7200.0


class AtWindow(Protocol):
    """A clerk, as everybody else on the floor sees one."""

    window: Window

    @property
    def is_here(self) -> bool:
        """Whether the clerk still serves today."""
        ...

    def wake(self) -> None:
        """There may be something to do."""
        ...

    def welcome_back(self, ticket: Ticket, code: str | None) -> None:
        """A suspended citizen stands at the window again."""
        ...


class Floor:
    """Ties clerks and visitors together.

    Args:
        reception: a client of somebody who may look tickets up and bring them back.
    """

    def __init__(
        self, hall: Hall, *, agenda: Agenda, register: Register, reception: Client, rng: Random
    ) -> None:
        self.hall = hall
        self.agenda = agenda
        self.register = register
        self.clerks: list[AtWindow] = []
        self._reception = reception
        self._rng = rng

    @property
    def closes_s(self) -> float:
        """When the hall closes; who is in it then is served all the same."""
        return self.hall.sessions[-1][1]

    @property
    def is_over(self) -> bool:
        """Whether clerks may leave: the hall has closed, and all are served or time is up."""
        after_s = self.agenda.now_s() - self.closes_s
        return after_s >= OVERTIME_S or (after_s >= 0 and self.register.unfinished <= 0)

    def real_time(self, at_s: float) -> datetime:
        """When a simulated moment will be, by the real clock."""
        in_s = (at_s - self.agenda.now_s()) / self.agenda.speed
        return datetime.now(UTC) + timedelta(seconds=max(in_s, 0))

    def somebody_waits(self, ticket: Ticket) -> None:
        """Wake the clerks who may call this ticket."""
        for clerk in self.clerks:
            if may_call(clerk.window.window_id, clerk.window.queues, ticket):
                clerk.wake()

    def story_ends(self, ticket: Ticket) -> None:
        """A visitor will do nothing more; with the last one the clerks may leave."""
        self.register.over(ticket)
        if self.register.unfinished <= 0:
            for clerk in self.clerks:
                clerk.wake()

    def was_passed(self, ticket: Ticket) -> None:
        """A visitor was not there when called, and comes back later or not at all."""
        back_s = ticket.visitor.comes_back_s
        if back_s is None or ticket.was_passed:
            self.story_ends(ticket)
            return
        self.register.moved(ticket, State.PASSED, was_passed=True)
        self.agenda.after(back_s, lambda: self._bring_back(ticket))

    def returns_later(
        self, ticket: Ticket, kind: SuspendKind, *, here: AtWindow, code: str | None, away_s: float
    ) -> None:
        """A citizen goes away for a while, and comes back to a window that may go on."""

        def come_back() -> None:
            clerk = here
            if kind is SuspendKind.WITHOUT_DOCUMENTS:
                clerk = self._rng.choice([here, *self._others(here, ticket.queue_id)])
            clerk.welcome_back(ticket, code)

        self.agenda.after(away_s, come_back)

    def other_window(self, here: AtWindow, queue_id: int) -> Window | None:
        """Another window that serves a queue, or None."""
        others = self._others(here, queue_id)
        return self._rng.choice(others).window if others else None

    def vanished(self, ticket: Ticket) -> None:
        """A ticket left its window by itself: learn from the server where it is now."""
        try:
            answer = self._reception.get(f"/halls/{self.hall.hall_id}/tickets/{ticket.ticket_id}")
        except (Refused, Fault):
            self.story_ends(ticket)
            return
        state = State(answer["state"])
        self.register.leaves_window(ticket, state)
        if state is State.PASSED:
            self.was_passed(ticket)
        elif state is State.WAITING:
            self.somebody_waits(ticket)
        elif state not in OPEN_STATES:
            self.story_ends(ticket)

    def identify(self, called: Called, *, window_id: int) -> Ticket | None:
        """The ticket that a window has called; None while it may be one just being issued."""
        ticket = self.register.taken_up(called, window_id=window_id)
        if ticket is None and not self.register.issuing[called["ticket"]["queue_id"]]:
            # Asked once more: the request under way may have ended in between.
            ticket = self.register.taken_up(called, window_id=window_id)
            if ticket is None:
                self.register.adopt(called, self._stranger(called["ticket"]))
                ticket = self.register.taken_up(called, window_id=window_id)
        return ticket

    def settle(self) -> None:
        """Ask the server for the state of every ticket that has not come to an end."""
        for ticket in self.register.open_tickets():
            path = f"/halls/{self.hall.hall_id}/tickets/{ticket.ticket_id}"
            self.register.moved(ticket, State(self._reception.get(path)["state"]))

    def _stranger(self, ticket: Mapping[str, int]) -> Visitor:
        return a_stranger(self.hall.queues[ticket["queue_id"]], seed=ticket["ticket_id"])

    def _others(self, here: AtWindow, queue_id: int) -> list[AtWindow]:
        return [
            clerk
            for clerk in self.clerks
            if clerk is not here and clerk.is_here and queue_id in clerk.window.queues
        ]

    def _bring_back(self, ticket: Ticket) -> None:
        # Noted first: once the server knows, a clerk may call it before its answer is here.
        self.register.moved(ticket, State.WAITING)
        try:
            self._reception.post(
                f"/halls/{self.hall.hall_id}/tickets/{ticket.ticket_id}/bring-back"
            )
        except (Refused, Fault):
            self.vanished(ticket)
            return
        self.somebody_waits(ticket)
