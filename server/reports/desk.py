"""What a clerk's console shows: one window, its ticket, and who waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from server.domain.clock import to_wire
from server.domain.errors import NotFound
from server.reports.appointments import appointment_mark
from server.reports.board import hall_row
from server.reports.desk_waiting import passed_here, suspended_here, waiting_here
from server.store.hall_rows import HallRow, WindowRow
from server.store.hall_tables import items, queues, windows
from server.store.keypads import keypad_at
from server.store.people_tables import accounts
from server.store.prepared import Prepared, row_of_hall
from server.store.station_tables import stations
from server.store.ticket_rows import VisitRow
from server.store.ticket_tables import ticket_items, tickets, visits
from server.store.waiting import serves_of
from server.store.zone_targets import zone_targets

IsOnline = Callable[[int], bool]


def desk(
    conn: Connection, hall_id: int, window_id: int, *, now: datetime, is_online: IsOnline
) -> dict[str, Any]:
    """The console's whole state.

    Args:
        is_online: whether a station, by its id, holds a link to this server.

    Raises:
        NotFound: the hall has no such window.
    """
    hall = hall_row(conn, hall_id)
    window = _window_row(conn, hall_id, window_id)
    serves = serves_of(conn, window_id)
    names = dict(_QUEUE_NAMES.all(conn, hall=hall_id))
    return {
        "window": _window(conn, window, is_online),
        "current": _current(conn, hall, window_id, now),
        "waiting": waiting_here(conn, hall, window, serves, now),
        "suspended": suspended_here(conn, hall_id, window_id, serves),
        "passed": passed_here(conn, hall, serves, now),
        "rating": _rating(conn, window_id),
        "queues": [{"queue_id": queue_id, "name": name} for queue_id, name in names.items()],
        "windows": _other_windows(conn, hall_id, window_id),
        "zones": _other_zones(conn, hall_id, window_id, names),
        "seq": hall.event_seq,
        "now": to_wire(now),
    }


def _window_row(conn: Connection, hall_id: int, window_id: int) -> WindowRow:
    row = row_of_hall(windows).one_or_none(conn, row_id=window_id, hall=hall_id)
    if row is None:
        raise NotFound(f"no window {window_id} in this hall", what="service_window")
    return WindowRow(*row)


def _window(conn: Connection, window: WindowRow, is_online: IsOnline) -> dict[str, Any]:
    paused = window.state == "paused"
    until = window.pause_until
    return {
        "window_id": window.id,
        "hall_id": window.hall_id,
        "number": window.number,
        "place": window.place,
        "state": window.state,
        "state_since": to_wire(window.state_since),
        "clerk": _clerk(conn, window.account_id),
        "pause": {"reason": window.pause_reason, "until": until and to_wire(until)}
        if paused
        else None,
        "station": _station(conn, window.id, is_online),
    }


def _clerk(conn: Connection, account_id: int | None) -> dict[str, Any] | None:
    if account_id is None:
        return None
    row = _CLERK.one(conn, account=account_id)
    return {"account_id": row.id, "name": row.name, "staff_no": row.staff_no}


_CLERK = Prepared(
    select(accounts.c.id, accounts.c.name, accounts.c.staff_no).where(
        accounts.c.id == bindparam("account")
    )
)


def _station(conn: Connection, window_id: int, is_online: IsOnline) -> str:
    keypad = keypad_at(conn, window_id)
    if keypad is None:
        return "none"
    return "online" if is_online(keypad.station_id) else "offline"


def _current(
    conn: Connection, hall: HallRow, window_id: int, now: datetime
) -> dict[str, Any] | None:
    row = _OPEN_VISIT.one_or_none(conn, window=window_id)
    if row is None:
        return None
    visit = VisitRow(*row)
    ticket = _TICKET.one(conn, ticket=visit.ticket_id)
    return {
        "ticket": {
            "ticket_id": ticket.id,
            "number": ticket.number,
            "queue_id": ticket.queue_id,
            "queue": ticket.queue,
            "queue_en": ticket.queue_en,
            "priority": ticket.priority,
            "joined_at": to_wire(ticket.joined_at),
            "appointment": appointment_mark(conn, ticket.appointment_id),
            "kept_from": ticket.kept_from and ticket.kept_from.isoformat(),
            "person": ticket.person_mask,
            "items": (own := _items(conn, ticket.id, visit.id)),
            "other_items": _other_items(conn, ticket.queue_id, {i["item_id"] for i in own}),
        },
        "state": ticket.state,
        "visit_id": visit.id,
        "called_at": to_wire(visit.called_at),
        "last_called_at": to_wire(visit.last_called_at),
        "calls": visit.calls,
        "started_at": visit.started_at and to_wire(visit.started_at),
        "why": visit.why,
        "announced": _announced(conn, hall, visit, now),
        "announce_by": to_wire(visit.last_called_at + hall.speak_for),
    }


_OPEN_VISIT = Prepared(
    select(visits).where(visits.c.window_id == bindparam("window"), visits.c.ended_at.is_(None))
)
_TICKET = Prepared(
    select(tickets, queues.c.name.label("queue"), queues.c.name_en.label("queue_en"))
    .join(queues, queues.c.id == tickets.c.queue_id)
    .where(tickets.c.id == bindparam("ticket"))
)


def _items(conn: Connection, ticket_id: int, visit_id: int) -> list[dict[str, Any]]:
    """The ticket's items. One that an earlier visit left half done is begun anew in this one."""
    return [
        {
            "item_id": item_id,
            "name": name,
            "started_at": to_wire(started_at) if finished_at or handled_in == visit_id else None,
            "finished_at": finished_at and to_wire(finished_at),
        }
        for item_id, name, started_at, finished_at, handled_in in _ITEMS.all(conn, ticket=ticket_id)
    ]


