"""Reads of appointments, shared by commands and pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from server.domain.appointments import HOLDS_A_PLACE, Booking, Slot
from server.domain.lifecycle import State
from server.store.hall_rows import HallRow, QueueRow
from server.store.hall_tables import halls, queues
from server.store.ticket_rows import AppointmentRow
from server.store.ticket_tables import appointments, tickets

_OFFERED = 3  # slots that somebody is told of at once: more is a list to choose from

_HOLDS = appointments.c.state.in_(sorted(HOLDS_A_PLACE))


def taken_places(
    conn: Connection, queue_id: int, slots: Sequence[Slot], *, but: int | None = None
) -> list[int]:
    """How many appointments hold a place in each slot.

    Counted by time, not by slot, so that slots of another length lose nobody who has booked.

    Args:
        but: an appointment that does not count, because it is being moved.
    """
    if not slots:
        return []
    query = select(appointments.c.starts_at, func.count()).where(
        appointments.c.queue_id == queue_id,
        _HOLDS,
        appointments.c.starts_at >= min(s.starts for s in slots),
        appointments.c.starts_at < max(s.ends for s in slots),
    )
    if but is not None:
        query = query.where(appointments.c.id != but)
    booked = [(at, n) for at, n in conn.execute(query.group_by(appointments.c.starts_at))]
    return [sum(n for at, n in booked if s.starts <= at < s.ends) for s in slots]


def next_free_slots(
    conn: Connection, hall: HallRow, queue: QueueRow, *, now: datetime
) -> list[Slot]:
    """The next slots of a queue with a place left, in order; none if it takes no appointments."""
    found: list[Slot] = []
    for slots in queue.appointments.coming_slots(hall.opening_hours(), now=now):
        taken = taken_places(conn, queue.id, slots)
        found += [slot for slot, n in zip(slots, taken, strict=True) if n < slot.capacity]
        if len(found) >= _OFFERED:
            break
    return found[:_OFFERED]


def held_by(
    conn: Connection, queue_id: int, person_hash: str, day: date, *, but: int | None = None
) -> int:
    """How many appointments of a queue a person has on a day."""
    query = select(func.count()).where(
        appointments.c.queue_id == queue_id,
        appointments.c.day == day,
        appointments.c.person_hash == person_hash,
        _HOLDS,
    )
    if but is not None:
        query = query.where(appointments.c.id != but)
    return conn.execute(query).scalar_one()


def of_person(conn: Connection, hall_id: int, person_hash: str, day: date) -> list[AppointmentRow]:
    """The appointments of a person on a day in all queues of a hall, whatever became of them."""
    query = select(appointments).where(
        appointments.c.hall_id == hall_id,
        appointments.c.day == day,
        appointments.c.person_hash == person_hash,
    )
    rows = conn.execute(query.order_by(appointments.c.starts_at, appointments.c.id))
    return [AppointmentRow(*row) for row in rows]


def booked_under(
    conn: Connection, hall_id: int, *, code: str | None, person_hash: str | None
) -> list[int]:
    """Ids of the appointments not yet checked in that have this code or are this person's."""
    query = select(appointments.c.id).where(
        appointments.c.hall_id == hall_id,
        appointments.c.state == Booking.BOOKED,
        appointments.c.person_hash == person_hash if code is None else appointments.c.code == code,
    )
    return list(conn.execute(query.order_by(appointments.c.id)).scalars())


def ticket_of(conn: Connection, appointment_id: int) -> tuple[int, str, str] | None:
    """(id, number, state) of the ticket that an appointment was given; void ones do not count."""
    query = select(tickets.c.id, tickets.c.number, tickets.c.state).where(
        tickets.c.appointment_id == appointment_id, tickets.c.state != State.VOID
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else tuple(row)


def missed_appointments(conn: Connection, now: datetime) -> list[AppointmentRow]:
    """The booked ones of all halls that nobody can check in any more, in order."""
    query = (
        select(appointments)
        .where(appointments.c.state == Booking.BOOKED, appointments.c.starts_at < now)
        .order_by(appointments.c.id)
    )
    due = [AppointmentRow(*row) for row in conn.execute(query)]
    if not due:
        return []
    of_queues = select(queues).where(queues.c.id.in_({a.queue_id for a in due}))
    of_halls = select(halls).where(halls.c.id.in_({a.hall_id for a in due}))
    rules = {q.id: q.appointments for q in (QueueRow(*row) for row in conn.execute(of_queues))}
    hours = {h.id: h.opening_hours() for h in (HallRow(*row) for row in conn.execute(of_halls))}
    return [a for a in due if rules[a.queue_id].is_missed(hours[a.hall_id], a.starts_at, now=now)]
