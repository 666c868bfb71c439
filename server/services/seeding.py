"""Puts a hall's own files into the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from server.domain.items import ItemStep, next_item_state
from server.sample.appointments import Appointments, SlotRange
from server.sample.guide import as_offered
from server.sample.schema import HallFile, Item
from server.sample.timetable import Calendar, Issuing, Session
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
from server.store.item_tables import item_steps, item_versions


def seed_hall(
    conn: Connection, file: HallFile, *, now: datetime, policy: dict[str, Any]
) -> int | None:
    """Add a hall with its zones, queues, windows, items and packages.

    Args:
        policy: settings of the hall that differ from the defaults.

    Returns:
        the hall's id, or None if a hall of this code is there already; it is left as it is.
    """
    if conn.execute(select(halls.c.id).where(halls.c.code == file.code)).first():
        return None
    hall_id = _add(
        conn,
        halls,
        code=file.code,
        name=file.name,
        name_en=file.name_en,
        kind=file.kind,
        time_zone=file.time_zone,
        day_starts_at=file.day_starts_at.isoformat("minutes"),
        address=file.address,
        supervision_phone=file.supervision_phone,
        enquiry_phone=file.enquiry_phone,
        notices=[n.model_dump() for n in file.marquee],
        calendar=_calendar(file.calendar),
        policy=policy,
        voice=file.voice.rules(),
        event_seq=0,
    )
    zone_ids = _seed_zones(conn, hall_id, file)
    queue_ids = _seed_queues(conn, hall_id, file, zone_ids)
    _choose_default_queues(conn, file, zone_ids, queue_ids)
    _seed_windows(conn, hall_id, file, zone_ids, queue_ids, now)
    item_ids = {
        item.code: _seed_item(conn, hall_id, item, queue_ids[item.queue], now)
        for item in file.items
    }
    _seed_packages(conn, hall_id, file, queue_ids, item_ids)
    return hall_id


def _seed_zones(conn: Connection, hall_id: int, file: HallFile) -> dict[str, int]:
    return {
        z.code: _add(
            conn,
            zones,
            hall_id=hall_id,
            voice=z.voice.rules(),
            **z.model_dump(exclude={"default_queue", "voice"}),
        )
        for z in sorted(file.zones, key=lambda z: z.position)
    }


def _choose_default_queues(
    conn: Connection, file: HallFile, zone_ids: dict[str, int], queue_ids: dict[str, int]
) -> None:
    for zone in file.zones:
        if zone.default_queue is not None:
            this = zones.c.id == zone_ids[zone.code]
            chosen = queue_ids[zone.default_queue]
            conn.execute(update(zones).where(this).values(default_queue_id=chosen))


def _seed_queues(
    conn: Connection, hall_id: int, file: HallFile, zone_ids: dict[str, int]
) -> dict[str, int]:
    return {
        q.code: _add(
            conn,
            queues,
            hall_id=hall_id,
            zone_id=zone_ids[q.zone],
            code=q.code,
            name=q.name,
            name_en=q.name_en,
            prefix=q.prefix,
            digits=q.digits,
            first_number=q.first_number,
            daily_limit=q.daily_limit,
            expected_service_s=round(q.expected_service_minutes * 60),
            priority=q.priority,
            is_open=True,
            on_kiosk=q.open_to_kiosk,
            position=q.position,
            policy={
                "discipline": q.calling.model_dump(exclude_unset=True),
                "issuing": _issuing(q.issuing),
                "appointments": _appointments(q.appointments),
            },
        )
        for q in sorted(file.queues, key=lambda q: q.position)
    }


def _seed_windows(
    conn: Connection,
    hall_id: int,
    file: HallFile,
    zone_ids: dict[str, int],
    queue_ids: dict[str, int],
    now: datetime,
) -> None:
    for position, window in enumerate(file.windows, start=1):
        window_id = _add(
            conn,
            windows,
            hall_id=hall_id,
            zone_id=zone_ids[window.zone],
            number=window.number,
            place=window.place,
            position=position,
            state="closed",
            state_since=now,
        )
        serves = [
            {
                "window_id": window_id,
                "queue_id": queue_ids[s.queue],
                "rank": s.rank,
                "help_when_idle": s.help_when_idle,
                "help_after_s": s.help_after_minutes and s.help_after_minutes * 60,
            }
            for s in window.queues
        ]
        conn.execute(insert(window_queues), serves)


def _seed_item(conn: Connection, hall_id: int, item: Item, queue_id: int, now: datetime) -> int:
    item_id = _add(
        conn,
        items,
        hall_id=hall_id,
        code=item.code,
        version=1,
        published_at=now,
        **as_offered(item, queue_id),
    )
    state = next_item_state(None, ItemStep.TAKE_OVER)
    version_id = _add(
        conn,
        item_versions,
        hall_id=hall_id,
        item_id=item_id,
        version=1,
        state=state,
        state_since=now,
        content=item.model_dump(mode="json"),
    )
    _add(
        conn,
        item_steps,
        hall_id=hall_id,
        version_id=version_id,
        number=1,
        step=ItemStep.TAKE_OVER,
        state=state,
        at=now,
        actor="system",
    )
    return item_id


def _seed_packages(
    conn: Connection,
    hall_id: int,
    file: HallFile,
    queue_ids: dict[str, int],
    item_ids: dict[str, int],
) -> None:
    for package in file.packages:
        package_id = _add(
            conn,
            packages,
            hall_id=hall_id,
            queue_id=queue_ids[package.queue],
            code=package.code,
            name=package.name,
            name_en=package.name_en,
            about=package.about,
            about_en=package.about_en,
            route=[queue_ids[code] for code in package.route],
            search=list(package.search_words),
            initials=package.pinyin,
        )
        members = [
            {"package_id": package_id, "position": position, "item_id": item_ids[code]}
            for position, code in enumerate(package.items, start=1)
        ]
        conn.execute(insert(package_items), members)


def _calendar(calendar: Calendar) -> dict[str, Any]:
    return {
        "sessions": [_session(s) for s in calendar.sessions],
        "holidays": calendar.holidays,
        "exchange_like": calendar.exchange_like,
        "closed_days": [{"on": d.on.isoformat(), "reason": d.reason} for d in calendar.closed_days],
        "open_days": [
            {"on": d.on.isoformat(), "weekday": d.like_weekday, "reason": d.reason}
            for d in calendar.open_days
        ],
    }


def _issuing(issuing: Issuing) -> dict[str, Any]:
    said = issuing.model_dump(exclude_unset=True, exclude={"sessions"})
    return said | {"sessions": [_session(s) | {"quota": s.quota} for s in issuing.sessions]}


def _appointments(appointments: Appointments | None) -> dict[str, Any]:
    if appointments is None:
        return {}
    said = appointments.model_dump(exclude_unset=True, exclude={"ranges"})
    return said | {"ranges": [_slots(r) for r in appointments.ranges]}


def _slots(written: SlotRange) -> dict[str, Any]:
    return {
        **written.model_dump(exclude={"opens", "closes"}),
        "opens": written.opens.isoformat("minutes"),
        "closes": written.closes.isoformat("minutes"),
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "weekdays": list(session.weekdays),
        "opens": session.opens.isoformat("minutes"),
        "closes": session.closes.isoformat("minutes"),
        "season": session.valid_from and [session.valid_from, session.valid_to],
    }


def _add(conn: Connection, table: Table, **values: Any) -> int:
    result = conn.execute(insert(table).values(**values))
    return int(result.inserted_primary_key[0])  # type: ignore[index]
