"""Tickets by their number, for staff who help somebody with a slip, or without it any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select

from server.domain.lifecycle import State
from server.reports.board import hall_row
from server.store.rows import TicketRow
from server.store.tables import queues, tickets


def tickets_found(conn: Connection, hall_id: int, *, number: str, now: datetime) -> list[TicketRow]:
    """Today's tickets of this number, and suspended ones of earlier days; the newest first.

    Args:
        number: as typed: `a007` and `A 007` are the number `A007`.
    """
    hall = hall_row(conn, hall_id)
    written = "".join(number.split()).upper()
    own_queues = select(queues.c.id).where(queues.c.hall_id == hall_id)
    # By the queue's day or by state: either way an index leads past the tickets of other days.
    today = tickets.c.issued_queue_id.in_(own_queues) & (tickets.c.day == hall.day(now))
    suspended = (tickets.c.hall_id == hall_id) & (tickets.c.state == State.SUSPENDED)
    query = (
        select(tickets)
        .where(or_(today, suspended), tickets.c.number == written)
        .order_by(tickets.c.id.desc())
    )
    return [TicketRow(*row) for row in conn.execute(query)]
