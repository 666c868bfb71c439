"""The only writer of a ticket's state."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from server.domain.lifecycle import State, Trigger, next_state
from server.store.hall_tables import queues
from server.store.prepared import Prepared
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets
from server.store.unit_of_work import UnitOfWork


def move_ticket(
    uow: UnitOfWork, ticket: TicketRow, trigger: Trigger, **changes: Any
) -> dict[str, Any]:
    """Move a ticket along one arrow of the lifecycle table.

    Args:
        changes: columns that change with the step, such as `order_at` or `queue_id`.

    Returns:
        the fields that every ticket event begins with; the caller adds its own and records it.

    Raises:
        WrongState: the table has no such step.
    """
    after = next_state(State(ticket.state), trigger)
    if after != ticket.state:
        changes["state_since"] = uow.now
    uow.update(tickets, ticket.id, state=after, **changes)
    queue_id = changes.get("queue_id", ticket.queue_id)
    return ticket_fields(uow, ticket, queue_id=queue_id, from_=State(ticket.state), to=after)


def ticket_fields(
    uow: UnitOfWork, ticket: TicketRow, *, queue_id: int, from_: State | None, to: State
) -> dict[str, Any]:
    """The fields that every ticket event begins with."""
    return {
        "ticket_id": ticket.id,
        "number": ticket.number,
        "queue_id": queue_id,
        "zone_id": _ZONE.scalar(uow.conn, queue=queue_id),
        "ticket_day": ticket.day,
        "from_": from_,
        "to": to,
    }


_ZONE = Prepared(select(queues.c.zone_id).where(queues.c.id == bindparam("queue")))
