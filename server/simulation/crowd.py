"""The visitors: they come, take numbers, and some lose patience."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial

from server.domain.lifecycle import State
from server.simulation.client import Client, Fault, Json, Refused
from server.simulation.floor import Floor
from server.simulation.register import Ticket
from server.simulation.visitors import Visitor


class Crowd:
    """Everybody who comes on a day.

    Args:
        nobody: a client that is not signed in, as a telephone is.
        reception: a client of somebody who may give numbers.
    """

    def __init__(self, floor: Floor, *, nobody: Client, reception: Client) -> None:
        self._floor = floor
        self._path = f"/halls/{floor.hall.hall_id}/tickets"
        self._nobody = nobody
        self._reception = reception

    def expect(self, visitors: Sequence[Visitor]) -> None:
        """Let everybody come in time."""
        for visitor in visitors:
            self._floor.agenda.at(visitor.arrives_s, partial(self._arrive, visitor))

    def _arrive(self, visitor: Visitor) -> None:
        register, agenda = self._floor.register, self._floor.agenda
        key = uuid.uuid4().hex
        register.begin_issuing(visitor)
        try:
            answer = self._take_number(visitor, key)
        except (Refused, Fault) as error:
            code = error.code if isinstance(error, Refused) else "fault"
            register.not_issued(visitor, code)
            return
        ticket = register.issued(answer, visitor)
        self._floor.somebody_waits(ticket)
        if visitor.taps_twice:
            self._tap_again(ticket, key)
        if visitor.gives_up_s is not None:
            agenda.after(visitor.gives_up_s, lambda: self._give_up(ticket))

    def _take_number(self, visitor: Visitor, key: str) -> Json:
        field, asked_id = visitor.asks_for
        return self._reception.post(self._path, {field: asked_id, "channel": "desk"}, key=key)

    def _tap_again(self, ticket: Ticket, key: str) -> None:
        """The same request once more must give the same number."""
        try:
            again = self._take_number(ticket.visitor, key)
        except (Refused, Fault) as error:
            self._floor.register.see_impossible(f"a repeated request was refused: {error}")
            return
        if again["ticket_id"] != ticket.ticket_id:
            self._floor.register.see_impossible(
                f"one request gave two numbers: {ticket.number} and {again['number']}"
            )

    def _give_up(self, ticket: Ticket) -> None:
        """Look at the phone; if it still says waiting, cancel there."""
        try:
            seen = self._nobody.get(f"/tickets/{ticket.token}")
            if seen["state"] != State.WAITING:
                return
            self._nobody.post(f"/tickets/{ticket.token}/cancel")
        except (Refused, Fault):
            return  # called and begun at this very moment: then the errand is done after all
        self._floor.register.moved(ticket, State.CANCELLED)
        self._floor.story_ends(ticket)
