"""What the simulation knows of every ticket, and the witness of what can never be."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.domain.clock import from_wire
from server.domain.lifecycle import OPEN_STATES, State
from server.simulation.visitors import Visitor

Called = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Ticket:
    """A ticket as far as its visitor and the clerks know.

    Attributes:
        queue_id: the queue that it is in now; `visitor.queue_id` is the first one.
        window_id: the window where it is called or served.
        only_window_id: the one window that may call it after a transfer.
        is_stranger: its number was taken outside the simulation.
        is_over: its visitor will do nothing more.
        waited_s: from joining to the first call, by the server's time stamps, in seconds of
            the simulated day.
        served_s: the service of all visits, likewise.
    """

    ticket_id: int
    number: str
    token: str
    visitor: Visitor
    queue_id: int
    state: State = State.WAITING
    window_id: int | None = None
    only_window_id: int | None = None
    is_stranger: bool = False
    was_passed: bool = False
    has_turned: bool = False
    is_over: bool = False
    waited_s: float | None = None
    served_s: float = 0.0


@dataclass(slots=True)
class Register:
    """All tickets of the day; any thread may ask and tell.

    Attributes:
        simulated: the simulated moment, in seconds, of a real one.
        impossible: what was seen that no working server does, one line each.
        unfinished: visitors whose day is not over, those included who have not come yet.
        issuing: by queue, the requests for a number whose answer is not there yet.
    """

    unfinished: int
    simulated: Callable[[datetime], float]
    tickets: dict[int, Ticket] = field(default_factory=dict)
    impossible: list[str] = field(default_factory=list)
    turned_away: Counter[tuple[int, str]] = field(default_factory=Counter)
    issuing: Counter[int] = field(default_factory=Counter)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _visits: dict[int, tuple[int, int]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def begin_issuing(self, visitor: Visitor) -> None:
        """A visitor's request for a number is on its way."""
        with self._lock:
            self.issuing[visitor.queue_id] += 1

    def issued(self, answer: Mapping[str, Any], visitor: Visitor) -> Ticket:
        """Note a number that a visitor was given."""
        with self._lock:
            self.issuing[visitor.queue_id] -= 1
            ticket = _ticket(answer, visitor)
            self._check_number(answer["day"], ticket)
            self.tickets[ticket.ticket_id] = ticket
            return ticket

    def not_issued(self, visitor: Visitor, code: str) -> None:
        """A visitor leaves without a number."""
        with self._lock:
            self.issuing[visitor.queue_id] -= 1
            self.turned_away[visitor.queue_id, code] += 1
            self.unfinished -= 1

    def adopt(self, called: Called, visitor: Visitor) -> Ticket:
        """Note a ticket that the simulation did not take itself."""
        with self._lock:
            ticket = _ticket({**called["ticket"], "token": ""}, visitor)
            ticket.is_stranger = True
            self.unfinished += 1
            self.tickets[ticket.ticket_id] = ticket
            return ticket

    def taken_up(self, called: Called, *, window_id: int) -> Ticket | None:
        """Note that a window has called or resumed a ticket, and check that it may.

        Returns:
            the ticket; None if it is not known (yet).
        """
        with self._lock:
            ticket = self.tickets.get(called["ticket"]["ticket_id"])
            if ticket is None:
                return None
            if ticket.window_id not in (None, window_id):
                self.see_impossible(
                    f"{ticket.number} is called to two windows: "
                    f"{ticket.window_id} and {window_id} (ids)"
                )
            self._check_visit(called["visit_id"], ticket, window_id)
            ticket.window_id, ticket.state = window_id, State(called["state"])
            ticket.only_window_id = None
            if ticket.waited_s is None:
                ticket.waited_s = self.between(called["ticket"]["joined_at"], called["called_at"])
            return ticket

    def between(self, earlier: str, later: str) -> float:
        """Seconds of the simulated day between two of the server's time stamps."""
        return self.simulated(from_wire(later)) - self.simulated(from_wire(earlier))

    def leaves_window(self, ticket: Ticket, state: State, **changes: Any) -> None:
        """Note that a ticket is about to leave its window; before the server is told.

        Otherwise another window could rightly call it between the server's step and our note.
        """
        with self._lock:
            ticket.window_id = None
            self.moved(ticket, state, **changes)

    def moved(self, ticket: Ticket, state: State, **changes: Any) -> None:
        """Note a ticket's step."""
        with self._lock:
            ticket.state = state
            for name, value in changes.items():
                setattr(ticket, name, value)

    def over(self, ticket: Ticket) -> None:
        """A visitor's day is over: nothing more will happen by itself."""
        with self._lock:
            self.unfinished -= not ticket.is_over
            ticket.is_over = True

    def waiting_for(self, window_id: int, queues: Collection[int]) -> int:
        """How many wait whom a window may call."""
        waits = self._those(lambda t: t.state is State.WAITING)
        return sum(may_call(window_id, queues, ticket) for ticket in waits)

    def open_tickets(self) -> list[Ticket]:
        """Those that have not come to an end, passed ones included."""
        return self._those(lambda t: t.state in OPEN_STATES)

    def see_impossible(self, what: str) -> None:
        """Note something that a working server never does."""
        with self._lock:
            if what not in self.impossible:
                self.impossible.append(what)

    def _those(self, want: Callable[[Ticket], bool]) -> list[Ticket]:
        with self._lock:
            return [ticket for ticket in self.tickets.values() if want(ticket)]

    def _check_number(self, day: str, ticket: Ticket) -> None:
        first = self._numbers.setdefault((day, ticket.number), ticket.ticket_id)
        if first != ticket.ticket_id:
            self.see_impossible(
                f"number {ticket.number} was given twice: tickets {first} and {ticket.ticket_id}"
            )
        if ticket.ticket_id in self.tickets:
            self.see_impossible(f"two visitors were given one ticket: {ticket.number}")

    def _check_visit(self, visit_id: int, ticket: Ticket, window_id: int) -> None:
        here = (ticket.ticket_id, window_id)
        if self._visits.setdefault(visit_id, here) != here:
            self.see_impossible(f"visit {visit_id} belongs to two tickets or windows")


def may_call(window_id: int, queues: Collection[int], ticket: Ticket) -> bool:
    """Whether a window that serves these queues may call a ticket when it waits."""
    if ticket.only_window_id is not None:
        return ticket.only_window_id == window_id
    return ticket.queue_id in queues


def _ticket(answer: Mapping[str, Any], visitor: Visitor) -> Ticket:
    return Ticket(
        ticket_id=answer["ticket_id"],
        number=answer["number"],
        token=answer["token"],
        visitor=visitor,
        queue_id=answer["queue_id"],
    )