_ITEMS = Prepared(
    select(
        items.c.id,
        items.c.name,
        ticket_items.c.started_at,
        ticket_items.c.finished_at,
        ticket_items.c.visit_id,
    )
    .join(ticket_items, ticket_items.c.item_id == items.c.id)
    .where(ticket_items.c.ticket_id == bindparam("ticket"))
    .order_by(ticket_items.c.position)
)


def _other_items(conn: Connection, queue_id: int, own: set[int]) -> list[dict[str, Any]]:
    """Published items of the queue that the ticket does not carry."""
    return [
        {"item_id": item_id, "name": name}
        for item_id, name in _PUBLISHED.all(conn, queue=queue_id)
        if item_id not in own
    ]


_PUBLISHED = Prepared(
    select(items.c.id, items.c.name)
    .where(
        items.c.queue_id == bindparam("queue"),
        items.c.published_at.is_not(None),
        items.c.retired_at.is_(None),
    )
    .order_by(items.c.id)
)


def _announced(conn: Connection, hall: HallRow, visit: VisitRow, now: datetime) -> str:
    """Whether the call was heard; a clerk whose call was not calls out, and is told why."""
    if visit.announced_calls >= visit.calls:
        return "spoken"
    if visit.unspoken_calls == visit.calls:
        return _UNSPOKEN.get(visit.unspoken_why or "", "not_announced")
    if not hall.stages.displays or not _SPEAKERS.all(conn, hall=hall.id, queue=visit.queue_id):
        return "no_speaker"
    return "pending" if now <= visit.last_called_at + hall.speak_for else "not_announced"


_UNSPOKEN = {"quiet": "quiet", "no sound": "no_sound"}
_SPEAKERS = Prepared(
    select(stations.c.id)
    .join(queues, queues.c.hall_id == stations.c.hall_id)
    .where(
        stations.c.hall_id == bindparam("hall"),
        stations.c.speaks,
        stations.c.revoked_at.is_(None),
        queues.c.id == bindparam("queue"),
        stations.c.zone_id.is_(None) | (stations.c.zone_id == queues.c.zone_id),
    )
)


def _rating(conn: Connection, window_id: int) -> dict[str, Any] | None:
    for visit_id, number, state in _LAST_VISITS.all(conn, window=window_id):
        if state is not None:
            return {"visit_id": visit_id, "number": number, "state": state}
    return None


_LAST_VISITS = Prepared(
    select(visits.c.id, tickets.c.number, visits.c.rating_state)
    .join(tickets, tickets.c.id == visits.c.ticket_id)
    .where(visits.c.window_id == bindparam("window"))
    .order_by(visits.c.id.desc())
    .limit(2)
)


_QUEUE_NAMES = Prepared(
    select(queues.c.id, queues.c.name)
    .where(queues.c.hall_id == bindparam("hall"))
    .order_by(queues.c.zone_id, queues.c.position)
)


def _other_windows(conn: Connection, hall_id: int, window_id: int) -> list[dict[str, Any]]:
    return [
        {"window_id": other_id, "number": number, "state": state}
        for other_id, number, state in _OTHER_WINDOWS.all(conn, hall=hall_id, window=window_id)
    ]


_OTHER_WINDOWS = Prepared(
    select(windows.c.id, windows.c.number, windows.c.state)
    .where(windows.c.hall_id == bindparam("hall"), windows.c.id != bindparam("window"))
    .order_by(windows.c.position)
)


def _other_zones(
    conn: Connection, hall_id: int, window_id: int, names: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Where the present ticket may be sent beside its own zone; none without a ticket."""
    here = _ZONE_OF_CURRENT.one_or_none(conn, window=window_id)
    if here is None:
        return []
    return [
        {
            "zone_id": zone.id,
            "name": zone.name,
            "name_en": zone.name_en,
            "queue_id": queue_id,
            "queue": names[queue_id],
        }
        for zone, queue_id in zone_targets(conn, hall_id, here.ticket_id, but=here.zone_id)
    ]


_ZONE_OF_CURRENT = Prepared(
    select(visits.c.ticket_id, queues.c.zone_id)
    .join(queues, queues.c.id == visits.c.queue_id)
    .where(visits.c.window_id == bindparam("window"), visits.c.ended_at.is_(None))
)
