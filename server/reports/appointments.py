"""Free slots of a queue, the appointments of a day, and what a ticket says of its appointment.

Staff see masks, never who it is; the public sees how many places are free.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from server.domain.appointment_exchange import Told
from server.domain.appointments import Slot
from server.domain.clock import to_wire
from server.domain.errors import NotFound
from server.domain.lifecycle import State
from server.reports.board import hall_row
from server.store.booked import taken_places
from server.store.hall_rows import HallRow, QueueRow
from server.store.hall_tables import queues
from server.store.ticket_rows import AppointmentRow
from server.store.ticket_tables import appointment_steps, appointments, tickets

MOST_DAYS = 31


def free_slots(
    conn: Connection, hall_id: int, queue_id: int, *, first: date | None, days: int, now: datetime
) -> dict[str, Any]:
    """The slots that can still be booked, full ones included, by the hall's calendar.

    Args:
        first: the first day; None for today.
        days: how many days from there, at most `MOST_DAYS`.

    Raises:
        NotFound: the hall has no such queue.
    """
    hall = hall_row(conn, hall_id)
    queue = _queue_row(conn, hall_id, queue_id)
    slots = _bookable(hall, queue, first, min(days, MOST_DAYS), now)
    taken = taken_places(conn, queue.id, slots)
    return {
        "queue_id": queue.id,
        "offered": queue.appointments.are_offered,
        "last_day": queue.appointments.last_day(hall.opening_hours(), now=now).isoformat(),
        "slots": [
            {
                "starts_at": to_wire(slot.starts),
                "ends_at": to_wire(slot.ends),
                "day": hall.day(slot.starts).isoformat(),
                "capacity": slot.capacity,
                "free": max(slot.capacity - n, 0),
            }
            for slot, n in zip(slots, taken, strict=True)
        ],
    }


def appointments_of_day(
    conn: Connection, hall_id: int, *, day: date | None, now: datetime
) -> dict[str, Any]:
    """The appointments of a day in the order of their slots, cancelled and missed ones too.

    Args:
        day: a business day; None for today.
    """
    day = day or hall_row(conn, hall_id).day(now)
    query = (
        select(appointments)
        .where(appointments.c.hall_id == hall_id, appointments.c.day == day)
        .order_by(appointments.c.starts_at, appointments.c.id)
    )
    rows = [AppointmentRow(*row) for row in conn.execute(query)]
    return {"day": day.isoformat(), "appointments": _views(conn, rows)}


def appointment_view(conn: Connection, hall_id: int, appointment_id: int) -> dict[str, Any]:
    """One appointment with its code and all its steps.

    Raises:
        NotFound: the hall has no such appointment.
    """
    query = select(appointments).where(
        appointments.c.id == appointment_id, appointments.c.hall_id == hall_id
    )
    row = conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("no such appointment", what="appointment")
    return _views(conn, [AppointmentRow(*row)])[0]


def all_appointments(conn: Connection, hall_id: int, *, first: date | None = None) -> list[Told]:
    """A hall's appointments as another system may know them, in the order of their slots.

    Args:
        first: the first day; None for all that ever were.
    """
    query = (
        select(appointments, queues.c.code.label("queue"), tickets.c.number)
        .join(queues, queues.c.id == appointments.c.queue_id)
        .outerjoin(
            tickets,
            (tickets.c.appointment_id == appointments.c.id) & (tickets.c.state != State.VOID),
        )
        .where(appointments.c.hall_id == hall_id)
        .order_by(appointments.c.starts_at, appointments.c.id)
    )
    if first is not None:
        query = query.where(appointments.c.day >= first)
    return [
        Told(
            external_id=row.external_id,
            queue=row.queue,
            starts_at=row.starts_at,
            code=row.code,
            state=row.state,
            arrival=row.arrival,
            number=row.number,
            person_hash=row.person_hash,
            person_mask=row.person_mask,
        )
        for row in conn.execute(query)
    ]


def appointment_marks(
    conn: Connection, appointment_ids: Iterable[int | None]
) -> dict[int | None, dict[str, Any]]:
    """What tickets say of the appointments they were given for, by appointment."""
    wanted = {given for given in appointment_ids if given is not None}
    if not wanted:
        return {}
    query = select(
        appointments.c.id,
        appointments.c.starts_at,
        appointments.c.ends_at,
        appointments.c.arrival,
    ).where(appointments.c.id.in_(wanted))
    return {
        appointment_id: {
            "appointment_id": appointment_id,
            "starts_at": to_wire(starts_at),
            "ends_at": to_wire(ends_at),
            "arrival": arrival,
        }
        for appointment_id, starts_at, ends_at, arrival in conn.execute(query)
    }


def appointment_mark(conn: Connection, appointment_id: int | None) -> dict[str, Any] | None:
    """What a ticket says of the appointment it was given for, if it was."""
    return appointment_marks(conn, [appointment_id]).get(appointment_id)


def _bookable(
    hall: HallRow, queue: QueueRow, first: date | None, days: int, now: datetime
) -> list[Slot]:
    rules, hours = queue.appointments, hall.opening_hours()
    today = hours.local_day(now)
    begin = max(first or today, today)
    end = min(rules.last_day(hours, now=now), (first or today) + timedelta(days=days - 1))
    coming = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return [s for day in coming for s in rules.slots_on(hours, day) if s.starts > now]


def _queue_row(conn: Connection, hall_id: int, queue_id: int) -> QueueRow:
    query = select(queues).where(queues.c.id == queue_id, queues.c.hall_id == hall_id)
    row = conn.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"no queue {queue_id} in this hall", what="queue")
    return QueueRow(*row)


def _views(conn: Connection, rows: list[AppointmentRow]) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    of_queues = select(queues.c.id, queues.c.code, queues.c.name, queues.c.name_en).where(
        queues.c.id.in_({row.queue_id for row in rows})
    )
    names = {
        queue_id: {"code": code, "name": name, "name_en": name_en}
        for queue_id, code, name, name_en in conn.execute(of_queues)
    }
    given, steps = _tickets(conn, ids), _steps(conn, ids)
    return [
        {
            "appointment_id": row.id,
            "hall_id": row.hall_id,
            "queue_id": row.queue_id,
            "queue": names[row.queue_id],
            "day": row.day.isoformat(),
            "starts_at": to_wire(row.starts_at),
            "ends_at": to_wire(row.ends_at),
            "state": row.state,
            "arrival": row.arrival,
            "code": row.code,
            "source": row.source,
            "external_id": row.external_id,
            "person": row.person_mask,
            "booked_at": to_wire(row.booked_at),
            "ticket": given.get(row.id),
            "history": steps[row.id],
        }
        for row in rows
    ]


def _tickets(conn: Connection, ids: list[int]) -> dict[int, dict[str, Any]]:
    """Appointment -> its ticket; one that was undone is in the history alone."""
    query = select(tickets.c.appointment_id, tickets.c.id, tickets.c.number, tickets.c.state).where(
        tickets.c.appointment_id.in_(ids), tickets.c.state != State.VOID
    )
    return {
        appointment_id: {"ticket_id": ticket_id, "number": number, "state": state}
        for appointment_id, ticket_id, number, state in conn.execute(query)
    }


def _steps(conn: Connection, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(appointment_steps, tickets.c.number)
        .outerjoin(tickets, tickets.c.id == appointment_steps.c.ticket_id)
        .where(appointment_steps.c.appointment_id.in_(ids))
        .order_by(appointment_steps.c.id)
    )
    steps: dict[int, list[dict[str, Any]]] = {appointment_id: [] for appointment_id in ids}
    for row in conn.execute(query):
        steps[row.appointment_id].append(
            {
                "step": row.step,
                "state": row.state,
                "starts_at": to_wire(row.starts_at),
                "number": row.number,
                "at": to_wire(row.at),
            }
        )
    return steps
