"""What a hall has of one person today: numbers that are not over, appointments to check in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from server.domain.appointments import Booking
from server.domain.clock import to_wire
from server.domain.lifecycle import State
from server.reports.board import hall_row
from server.store.booked import of_person
from server.store.hall_rows import QueueRow
from server.store.hall_tables import queues
from server.store.ticket_rows import AppointmentRow, TicketRow
from server.store.ticket_tables import tickets

_NOT_OVER = (State.WAITING, State.CALLED, State.PASSED, State.SERVING, State.SUSPENDED)


def tickets_of(conn: Connection, hall_id: int, person_hash: str) -> list[TicketRow]:
    """The numbers of a person that still mean something, oldest first."""
    query = select(tickets).where(
        tickets.c.hall_id == hall_id,
        tickets.c.person_hash == person_hash,
        tickets.c.state.in_(_NOT_OVER),
    )
    return [TicketRow(*row) for row in conn.execute(query.order_by(tickets.c.id))]


def appointments_of(
    conn: Connection, hall_id: int, person_hash: str, *, now: datetime
) -> list[dict[str, Any]]:
    """Today's appointments of a person that can be checked in now or later, in order."""
    hall = hall_row(conn, hall_id)
    hours = hall.opening_hours()
    booked = [
        row
        for row in of_person(conn, hall_id, person_hash, hall.day(now))
        if row.state == Booking.BOOKED
    ]
    of_queues = select(queues).where(queues.c.id.in_({row.queue_id for row in booked}))
    by_id = {queue.id: queue for queue in (QueueRow(*row) for row in conn.execute(of_queues))}
    return [
        _view(row, by_id[row.queue_id], now)
        for row in booked
        if not by_id[row.queue_id].appointments.is_missed(hours, row.starts_at, now=now)
    ]


def _view(row: AppointmentRow, queue: QueueRow, now: datetime) -> dict[str, Any]:
    from_at = row.starts_at - timedelta(seconds=queue.appointments.early_s)
    return {
        "appointment_id": row.id,
        "queue_id": queue.id,
        "queue": {"code": queue.code, "name": queue.name, "name_en": queue.name_en},
        "starts_at": to_wire(row.starts_at),
        "ends_at": to_wire(row.ends_at),
        "from_at": to_wire(from_at),
        "may_check_in": from_at <= now,
    }
