"""号票: what became of a ticket's slip, and one more of it."""

from __future__ import annotations

from typing import Any

from server.domain.errors import InvalidInput, WrongState
from server.domain.events import SlipReported, SlipReprinted
from server.domain.lifecycle import OPEN_STATES, State
from server.services.moving import ticket_fields
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets
from server.store.unit_of_work import UnitOfWork

SLIP_STATES = frozenset({"printed", "failed", "unknown"})


def reprint(uow: UnitOfWork, *, ticket_id: int) -> dict[str, Any]:
    """补打: count one more slip of a ticket; who asked, and when, stands in the event.

    Raises:
        WrongState: the ticket's life is over; a second slip of it could only mislead.
    """
    ticket = uow.get(TicketRow, tickets, ticket_id)
    state = State(ticket.state)
    if state not in OPEN_STATES:
        raise WrongState("the ticket is not in use", state=state, trigger="reprint")
    reprints = ticket.reprints + 1
    uow.update(tickets, ticket.id, reprints=reprints)
    fields = ticket_fields(uow, ticket, queue_id=ticket.queue_id, from_=state, to=state)
    uow.record(SlipReprinted(**fields, reprints=reprints))
    return {"ticket_id": ticket.id}


def report_slip(
    uow: UnitOfWork, *, ticket_id: int, state: str, reason: str | None
) -> dict[str, Any]:
    """Note what became of a ticket's slip. The ticket keeps its place whatever it was.

    A slip known to have printed stays so: a late or repeated report changes nothing.
    """
    ticket = uow.get(TicketRow, tickets, ticket_id)
    if state not in SLIP_STATES:
        raise InvalidInput("no such slip state", state=state)
    if ticket.slip not in ("printed", state):
        uow.update(tickets, ticket.id, slip=state, slip_reason=reason)
        same = State(ticket.state)
        fields = ticket_fields(uow, ticket, queue_id=ticket.queue_id, from_=same, to=same)
        uow.record(SlipReported(**fields, slip=state))
    return {"ticket_id": ticket.id}
