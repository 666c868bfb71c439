"""What a hall offers: its set-up and its published items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from server.domain.clock import to_wire
from server.domain.errors import Conflict
from server.domain.estimate.quotes import WaitRange
from server.domain.signage import valid_lines
from server.reports.board import hall_row
from server.store.booked import next_free_slots
from server.store.hall_rows import HallRow, QueueRow, ZoneRow
from server.store.hall_tables import (
    halls,
    items,
    package_items,
    packages,
    queues,
    window_queues,
    windows,
    zones,
)
from server.store.issued import demand_numbers

Waits = Mapping[int, WaitRange | None]
NOTHING_KNOWN: Waits = {}


def all_halls(conn: Connection) -> list[dict[str, Any]]:
    """The halls of this server."""
    query = select(halls.c.id, halls.c.code, halls.c.name, halls.c.name_en, halls.c.kind)
    names = ("hall_id", "code", "name", "name_en", "kind")
    return [dict(zip(names, row, strict=True)) for row in conn.execute(query.order_by(halls.c.id))]


def hall_config(
    conn: Connection, hall_id: int, *, now: datetime, waits: Waits = NOTHING_KNOWN
) -> dict[str, Any]:
    """A hall's set-up: zones, queues, windows, packages, and whether it is open now.

    Args:
        waits: what a number drawn now would wait, by queue; a queue that cuts off by it says so.
    """
    hall = hall_row(conn, hall_id)
    serves = _serves(conn, hall_id)
    return {
        "hall_id": hall.id,
        "code": hall.code,
        "name": hall.name,
        "name_en": hall.name_en,
        "kind": hall.kind,
        "time_zone": hall.time_zone,
        "supervision_phone": hall.supervision_phone,
        "enquiry_phone": hall.enquiry_phone,
        "notices": valid_lines(hall.notices, today=hall.today(now)),
        "voice": dict(hall.voice),
        "stages": asdict(hall.stages),
        "desk": desk_options(hall),
        "zones": _zones(conn, hall_id),
        "queues": _queues(conn, hall, serves, now, waits),
        "windows": _windows(conn, hall_id, serves),
        "packages": _packages(conn, hall_id),
        "open": opening(hall, now),
    }


def desk_options(hall: HallRow) -> dict[str, bool]:
    """What the reception desk does beside giving numbers."""
    policy = hall.policy
    return {"window_slip": policy.window_slip, "count_visitors": policy.count_visitors}


def opening(hall: HallRow, now: datetime) -> dict[str, Any]:
    """Whether the hall is open, whether it gives numbers, and when that changes.

    A hall that gives numbers at any hour is open at any hour: saying both "closed" and "here is
    your number" would help nobody.
    """
    hours = hall.opening_hours()
    closes_at, opens_at = hours.closes_at(now), hours.opens_at(now)
    is_open = closes_at is not None or hall.policy.issue_outside_hours
    return {
        "now": is_open,
        "issuing": is_open,
        "opens_at": opens_at and to_wire(opens_at),
        "closes_at": closes_at and to_wire(closes_at),
        "reason": hours.reason_closed(hours.local_day(now)),
    }


def issuing_now(
    conn: Connection, hall: HallRow, queue: QueueRow, now: datetime, wait: WaitRange | None = None
) -> dict[str, Any]:
    """Whether the queue gives a number now; else why not, until when, and what may be booked."""
    try:
        demand_numbers(conn, hall, queue, now=now)
        queue.issuing.demand_clearing(
            hall.opening_hours(),
            now=now,
            wait=wait,
            free_slots=partial(next_free_slots, conn, hall, queue, now=now),
        )
    except Conflict as refusal:
        return {
            "now": False,
            "reason": refusal.code,
            "opens_at": refusal.fields.get("opens_at"),
            "slots": refusal.fields.get("slots", []),
        }
    return {"now": True, "reason": None, "opens_at": None, "slots": []}


def published_items(conn: Connection, hall_id: int) -> list[dict[str, Any]]:
    """The items of a hall with their guides, in the version that is published now."""
    query = (
        select(items)
        .where(
            items.c.hall_id == hall_id,
            items.c.published_at.is_not(None),
            items.c.retired_at.is_(None),
        )
        .order_by(items.c.id)
    )
    return [
        {
            "item_id": row.id,
            "code": row.code,
            "version": row.version,
            "queue_id": row.queue_id,
            "name": row.name,
            "name_en": row.name_en,
            "top": row.top,
            **row.guide,
        }
        for row in conn.execute(query)
    ]


def _serves(conn: Connection, hall_id: int) -> list[tuple[int, int]]:
    query = (
        select(window_queues.c.window_id, window_queues.c.queue_id)
        .join(windows, windows.c.id == window_queues.c.window_id)
        .where(windows.c.hall_id == hall_id)
        .order_by(windows.c.position, window_queues.c.rank)
    )
    return [(window_id, queue_id) for window_id, queue_id in conn.execute(query)]


def _zones(conn: Connection, hall_id: int) -> list[dict[str, Any]]:
    query = select(zones).where(zones.c.hall_id == hall_id).order_by(zones.c.position)
    return [
        {
            "zone_id": z.id,
            "code": z.code,
            "name": z.name,
            "name_en": z.name_en,
            "about": z.about,
            "about_en": z.about_en,
            "place": z.place,
            "voice": dict(z.voice),
        }
        for z in (ZoneRow(*row) for row in conn.execute(query))
    ]


def _queues(
    conn: Connection,
    hall: HallRow,
    serves: list[tuple[int, int]],
    now: datetime,
    waits: Waits,
) -> list[dict[str, Any]]:
    query = (
        select(queues)
        .join(zones, zones.c.id == queues.c.zone_id)
        .where(queues.c.hall_id == hall.id)
        .order_by(zones.c.position, queues.c.position)
    )
    return [
        {
            "queue_id": q.id,
            "zone_id": q.zone_id,
            "code": q.code,
            "name": q.name,
            "name_en": q.name_en,
            "prefix": q.prefix,
            "open": q.is_open,
            "closed_reason": q.closed_reason,
            "issuing": issuing_now(conn, hall, q, now, waits.get(q.id)),
            "identification": q.issuing.identification,
            "appointments": q.appointments.are_offered,
            "on_kiosk": q.on_kiosk,
            "windows": [w for w, queue_id in serves if queue_id == q.id],
        }
        for q in [QueueRow(*row) for row in conn.execute(query)]
    ]


def _windows(conn: Connection, hall_id: int, serves: list[tuple[int, int]]) -> list[dict[str, Any]]:
    query = (
        select(windows.c.id, windows.c.number, windows.c.zone_id, windows.c.place)
        .where(windows.c.hall_id == hall_id)
        .order_by(windows.c.position)
    )
    return [
        {
            "window_id": window_id,
            "number": number,
            "zone_id": zone_id,
            "place": place,
            "queues": [q for w, q in serves if w == window_id],
        }
        for window_id, number, zone_id, place in conn.execute(query)
    ]


def _packages(conn: Connection, hall_id: int) -> list[dict[str, Any]]:
    members: dict[int, list[int]] = {}
    query = select(package_items).order_by(package_items.c.package_id, package_items.c.position)
    for package_id, _, item_id in conn.execute(query):
        members.setdefault(package_id, []).append(item_id)
    rows = conn.execute(select(packages).where(packages.c.hall_id == hall_id))
    return [
        {
            "package_id": p.id,
            "code": p.code,
            "name": p.name,
            "name_en": p.name_en,
            "about": p.about,
            "about_en": p.about_en,
            "search": p.search,
            "initials": p.initials,
            "queue_id": p.queue_id,
            "items": members.get(p.id, []),
        }
        for p in rows
    ]
