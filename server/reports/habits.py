"""What the records say about a hall's habits: how visits go, and who comes at this hour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Row, func, select

from server.domain.appointments import Arrival, Booking
from server.domain.estimate.comings import Comings
from server.domain.estimate.habits import LATEST, Habits, PastVisit, learn
from server.domain.estimate.state import Stream
from server.domain.lifecycle import Trigger
from server.store.hall_rows import HallRow, QueueRow
from server.store.hall_tables import queue_days
from server.store.hall_tables import queues as queues_table
from server.store.ticket_tables import appointments, tickets, visits

_LOOKED_AT = 3_000  # latest visits of a hall; a busy queue has its few hundred among them
_LONGEST_TURNAROUND = timedelta(minutes=5)  # a longer gap is a break, not the way of working
_DAYS = 10
_HALF_AN_HOUR = timedelta(minutes=30)
_APPOINTMENTS_OF = timedelta(days=30)
_APPOINTMENTS = 2_000  # latest of a hall; a busy queue has its few hundred among them
_FEWEST_APPOINTMENTS = 20  # a share of fewer would be chance

_MISSING = frozenset({Trigger.PASS})
_SERVED = frozenset(
    {Trigger.FINISH, Trigger.STEP, Trigger.SUSPEND, Trigger.TRANSFER, Trigger.RETURN}
)


def hall_queues(conn: Connection, hall_id: int) -> list[QueueRow]:
    """The queues of a hall."""
    this_hall = queues_table.c.hall_id == hall_id
    query = select(queues_table).where(this_hall).order_by(queues_table.c.id)
    return [QueueRow(*row) for row in conn.execute(query)]


def hall_habits(conn: Connection, hall_id: int, queues: Sequence[QueueRow]) -> dict[int, Habits]:
    """Queue id -> how its visits go, learned from the latest and from what the office has set."""
    seen: dict[int, list[PastVisit]] = {}
    for queue_id, visit in _past_visits(conn, hall_id):
        of_queue = seen.setdefault(queue_id, [])
        if len(of_queue) < LATEST:
            of_queue.append(visit)
    return {
        queue.id: _habits(queue, seen.get(queue.id, [])) for queue in hall_queues(conn, hall_id)
    }


def streams_at(
    conn: Connection, hall: HallRow, queues: Sequence[QueueRow], *, now: datetime
) -> list[Stream]:
    """Who is expected to come: as many as came around this time of day on the latest days.

    Those with appointments do not count: of today's everybody is known.
    """
    today = hall.day(now)
    queue_ids = [queue.id for queue in queues]
    days = _latest_days(conn, queue_ids, before=today)
    if not days:
        return []
    counts: dict[tuple[int, int], int] = {}
    # Through the key of queue, day and number: no walk through all tickets there ever were.
    query = select(tickets.c.issued_queue_id, tickets.c.priority, func.count()).group_by(
        tickets.c.issued_queue_id, tickets.c.priority
    )
    for day in days:
        then = now - (today - day)
        at_this_time = tickets.c.joined_at.between(then - _HALF_AN_HOUR, then + _HALF_AN_HOUR)
        of_day = (
            tickets.c.issued_queue_id.in_(queue_ids)
            & (tickets.c.day == day)
            & tickets.c.appointment_id.is_(None)
        )
        for queue_id, priority, n in conn.execute(query.where(of_day, at_this_time)):
            counts[queue_id, priority] = counts.get((queue_id, priority), 0) + n
    return [
        Stream(queue_id=queue_id, priority=priority, per_hour=n / len(days))
        for (queue_id, priority), n in sorted(counts.items())
    ]


def comings(
    conn: Connection, hall: HallRow, queues: Sequence[QueueRow], *, now: datetime
) -> dict[int, Comings]:
    """Queue id -> how those came lately who had an appointment; not if they were few."""
    if not any(queue.appointments.are_offered for queue in queues):
        return {}
    had = appointments.c.state.in_([Booking.CHECKED_IN, Booking.NO_SHOW])
    query = (
        select(
            appointments.c.queue_id,
            appointments.c.arrival,
            appointments.c.starts_at,
            appointments.c.state_since,
        )
        .where(
            appointments.c.queue_id.in_([queue.id for queue in queues]),
            appointments.c.starts_at.between(now - _APPOINTMENTS_OF, now),
            appointments.c.day < hall.day(now),
            had,
        )
        .order_by(appointments.c.starts_at.desc())
        .limit(_APPOINTMENTS)
    )
    seen: dict[int, list[float | None]] = {}
    for queue_id, arrival, starts_at, checked_in_at in conn.execute(query):
        is_on_time = arrival == Arrival.ON_TIME
        came_s = (checked_in_at - starts_at).total_seconds() if is_on_time else None
        seen.setdefault(queue_id, []).append(came_s)
    return {
        queue_id: Comings(
            booked=len(came), on_time_s=tuple(sorted(s for s in came if s is not None))
        )
        for queue_id, came in seen.items()
        if len(came) >= _FEWEST_APPOINTMENTS
    }


def _habits(queue: QueueRow, seen: list[PastVisit]) -> Habits:
    discipline = queue.discipline
    calls = max(discipline.min_calls, 1)
    return learn(
        seen,
        expected_service_s=queue.expected_service_s,
        walking_s=discipline.walking_s,
        no_show_s=max(calls * discipline.spacing_s, 2 * discipline.walking_s),
    )


def _past_visits(conn: Connection, hall_id: int) -> Iterable[tuple[int, PastVisit]]:
    """The latest visits that began with a call, newest first."""
    query = (
        select(
            visits.c.queue_id,
            visits.c.window_id,
            visits.c.called_at,
            visits.c.started_at,
            visits.c.ended_at,
            visits.c.ended_by,
            visits.c.calls,
            tickets.c.joined_at,
        )
        .join(tickets, tickets.c.id == visits.c.ticket_id)
        .where(visits.c.hall_id == hall_id)
        .order_by(visits.c.id.desc())
        .limit(_LOOKED_AT)
    )
    next_at_window: dict[int, Row[*tuple[object, ...]]] = {}
    for row in conn.execute(query):
        following = next_at_window.get(row.window_id)
        next_at_window[row.window_id] = row
        if row.calls and row.ended_at is not None:
            turnaround_s = _turnaround_s(row.ended_at, following)
            visit = _past_visit(row, turnaround_s)
            if visit is not None:
                yield row.queue_id, visit


def _past_visit(row: Row[*tuple[object, ...]], turnaround_s: float | None) -> PastVisit | None:
    if row.started_at is None:
        if row.ended_by not in _MISSING:
            return None
        missing_s = (row.ended_at - row.called_at).total_seconds()
        return PastVisit(
            walking_s=None, service_s=None, missing_s=missing_s, turnaround_s=turnaround_s
        )
    if row.ended_by not in _SERVED:
        return None
    return PastVisit(
        walking_s=(row.started_at - row.called_at).total_seconds(),
        service_s=(row.ended_at - row.started_at).total_seconds(),
        missing_s=None,
        turnaround_s=turnaround_s,
    )


def _turnaround_s(ended_at: datetime, following: Row[*tuple[object, ...]] | None) -> float | None:
    """Until the window's next call, if the next one was there already when the visit ended."""
    if following is None or not following.calls or following.joined_at > ended_at:
        return None
    gap: timedelta = following.called_at - ended_at
    return gap.total_seconds() if timedelta(0) <= gap <= _LONGEST_TURNAROUND else None


def _latest_days(conn: Connection, queue_ids: list[int], *, before: date) -> list[date]:
    """The latest days on which numbers were given; from the counters, of which there are few."""
    query = (
        select(queue_days.c.day)
        .where(queue_days.c.queue_id.in_(queue_ids), queue_days.c.day < before)
        .distinct()
        .order_by(queue_days.c.day.desc())
        .limit(_DAYS)
    )
    return list(conn.execute(query).scalars())
