"""Who comes to a window out of turn: a chosen ticket, or somebody without a number."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from server.domain.errors import Forbidden
from server.domain.events import TicketAdmitted
from server.domain.lifecycle import ADMITTED, State, Trigger, next_state
from server.domain.priority import PriorityClass
from server.domain.why import chosen_by_hand
from server.services.asking_rating import withdraw_rating
from server.services.at_window import serving_window
from server.services.calling import call_ticket
from server.store.authorised import scope_of
from server.store.hall_rows import QueueRow
from server.store.hall_tables import queues, window_queues
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets, visits
from server.store.unit_of_work import UnitOfWork


def call_chosen(
    uow: UnitOfWork, *, window_id: int, account_id: int, ticket_id: int, reason: str
) -> dict[str, Any]:
    """Call a ticket out of its turn. Who did it and why stays with the call.

    Raises:
        Forbidden: the window does not serve its queue, it was sent to another window, or the
            clerk holds no letter of authorisation for it.
        WrongState: the ticket does not wait.
    """
    window = serving_window(uow, window_id, account_id)
    ticket = uow.get(TicketRow, tickets, ticket_id)
    next_state(State(ticket.state), Trigger.CALL)
    if ticket.target_window_id not in (None, window_id):
        raise Forbidden("it was sent to another window", window_id=ticket.target_window_id)
    if ticket.target_window_id is None:
        _demand_serves(uow, window_id, ticket.queue_id)
    _demand_authorised(uow, account_id, ticket)
    why = chosen_by_hand(uow.now - max(ticket.order_at, ticket.joined_at), reason=reason)
    return call_ticket(uow, window, ticket, account_id=account_id, why=asdict(why))


def admit(uow: UnitOfWork, *, window_id: int, account_id: int, queue_id: int) -> dict[str, Any]:
    """直办: serve somebody who came without a number.

    The visit counts like any other. The number only names it to staff (`直01`): it takes none
    from the queue, and is neither called nor shown.
    """
    serving_window(uow, window_id, account_id)
    queue = uow.get(QueueRow, queues, queue_id)
    _demand_serves(uow, window_id, queue.id)
    withdraw_rating(uow, window_id)
    serial = _next_admitted(uow, queue.id)
    ticket_id = uow.insert(
        tickets,
        hall_id=uow.hall.id,
        day=uow.day,
        queue_id=queue.id,
        issued_queue_id=queue.id,
        serial=-serial,  # below all printed numbers, so that the two never meet
        number=f"{queue.prefix}直{serial:02d}",
        state=next_state(None, Trigger.ADMIT),
        priority=queue.priority,
        priority_class=PriorityClass.NORMAL,
        channel=ADMITTED,
        token=secrets.token_urlsafe(12),
        joined_at=uow.now,
        order_at=uow.now,
        ahead_at_issue=0,
        route=[],
        self_returns=0,
        slip="none",
        state_since=uow.now,
    )
    visit_id = uow.insert(
        visits,
        hall_id=uow.hall.id,
        ticket_id=ticket_id,
        queue_id=queue.id,
        window_id=window_id,
        account_id=account_id,
        called_at=uow.now,
        last_called_at=uow.now,
        calls=0,
        announced_calls=0,
        started_at=uow.now,
    )
    uow.update(tickets, ticket_id, visit_id=visit_id)
    uow.record(
        TicketAdmitted(
            ticket_id=ticket_id,
            number=f"{queue.prefix}直{serial:02d}",
            queue_id=queue.id,
            zone_id=queue.zone_id,
            ticket_day=uow.day,
            from_=None,
            to=State.SERVING,
            visit_id=visit_id,
            window_id=window_id,
            channel=ADMITTED,
        )
    )
    return {"ticket_id": ticket_id, "visit_id": visit_id}


def _demand_serves(uow: UnitOfWork, window_id: int, queue_id: int) -> None:
    query = select(window_queues.c.rank).where(
        window_queues.c.window_id == window_id, window_queues.c.queue_id == queue_id
    )
    if uow.conn.execute(query).first() is None:
        raise Forbidden("this window does not serve the queue", queue_id=queue_id)


def _demand_authorised(uow: UnitOfWork, account_id: int, ticket: TicketRow) -> None:
    scope = scope_of(uow.conn, uow.hall, account_id, uow.day)
    is_sent_here = ticket.target_window_id is not None
    if scope is not None and not scope.allows(
        ticket_id=ticket.id, queue_id=ticket.queue_id, is_sent_here=is_sent_here
    ):
        raise Forbidden("no letter of authorisation for this ticket", ticket_id=ticket.id)


def _next_admitted(uow: UnitOfWork, queue_id: int) -> int:
    lowest = select(func.min(tickets.c.serial)).where(
        tickets.c.issued_queue_id == queue_id, tickets.c.day == uow.day, tickets.c.serial < 0
    )
    return 1 - (uow.conn.execute(lowest).scalar_one() or 0)
