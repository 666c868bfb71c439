"""One ticket as staff, stations and its owner see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from server.domain.clock import to_wire, utc_offset_s
from server.domain.errors import NotFound, ReturnRefused
from server.domain.lifecycle import AT_WINDOW, State
from server.domain.stages import Heard
from server.reports.appointments import appointment_mark
from server.reports.board import hall_row
from server.reports.ratings import NOTHING_TO_RATE, own_rating
from server.store.hall_rows import QueueRow
from server.store.hall_tables import halls, items, queues, windows, zones
from server.store.prepared import Prepared, Row, row_of_hall
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import ticket_items, tickets, visits
from server.store.waiting import count_ahead, windows_serving


def ticket_by_id(conn: Connection, hall_id: int, ticket_id: int) -> TicketRow:
    """The ticket of this hall.

    Raises:
        NotFound: the hall has no such ticket.
    """
    row = row_of_hall(tickets).one_or_none(conn, row_id=ticket_id, hall=hall_id)
    return _found(row)


def ticket_by_token(conn: Connection, token: str) -> TicketRow:
    """The ticket whose slip bears this token.

    Raises:
        NotFound: no ticket does.
    """
    return _found(_BY_TOKEN.one_or_none(conn, token=token))


def ticket_view(
    conn: Connection, ticket: TicketRow, *, public_url: str, now: datetime
) -> dict[str, Any]:
    """Everything about a ticket that a slip, a desk or a program needs."""
    place = _place(conn, ticket.queue_id)
    heard = hall_row(conn, ticket.hall_id).stages.heard
    window, calls = _at_window(conn, ticket)
    return {
        "ticket_id": ticket.id,
        "hall_id": ticket.hall_id,
        "hall": {"name": place.hall_name, "name_en": place.hall_name_en},
        "heard": heard,
        "day": ticket.day.isoformat(),
        "number": ticket.number,
        "queue_id": ticket.queue_id,
        "queue": {"code": place.code, "name": place.name, "name_en": place.name_en},
        "zone": {
            "zone_id": place.zone_id,
            "name": place.zone_name,
            "name_en": place.zone_name_en,
            "place": place.place,
        },
        "state": ticket.state,
        "priority": ticket.priority,
        "items": _items(conn, ticket.id),
        "joined_at": to_wire(ticket.joined_at),
        "issued_at": to_wire(ticket.joined_at),
        "ahead": _ahead(conn, ticket, now, heard),
        "windows": windows_to_watch(conn, ticket),
        "slip": ticket.slip,
        "reprints": ticket.reprints,
        "warning": ticket.warning,
        "appointment": appointment_mark(conn, ticket.appointment_id),
        "offline": ticket.lease_id is not None,
        "kept_from": ticket.kept_from and ticket.kept_from.isoformat(),
        "token": ticket.token,
        "url": f"{public_url}/t/{ticket.token}",
        "window": window,
        "calls": calls,
    }


def phone_view(conn: Connection, ticket: TicketRow, *, now: datetime) -> dict[str, Any]:
    """What the owner's telephone shows."""
    place = _place(conn, ticket.queue_id)
    hall = hall_row(conn, ticket.hall_id)
    return {
        "number": ticket.number,
        "state": ticket.state,
        "hall": {
            "hall_id": hall.id,
            "name": hall.name,
            "name_en": hall.name_en,
            "utc_offset_s": utc_offset_s(now, zone=hall.time_zone),
        },
        "queue": {"name": place.name, "name_en": place.name_en},
        "zone": {
            "zone_id": place.zone_id,
            "name": place.zone_name,
            "name_en": place.zone_name_en,
            "place": place.place,
        },
        "heard": hall.stages.heard,
        "ahead": _ahead(conn, ticket, now, hall.stages.heard),
        "windows": windows_to_watch(conn, ticket),
        "window": _at_window(conn, ticket)[0],
        "appointment": appointment_mark(conn, ticket.appointment_id),
        "warning": ticket.warning,
        "bring_back_after": hall.policy.bring_back_after,
        "may_return": _may_return(conn, ticket, now),
        "rating": own_rating(conn, ticket, now=now, within_days=hall.policy.rate_within_days)
        if hall.stages.ratings
        else NOTHING_TO_RATE,
        "issued_at": to_wire(ticket.joined_at),
        "day": ticket.day.isoformat(),
        "seq": hall.event_seq,
        "now": to_wire(now),
    }


