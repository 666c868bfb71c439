"""Reads a hall at this moment, as the wait estimate sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, func, select

from server.domain.appointments import Arrival, Booking
from server.domain.estimate.comings import Comings
from server.domain.estimate.habits import Habits
from server.domain.estimate.state import AtWindow, Expected, HallNow, Stream, WindowNow
from server.domain.queueing import NORMAL, Serves
from server.store.hall_rows import HallRow, QueueRow, WindowRow
from server.store.hall_tables import window_queues, windows
from server.store.ticket_tables import appointments, visits
from server.store.waiting import priority_run, waiting_tickets

# A pause that lasts longer than was said goes on for so long, as far as anybody knows.
_OVERRUN_S = 300.0


def hall_now(
    conn: Connection,
    hall: HallRow,
    *,
    now: datetime,
    habits: Mapping[int, Habits],
    streams: Sequence[Stream],
    queues: Sequence[QueueRow],
    comings: Mapping[int, Comings],
) -> HallNow:
    """The hall with who waits, the windows that call or will call, and the breaks to come.

    Args:
        comings: queue id -> how those come who have an appointment, where that is known.
    """
    waiting = waiting_tickets(conn, hall.id, queues=None)
    newcomers = {queue.id: queue.priority for queue in queues}
    expected = list(_expected(conn, hall, now, queues, comings))
    priorities = {w.priority for w in waiting} | {s.priority for s in streams}
    priorities |= {e.priority for e in expected}
    return HallNow(
        now=now,
        policy=hall.call_policy,
        waiting=waiting,
        windows=_windows(conn, hall, now, any_priority=bool(priorities - {NORMAL})),
        habits=habits,
        newcomers=newcomers,
        streams=streams,
        expected=expected,
        breaks=list(_breaks(hall, now)),
    )


def _expected(
    conn: Connection,
    hall: HallRow,
    now: datetime,
    queues: Sequence[QueueRow],
    comings: Mapping[int, Comings],
) -> Iterator[Expected]:
    """Today's appointments that can still be checked in on time."""
    taking = {queue.id: queue for queue in queues if queue.appointments.are_offered}
    if not taking:
        return
    query = (
        select(appointments.c.id, appointments.c.queue_id, appointments.c.starts_at)
        .where(
            appointments.c.hall_id == hall.id,
            appointments.c.state == Booking.BOOKED,
            appointments.c.day == hall.day(now),
        )
        .order_by(appointments.c.starts_at, appointments.c.id)
    )
    for appointment_id, queue_id, starts_at in conn.execute(query):
        queue = taking.get(queue_id)
        if queue and queue.appointments.arrived(starts_at, at=now) is Arrival.ON_TIME:
            yield Expected(
                appointment_id=appointment_id,
                queue_id=queue_id,
                priority=max(queue.priority, queue.appointments.priority),
                at_s=(starts_at - now).total_seconds(),
                comings=comings.get(queue_id),
            )


def _windows(
    conn: Connection, hall: HallRow, now: datetime, *, any_priority: bool
) -> list[WindowNow]:
    query = select(windows).where(windows.c.hall_id == hall.id, windows.c.state != "closed")
    rows = [WindowRow(*row) for row in conn.execute(query.order_by(windows.c.position))]
    serves, there = _serves(conn, hall.id), _at_windows(conn, hall.id, now)
    ratio = hall.call_policy.ratio if any_priority else None
    return [
        WindowNow(
            window_id=row.id,
            serves=serves.get(row.id, {}),
            priority_run=priority_run(conn, row.id, limit=ratio) if ratio else 0,
            at_window=there.get(row.id),
            away_s=away_s,
        )
        for row in rows
        if (away_s := _away_s(row, now)) is not None
    ]


def _away_s(window: WindowRow, now: datetime) -> float | None:
    """How long a window is still paused; None when nobody has said."""
    if window.state == "open":
        return 0.0
    if window.pause_until is None:
        return None
    left_s = (window.pause_until - now).total_seconds()
    return left_s if left_s > 0 else _OVERRUN_S


def _serves(conn: Connection, hall_id: int) -> dict[int, dict[int, Serves]]:
    query = (
        select(
            window_queues.c.window_id,
            window_queues.c.queue_id,
            window_queues.c.rank,
            window_queues.c.help_when_idle,
            window_queues.c.help_after_s,
        )
        .join(windows, windows.c.id == window_queues.c.window_id)
        .where(windows.c.hall_id == hall_id)
    )
    serves: dict[int, dict[int, Serves]] = {}
    for window_id, queue_id, rank, when_idle, after_s in conn.execute(query):
        serves.setdefault(window_id, {})[queue_id] = Serves(
            rank=rank,
            help_when_idle=when_idle,
            help_after=None if after_s is None else timedelta(seconds=after_s),
        )
    return serves


def _at_windows(conn: Connection, hall_id: int, now: datetime) -> dict[int, AtWindow]:
    """Window -> its latest visit, under way or over."""
    # Window by window, each through its index: no walk through all visits there ever were.
    latest = select(func.max(visits.c.id)).where(visits.c.window_id == windows.c.id)
    query = (
        select(
            visits.c.window_id,
            visits.c.ticket_id,
            visits.c.queue_id,
            visits.c.called_at,
            visits.c.started_at,
            visits.c.ended_at,
        )
        .join(windows, visits.c.id == latest.correlate(windows).scalar_subquery())
        .where(windows.c.hall_id == hall_id)
    )
    return {
        window_id: AtWindow(
            ticket_id=ticket_id,
            queue_id=queue_id,
            has_started=started_at is not None,
            has_ended=ended_at is not None,
            elapsed_s=(now - (ended_at or started_at or called_at)).total_seconds(),
        )
        for window_id, ticket_id, queue_id, called_at, started_at, ended_at in conn.execute(query)
    }


def _breaks(hall: HallRow, now: datetime) -> Iterator[tuple[float, float]]:
    """The rest of the day's breaks between two sessions, in seconds from now.

    After the last session there is no break: who still waits then is served.
    """
    if hall.policy.issue_outside_hours:
        return
    hours = hall.opening_hours()
    for before, after in pairwise(hours.stretches_on(hours.local_day(now))):
        if after.opens > now and before.closes < after.opens:
            yield (before.closes - now).total_seconds(), (after.opens - now).total_seconds()
