"""One citizen at one window, from the call to the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from server.domain.lifecycle import State
from server.simulation.client import Json
from server.simulation.floor import AtWindow, Floor
from server.simulation.register import Called, Ticket
from server.simulation.visitors import Suspension, Transfer

_RECALL_AFTER_S = 45.0


class Host(AtWindow, Protocol):
    """The clerk who serves."""

    def command(self, name: str, body: Mapping[str, Any] | None = None) -> Json:
        """Press a button of the console; the desk as it is then."""
        ...

    def then(self, delay_s: float, step: Callable[[], None]) -> None:
        """Arrange the window's next step."""
        ...

    def visit_over(self, *, rate: int | None = None) -> None:
        """The citizen leaves; `rate` is the visit that a keypad may ask about."""
        ...


class Visit:
    """What happens with a ticket at a window. Each step arranges the next one.

    Args:
        called: the desk's present ticket, called or being served.
    """

    def __init__(self, ticket: Ticket, called: Called, *, host: Host, floor: Floor) -> None:
        self.ticket = ticket
        self._visit_id: int = called["visit_id"]
        self._started_at: str = called["started_at"] or ""
        self._host = host
        self._floor = floor
        self._visitor = ticket.visitor

    def await_citizen(self) -> None:
        """The number was called: the citizen walks up, late perhaps, or does not."""
        if self._visitor.recalls is not None and not self.ticket.was_passed:
            self._host.then(_RECALL_AFTER_S, lambda: self._recall_in_vain(self._visitor.recalls))
            return
        late_s = self._visitor.walking_s - _RECALL_AFTER_S
        if late_s > 0:
            self._host.then(_RECALL_AFTER_S, lambda: self._recall_once(late_s))
        else:
            self._host.then(self._visitor.walking_s, self._start)

    def serve(self) -> None:
        """The citizen is here: the errand takes its time, and may take a turn."""
        turn, whole_s = self._visitor.turn, self._visitor.service_s
        if turn is None:
            self._host.then(whole_s, self._finish)
        elif self.ticket.has_turned:
            self._host.then(whole_s * (1 - turn.after), self._finish)
        elif isinstance(turn, Suspension):
            self._host.then(whole_s * turn.after, lambda: self._suspend(turn))
        else:
            self._host.then(whole_s * turn.after, lambda: self._transfer(turn))

    def _recall_once(self, late_s: float) -> None:
        self._host.command("recall")
        self._host.then(late_s, self._start)

    def _recall_in_vain(self, times: int | None) -> None:
        if not times:
            self._pass()
            return
        self._host.command("recall")
        self._host.then(_RECALL_AFTER_S, lambda: self._recall_in_vain(times - 1))

    def _pass(self) -> None:
        self._floor.register.leaves_window(self.ticket, State.PASSED)
        self._host.command("pass", {"reason": None})
        self._floor.was_passed(self.ticket)
        self._host.visit_over()

    def _start(self) -> None:
        current = self._host.command("start")["current"]
        if current is not None:  # else another step of ours says what became of it
            self._started_at = current["started_at"]
        self._floor.register.moved(self.ticket, State.SERVING)
        self.serve()

    def _finish(self) -> None:
        self._floor.register.leaves_window(self.ticket, State.DONE)
        desk = self._host.command("finish", {"outcome": self._visitor.outcome, "note": None})
        self._note_time(desk)
        self._floor.story_ends(self.ticket)
        self._host.visit_over(rate=self._visit_id)

    def _suspend(self, turn: Suspension) -> None:
        self._floor.register.leaves_window(self.ticket, State.SUSPENDED, has_turned=True)
        desk = self._host.command("suspend", {"kind": turn.kind})
        self._note_time(desk)
        slips = {s["ticket_id"]: s["code"] for s in desk["suspended"]}
        code = slips.get(self.ticket.ticket_id)
        self._floor.returns_later(
            self.ticket, turn.kind, here=self._host, code=code, away_s=turn.away_s
        )
        self._host.visit_over()

    def _transfer(self, turn: Transfer) -> None:
        queue_id, only_window_id = turn.queue_id, None
        if queue_id is None:
            target = self._floor.other_window(self._host, self.ticket.queue_id)
            if target is None:  # nobody else does this: then it is done here
                self._floor.register.moved(self.ticket, State.SERVING, has_turned=True)
                self.serve()
                return
            only_window_id = target.window_id
        self._floor.register.leaves_window(
            self.ticket,
            State.WAITING,
            has_turned=True,
            queue_id=queue_id or self.ticket.queue_id,
            only_window_id=only_window_id,
        )
        desk = self._host.command("transfer", {"queue_id": queue_id, "window_id": only_window_id})
        self._note_time(desk)
        self._floor.somebody_waits(self.ticket)
        self._host.visit_over()

    def _note_time(self, desk: Json) -> None:
        """Add this visit's service, by the server's clock."""
        if self._started_at:
            spent_s = self._floor.register.between(self._started_at, desk["now"])
            self.ticket.served_s += spent_s
