"""Steps of a ticket that no window takes: bring back, cancel, void."""

from __future__ import annotations

from typing import Any

from server.domain.events import TicketBroughtBack, TicketCancelled, TicketVoided
from server.domain.lifecycle import State, Trigger, next_state
from server.domain.queueing import return_place
from server.services.at_window import end_ticket
from server.services.moving import move_ticket
from server.store.hall_rows import QueueRow
from server.store.hall_tables import queues
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets
from server.store.unit_of_work import UnitOfWork
from server.store.waiting import waiting_tickets


def return_by_oneself(uow: UnitOfWork, *, ticket_id: int) -> dict[str, Any]:
    """The citizen puts a missed number back without staff, as often as the queue allows.

    Raises:
        WrongState: the number was not missed.
        ReturnRefused: put back before, or missed too long ago.
    """
    ticket = uow.get(TicketRow, tickets, ticket_id)
    next_state(State(ticket.state), Trigger.BRING_BACK)
    uow.get(QueueRow, queues, ticket.queue_id).discipline.demand_return(
        returns=ticket.self_returns, missed_at=ticket.state_since, now=uow.now
    )
    uow.update(tickets, ticket.id, self_returns=ticket.self_returns + 1)
    return bring_back(uow, ticket_id=ticket.id)


def bring_back(uow: UnitOfWork, *, ticket_id: int) -> dict[str, Any]:
    """找回: a missed ticket waits again, behind the first few who wait now."""
    ticket = uow.get(TicketRow, tickets, ticket_id)
    waiting = waiting_tickets(uow.conn, uow.hall.id, queues=[ticket.queue_id])
    order_at = return_place(
        [w for w in waiting if w.queue_id == ticket.queue_id],
        after=uow.hall.policy.bring_back_after,
        now=uow.now,
    )
    moved = move_ticket(uow, ticket, Trigger.BRING_BACK, order_at=order_at)
    uow.record(TicketBroughtBack(**moved))
    return {"ticket_id": ticket.id}


def cancel(uow: UnitOfWork, *, ticket_id: int) -> dict[str, Any]:
    """取消: the citizen gives the number up."""
    ticket = uow.get(TicketRow, tickets, ticket_id)
    uow.record(TicketCancelled(**end_ticket(uow, ticket, Trigger.CANCEL)))
    return {"ticket_id": ticket.id}


def void(uow: UnitOfWork, *, ticket_id: int) -> dict[str, Any]:
    """作废: staff take out a ticket that was issued by mistake."""
    ticket = uow.get(TicketRow, tickets, ticket_id)
    uow.record(TicketVoided(**end_ticket(uow, ticket, Trigger.VOID)))
    return {"ticket_id": ticket.id}
