"""Switching the stages of a hall on and off, in the middle of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from server.domain.errors import InvalidInput, NotFound, WindowsOpen
from server.domain.events import HallChanged, TicketExpired
from server.domain.lifecycle import State, Trigger
from server.domain.stages import Stages
from server.services.asking_rating import withdraw_rating
from server.services.moving import move_ticket
from server.store.hall_rows import QueueRow
from server.store.hall_tables import halls, queues, windows
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets
from server.store.unit_of_work import UnitOfWork


def set_stages(
    uow: UnitOfWork, *, stages: Stages, called_out: Mapping[int, str] | None = None
) -> dict[str, Any]:
    """Say which stages the hall uses from now on; kiosks, consoles and displays hear of it.

    No number is lost or given twice. Where numbers were called out by voice until now, nobody
    knows whose turn is over: those up to the last one called out end as expired, because what
    became of them is not known, and everybody after it waits to be called from a console.

    Args:
        called_out: with the consoles, by queue the last number that was called out; of a queue
            that is not named every number waits.

    Raises:
        InvalidInput: displays or ratings without consoles; numbers called out without these.
        NotFound: no such queue, or its number does not wait.
        WindowsOpen: consoles are switched off while somebody sits at one.
    """
    stages.demand_order()
    before = uow.hall.stages
    called_out = called_out or {}
    if called_out and (before.consoles or not stages.consoles):
        raise InvalidInput("numbers are called from consoles already", what="called_out")
    if before.consoles and not stages.consoles:
        _demand_nobody_sits(uow)
    for queue_id, number in called_out.items():
        _end_up_to(uow, queue_id, number)
    if before.ratings and not stages.ratings:
        _ask_no_more(uow)
    if stages != before:
        uow.update(halls, uow.hall.id, policy={**uow.hall.policy_json, **asdict(stages)})
        uow.record(HallChanged())
    return {}


def _demand_nobody_sits(uow: UnitOfWork) -> None:
    query = select(windows.c.number).where(
        windows.c.hall_id == uow.hall.id, windows.c.state != "closed"
    )
    taken = uow.conn.execute(query.order_by(windows.c.position)).scalars().all()
    if taken:
        raise WindowsOpen("somebody sits at a window", windows=list(taken))


def _end_up_to(uow: UnitOfWork, queue_id: int, number: str) -> None:
    queue = uow.get(QueueRow, queues, queue_id)
    query = (
        select(tickets)
        .where(
            tickets.c.hall_id == uow.hall.id,
            tickets.c.queue_id == queue.id,
            tickets.c.state == State.WAITING,
        )
        .order_by(tickets.c.order_at, tickets.c.id)
    )
    waiting = [TicketRow(*row) for row in uow.conn.execute(query)]
    last = next((at for at, ticket in enumerate(waiting) if ticket.number == number), None)
    if last is None:
        raise NotFound("no such number waits in the queue", what="ticket", number=number)
    for ticket in waiting[: last + 1]:
        fields = move_ticket(uow, ticket, Trigger.EXPIRE)
        uow.record(TicketExpired(**fields, window_id=None))


def _ask_no_more(uow: UnitOfWork) -> None:
    every = select(windows.c.id).where(windows.c.hall_id == uow.hall.id)
    for window_id in uow.conn.execute(every).scalars().all():
        withdraw_rating(uow, window_id)
