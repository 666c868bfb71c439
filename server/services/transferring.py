"""转移: a ticket goes on to wait elsewhere."""

from __future__ import annotations

from typing import Any

from server.domain.errors import InvalidInput, NoWindowServes, WindowNotOpen
from server.domain.events import TicketTransferred
from server.domain.lifecycle import Trigger
from server.services.at_window import current, end_current, own_window
from server.store.hall_rows import QueueRow, WindowRow, ZoneRow
from server.store.hall_tables import queues, windows, zones
from server.store.ticket_rows import TicketRow
from server.store.unit_of_work import UnitOfWork
from server.store.waiting import windows_serving
from server.store.zone_targets import target_queue


def transfer(
    uow: UnitOfWork,
    *,
    window_id: int,
    account_id: int,
    queue_id: int | None = None,
    target_window_id: int | None = None,
    zone_id: int | None = None,
) -> dict[str, Any]:
    """转移: send the ticket to another queue, to one window, or to a zone.

    In a zone it waits in the queue that handles what it is for, or else in the zone's own queue
    for whoever is sent there. Number, first arrival and seniority stay: it stands where its
    arrival puts it.

    Raises:
        InvalidInput: not exactly one of queue, window and zone, or the ticket's own window.
        NoWindowServes, WindowNotOpen, ZoneTakesNone: nobody there would ever call it.
    """
    named = [to for to in (queue_id, target_window_id, zone_id) if to is not None]
    if len(named) != 1 or target_window_id == window_id:
        raise InvalidInput("name a queue, another window or a zone to transfer to")
    own_window(uow, window_id, account_id)
    ticket, _ = current(uow, window_id)
    changes = _where_to(uow, ticket, queue_id, target_window_id, zone_id)
    _, visit, fields = end_current(uow, window_id, Trigger.TRANSFER, **changes)
    uow.record(
        TicketTransferred(
            **fields, from_queue_id=ticket.queue_id, target_window_id=target_window_id
        )
    )
    return {"ticket_id": ticket.id, "visit_id": visit.id}


def _where_to(
    uow: UnitOfWork,
    ticket: TicketRow,
    queue_id: int | None,
    target_window_id: int | None,
    zone_id: int | None,
) -> dict[str, Any]:
    """The columns that change with a transfer; nobody is sent where nobody calls."""
    if queue_id is not None:
        queue = uow.get(QueueRow, queues, queue_id)
        if not windows_serving(uow.conn, queue.id):
            raise NoWindowServes("no window serves the queue", queue_id=queue.id)
        return {"queue_id": queue.id}
    if zone_id is not None:
        zone = uow.get(ZoneRow, zones, zone_id)
        return {"queue_id": target_queue(uow.conn, zone, ticket.id)}
    target = uow.get(WindowRow, windows, target_window_id or 0)
    if target.state == "closed":
        raise WindowNotOpen("nobody sits at that window", state=target.state)
    return {"target_window_id": target.id}