def windows_to_watch(conn: Connection, ticket: TicketRow) -> list[dict[str, Any]]:
    """The windows that may call it: open ones, or all that serve its queue when none is open."""
    if ticket.target_window_id is not None:
        query = select(windows.c.id, windows.c.number, windows.c.place).where(
            windows.c.id == ticket.target_window_id
        )
        return [_window(*row) for row in conn.execute(query)]
    serving = windows_serving(conn, ticket.queue_id)
    is_open = [w for w in serving if w[3] == "open"]
    return [_window(*w[:3]) for w in is_open or serving]


def _ahead(conn: Connection, ticket: TicketRow, now: datetime, heard: Heard) -> int | None:
    """How many wait before it; None when it does not wait, or its appointment is to come.

    Who is called before its time has come, nobody can count: they are still arriving. Nor can
    anybody where numbers are called out by voice.
    """
    is_known = heard is not Heard.BY_VOICE and ticket.order_at <= now
    return count_ahead(conn, ticket) if is_known else None


def _may_return(conn: Connection, ticket: TicketRow, now: datetime) -> bool:
    """Whether the owner may put a missed number back without staff."""
    if ticket.state != State.PASSED:
        return False
    row = conn.execute(select(queues).where(queues.c.id == ticket.queue_id)).one()
    try:
        QueueRow(*row).discipline.demand_return(
            returns=ticket.self_returns, missed_at=ticket.state_since, now=now
        )
    except ReturnRefused:
        return False
    return True


def _found(row: Row | None) -> TicketRow:
    if row is None:
        raise NotFound("no such ticket", what="ticket")
    return TicketRow(*row)


_BY_TOKEN = Prepared(select(tickets).where(tickets.c.token == bindparam("token")))


def _place(conn: Connection, queue_id: int) -> Row:
    return _PLACE.one(conn, queue=queue_id)


_PLACE = Prepared(
    select(
        queues.c.code,
        queues.c.name,
        queues.c.name_en,
        queues.c.zone_id,
        zones.c.name.label("zone_name"),
        zones.c.name_en.label("zone_name_en"),
        zones.c.place,
        halls.c.name.label("hall_name"),
        halls.c.name_en.label("hall_name_en"),
    )
    .join(zones, zones.c.id == queues.c.zone_id)
    .join(halls, halls.c.id == queues.c.hall_id)
    .where(queues.c.id == bindparam("queue"))
)


def _at_window(conn: Connection, ticket: TicketRow) -> tuple[dict[str, Any] | None, int]:
    if ticket.visit_id is None:
        return None, 0
    window_id, number, place, calls = _AT_WINDOW.one(conn, visit=ticket.visit_id)
    is_there = ticket.state in {*AT_WINDOW, State.PASSED}
    return (_window(window_id, number, place) if is_there else None), calls


_AT_WINDOW = Prepared(
    select(windows.c.id, windows.c.number, windows.c.place, visits.c.calls)
    .join(windows, windows.c.id == visits.c.window_id)
    .where(visits.c.id == bindparam("visit"))
)


def _window(window_id: int, number: str, place: str) -> dict[str, Any]:
    return {"window_id": window_id, "number": number, "place": place}


def _items(conn: Connection, ticket_id: int) -> list[dict[str, Any]]:
    return [
        {"item_id": item_id, "name": name, "name_en": name_en, "bring": guide.get("bring", "")}
        for item_id, name, name_en, guide in _ITEMS.all(conn, ticket=ticket_id)
    ]


_ITEMS = Prepared(
    select(items.c.id, items.c.name, items.c.name_en, items.c.guide)
    .join(ticket_items, ticket_items.c.item_id == items.c.id)
    .where(ticket_items.c.ticket_id == bindparam("ticket"))
    .order_by(ticket_items.c.position)
)
