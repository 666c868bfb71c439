"""Steps of a ticket that no window takes: bring back, cancel, void."""

from __future__ import annotations

from typing import Any

from server.domain.events import TicketBroughtBack, TicketCancelled, TicketVoided
from server.domain.lifecycle import AT_WINDOW, Trigger
from server.domain.queueing import return_place
from server.services.at_window import end_visit
from server.services.moving import move_ticket
from server.store.rows import TicketRow, VisitRow
from server.store.tables import tickets, visits
from server.store.unit_of_work import UnitOfWork
from server.store.waiting import waiting_tickets


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
    ticket, fields = _end(uow, ticket_id, Trigger.CANCEL)
    uow.record(TicketCancelled(**fields))
    return {"ticket_id": ticket.id}


def void(uow: UnitOfWork, *, ticket_id: int) -> dict[str, Any]:
    """作废: staff take out a ticket that was issued by mistake."""
    ticket, fields = _end(uow, ticket_id, Trigger.VOID)
    uow.record(TicketVoided(**fields))
    return {"ticket_id": ticket.id}


def _end(uow: UnitOfWork, ticket_id: int, trigger: Trigger) -> tuple[TicketRow, dict[str, Any]]:
    ticket = uow.get(TicketRow, tickets, ticket_id)
    moved = move_ticket(uow, ticket, trigger)
    window_id = None
    if ticket.state in AT_WINDOW and ticket.visit_id is not None:
        window_id = uow.get(VisitRow, visits, ticket.visit_id).window_id
        end_visit(uow, ticket.visit_id, by=trigger)
    return ticket, {**moved, "window_id": window_id}
