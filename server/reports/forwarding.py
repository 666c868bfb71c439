"""What is to be sent to platforms, and how that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, func, select

from server.domain.clock import to_wire
from server.domain.forwarding import DELIVERED, RESENDABLE, ForwardState, OutgoingRating
from server.domain.rating import Level
from server.store.forwarding_tables import forwards
from server.store.hall_tables import halls, items, queues, windows
from server.store.people_tables import accounts
from server.store.ticket_tables import ratings, ticket_items, tickets, visits

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Due:
    """A rating whose time to be sent has come."""

    forward_id: int
    hall_id: int
    rating: OutgoingRating


def due_ratings(conn: Connection, platform: str, *, now: datetime, limit: int) -> list[Due]:
    """The ratings to send to a platform now, those that have waited longest first."""
    query = (
        _ratings()
        .where(forwards.c.platform == platform, forwards.c.next_at <= now)
        .order_by(forwards.c.next_at, forwards.c.id)
        .limit(limit)
    )
    return [_due(conn, row) for row in conn.execute(query).all()]


def forwarding_view(
    conn: Connection, hall_id: int, *, state: ForwardState | None
) -> dict[str, Any]:
    """How many ratings of a hall stand how with each platform, and some of them.

    Args:
        state: list those in this state; None: those that somebody has to look at.
    """
    counted = conn.execute(
        select(forwards.c.platform, forwards.c.state, func.count())
        .where(forwards.c.hall_id == hall_id)
        .group_by(forwards.c.platform, forwards.c.state)
        .order_by(forwards.c.platform, forwards.c.state)
    )
    wanted = RESENDABLE | {ForwardState.NUMBER_MISSING} if state is None else {state}
    listed = conn.execute(
        select(forwards, ratings.c.level, tickets.c.day, windows.c.number.label("window"))
        .join(ratings, ratings.c.id == forwards.c.rating_id)
        .join(visits, visits.c.id == ratings.c.visit_id)
        .join(tickets, tickets.c.id == visits.c.ticket_id)
        .join(windows, windows.c.id == visits.c.window_id)
        .where(forwards.c.hall_id == hall_id, forwards.c.state.in_(wanted))
        .order_by(forwards.c.id.desc())
        .limit(SHOWN)
    )
    return {
        "counts": [{"platform": p, "state": s, "count": n} for p, s, n in counted],
        "forwards": [_shown(row) for row in listed],
    }


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {
        "forward_id": row.id,
        "platform": row.platform,
        "state": row.state,
        "stays": row.stays,
        "attempts": row.attempts,
        "resent": row.resent,
        "next_at": None if row.next_at is None else to_wire(row.next_at),
        # A delivered rating needs no word of how often it took.
        "error": None if row.state in DELIVERED else row.error,
        "day": row.day.isoformat(),
        "level": row.level,
        "window": row.window,
    }


def _ratings() -> Select[Any]:
    return (
        select(
            forwards.c.id.label("forward_id"),
            forwards.c.hall_id,
            forwards.c.key,
            forwards.c.ready_at,
            ratings.c.visit_id,
            ratings.c.ordinal,
            ratings.c.level,
            ratings.c.channel,
            ratings.c.labels,
            ratings.c.words,
            ratings.c.is_default,
            ratings.c.pressed_at,
            visits.c.started_at,
            visits.c.ended_at,
            visits.c.case_number,
            halls.c.code,
            halls.c.name,
            halls.c.time_zone,
            windows.c.number.label("window"),
            queues.c.name.label("queue"),
            accounts.c.staff_no,
        )
        .join(ratings, ratings.c.id == forwards.c.rating_id)
        .join(visits, visits.c.id == ratings.c.visit_id)
        .join(halls, halls.c.id == forwards.c.hall_id)
        .join(windows, windows.c.id == visits.c.window_id)
        .join(queues, queues.c.id == visits.c.queue_id)
        .outerjoin(accounts, accounts.c.id == visits.c.account_id)
    )


def _due(conn: Connection, row: Row[Any]) -> Due:
    item = conn.execute(_FIRST_ITEM.where(ticket_items.c.visit_id == row.visit_id)).first()
    rating = OutgoingRating(
        key=row.key,
        ordinal=row.ordinal,
        level=Level(row.level),
        channel=row.channel,
        labels=tuple(row.labels),
        words=row.words,
        is_default=row.is_default,
        given_at=row.pressed_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        day=row.ready_at.astimezone(ZoneInfo(row.time_zone)).date(),
        zone=row.time_zone,
        hall_code=row.code,
        hall_name=row.name,
        window=row.window,
        queue=row.queue,
        staff_no=row.staff_no,
        item_code=None if item is None else item.code,
        item_name=None if item is None else item.name,
        is_instant=None if item is None else _is_instant(item.guide),
        case_number=row.case_number,
    )
    return Due(row.forward_id, row.hall_id, rating)


_FIRST_ITEM = (
    select(items.c.code, items.c.name, items.c.guide)
    .join(ticket_items, ticket_items.c.item_id == items.c.id)
    .order_by(ticket_items.c.position)
    .limit(1)
)


def _is_instant(guide: dict[str, Any]) -> bool | None:
    """即办 has a promised limit of no days; what promises nothing is neither."""
    days = (guide.get("promised_limit") or {}).get("days")
    return None if days is None else days == 0
