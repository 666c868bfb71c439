"""What a kiosk must know to give numbers while it cannot ask: leases, hours, appointments."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from server.domain.appointments import Booking
from server.domain.calendar import OpeningHours, Stretch
from server.domain.clock import business_day_bounds, to_wire
from server.domain.leasing import share
from server.reports.board import hall_row
from server.store.hall_rows import HallRow, QueueRow
from server.store.hall_tables import queues
from server.store.issued import given_in, last_number
from server.store.leased import given_offline, holders_on, leases_of
from server.store.station_rows import LeaseRow
from server.store.ticket_rows import AppointmentRow
from server.store.ticket_tables import appointments


def reserve(
    conn: Connection,
    hall_id: int,
    *,
    station_id: int,
    holder: str,
    days: Sequence[date],
    secret: str,
    now: datetime,
) -> dict[str, Any]:
    """The reserve of one kiosk.

    Args:
        days: those it holds numbers for.
        secret: the server's own; from it comes the key under which codes are hashed.
    """
    hall = hall_row(conn, hall_id)
    held = leases_of(conn, station_id, holder, days)
    query = select(queues).where(queues.c.hall_id == hall_id, queues.c.on_kiosk)
    every = [QueueRow(*row) for row in conn.execute(query.order_by(queues.c.id))]
    return {
        "now": to_wire(now),
        "any_hour": hall.policy.issue_outside_hours,
        "days": [
            {
                **_day(hall, day),
                **_queues(conn, hall, day, every, held, station_id=station_id),
                **_appointments(conn, hall, day, every, secret=secret),
            }
            for day in days
        ],
    }


def code_key(secret: str, *, hall_id: int, day: date) -> bytes:
    """The key under which the codes of a hall's day are hashed at kiosks."""
    said = f"budayang.appointment.{hall_id}.{day.isoformat()}"
    return hmac.digest(secret.encode(), said.encode(), "sha256")


def code_mark(code: str, *, key: bytes) -> str:
    """A code as kiosks keep it: HMAC-SHA256, in hex."""
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()


def _place(conn: Connection, hall_id: int, day: date, station_id: int) -> tuple[int, int]:
    """Among how many kiosks a quota is shared, and which of them this one is."""
    holders = holders_on(conn, hall_id, day)
    if station_id not in holders:
        return len(holders) + 1, len(holders)
    return len(holders), holders.index(station_id)


def _day(hall: HallRow, day: date) -> dict[str, Any]:
    begins, ends = business_day_bounds(
        day, zone=hall.time_zone, day_starts_at=time.fromisoformat(hall.day_starts_at)
    )
    return {
        "day": day.isoformat(),
        "begins_at": to_wire(begins),
        "ends_at": to_wire(ends),
        "sessions": [_session(s) for s in hall.opening_hours().stretches_on(day)],
    }


def _session(stretch: Stretch) -> dict[str, str]:
    return {"opens_at": to_wire(stretch.opens), "closes_at": to_wire(stretch.closes)}


def _queues(
    conn: Connection,
    hall: HallRow,
    day: date,
    every: Sequence[QueueRow],
    held: Sequence[LeaseRow],
    *,
    station_id: int,
) -> dict[str, Any]:
    place = _place(conn, hall.id, day, station_id)
    return {"queues": [_queue(conn, hall, queue, day, place, held) for queue in every]}


def _queue(
    conn: Connection,
    hall: HallRow,
    queue: QueueRow,
    day: date,
    place: tuple[int, int],
    held: Sequence[LeaseRow],
) -> dict[str, Any]:
    among, mine = place
    hours = hall.opening_hours()
    left = _left_today(conn, queue, day)
    return {
        "queue_id": queue.id,
        "prefix": queue.prefix,
        "digits": queue.digits,
        "open": queue.is_open,
        "closed_reason": queue.closed_reason,
        "left": None if left is None else share(left, among=among, place=mine),
        "warn_from": _warn_from(hours, queue, day),
        "sessions": [
            {
                **_session(stretch),
                "left": None
                if stretch.quota is None
                else share(
                    stretch.quota - given_in(conn, queue.id, day, stretch), among=among, place=mine
                ),
            }
            for stretch in queue.issuing.stretches_on(hours, day)
        ],
        "leases": [
            {"lease_id": lease.id, "first": lease.first_serial, "last": lease.last_serial}
            for lease in held
            if (lease.queue_id, lease.day) == (queue.id, day)
        ],
    }


def _left_today(conn: Connection, queue: QueueRow, day: date) -> int | None:
    """How many numbers the queue still has on a day; None for as many as are wanted."""
    if queue.daily_limit is None:
        return None
    last = last_number(conn, queue.id, day)
    given = 0 if last is None else last - queue.first_number + 1
    return queue.daily_limit - given - given_offline(conn, queue.id, day)


def _warn_from(hours: OpeningHours, queue: QueueRow, day: date) -> str | None:
    """From when on numbers bear the warning that closing is near; None for never."""
    sessions = hours.stretches_on(day)
    before_s = queue.issuing.warn_before_close_s
    if not sessions or not before_s:
        return None
    return to_wire(max(s.closes for s in sessions) - timedelta(seconds=before_s))


def _appointments(
    conn: Connection, hall: HallRow, day: date, every: Sequence[QueueRow], *, secret: str
) -> dict[str, Any]:
    """The day's booked appointments by marks of their codes; nothing of whose they are."""
    key = code_key(secret, hall_id=hall.id, day=day)
    booked = list(_booked(conn, hall.id, day, {queue.id: queue for queue in every}, key))
    return {"code_key": key.hex(), "appointments": booked}


def _booked(
    conn: Connection, hall_id: int, day: date, by_id: dict[int, QueueRow], key: bytes
) -> Iterator[dict[str, Any]]:
    query = select(appointments).where(
        appointments.c.hall_id == hall_id,
        appointments.c.state == Booking.BOOKED,
        appointments.c.day == day,
    )
    for row in conn.execute(query.order_by(appointments.c.starts_at, appointments.c.id)):
        booked = AppointmentRow(*row)
        queue = by_id.get(booked.queue_id)
        if queue is None:
            continue  # checked in by staff, who give out its numbers
        rules = queue.appointments
        yield {
            "mark": code_mark(booked.code, key=key),
            "appointment_id": booked.id,
            "queue_id": booked.queue_id,
            "starts_at": to_wire(booked.starts_at),
            "ends_at": to_wire(booked.ends_at),
            "from_at": to_wire(booked.starts_at - timedelta(seconds=rules.early_s)),
            "late_after": to_wire(booked.starts_at + timedelta(seconds=rules.late_s)),
            "late": rules.late,
        }
