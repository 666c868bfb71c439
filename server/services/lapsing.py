"""Called numbers that nobody answers are passed over by themselves, where a queue wants that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from server.domain.events import TicketPassed
from server.domain.lifecycle import State, Trigger
from server.services.at_window import end_visit
from server.services.moving import move_ticket
from server.store.hall_rows import QueueRow
from server.store.hall_tables import queues
from server.store.ticket_rows import TicketRow, VisitRow
from server.store.ticket_tables import tickets, visits
from server.store.unit_of_work import UnitOfWork

LAPSED = "lapsed"


def halls_with_lapsed(conn: Connection, now: datetime) -> list[int]:
    """The halls in which `pass_lapsed` has something to do."""
    return sorted({visit.hall_id for visit in _lapsed(conn, now)})


def pass_lapsed(uow: UnitOfWork) -> dict[str, Any]:
    """Pass over the called numbers whose time is up."""
    mine = [v for v in _lapsed(uow.conn, uow.now) if v.hall_id == uow.hall.id]
    for visit in mine:
        ticket = uow.get(TicketRow, tickets, visit.ticket_id)
        moved = move_ticket(uow, ticket, Trigger.PASS)
        end_visit(uow, visit.id, by=Trigger.PASS, note=LAPSED)
        uow.record(TicketPassed(**moved, visit_id=visit.id, window_id=visit.window_id))
    return {"passed": len(mine)}


def _lapsed(conn: Connection, now: datetime) -> list[VisitRow]:
    called = (
        select(visits)
        .join(tickets, tickets.c.id == visits.c.ticket_id)
        .where(visits.c.ended_at.is_(None), tickets.c.state == State.CALLED)
    )
    open_visits = [VisitRow(*row) for row in conn.execute(called)]
    queue_ids = {v.queue_id for v in open_visits}
    rows = conn.execute(select(queues).where(queues.c.id.in_(queue_ids)))
    discipline = {q.id: q.discipline for q in (QueueRow(*row) for row in rows)}
    return [
        v
        for v in open_visits
        if discipline[v.queue_id].has_lapsed(
            calls=v.calls, last_called_at=v.last_called_at, now=now
        )
    ]
