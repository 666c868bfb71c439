"""Ratings of a small hall, stored as rows, for what reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert

from server.domain.forwarding import OutgoingRating
from server.domain.rating import Channel, Level
from server.store import ticket_tables
from server.store.forwarding_tables import forwards
from tests.server.acting import Desk, SmallHall


def store_rating(hall: SmallHall, visit_id: int, level: str = "satisfied", **values: Any) -> int:
    """Store a rating of a visit; returns its id."""
    row = {
        "hall_id": hall.hall_id,
        "visit_id": visit_id,
        "ordinal": 1,
        "level": level,
        "channel": Channel.KEYPAD,
        "pressed_at": hall.clock.now(),
        "stored_at": hall.clock.now(),
        "flags": [],
        "labels": [],
        "is_default": False,
        **values,
    }
    add = insert(ticket_tables.ratings).values(row).returning(ticket_tables.ratings.c.id)
    return int(
        hall.database.write(
            hall.hall_id, lambda uow: uow.conn.execute(add).scalar_one(), actor="station:1"
        )
    )


def serve_and_rate(hall: SmallHall, desk: Desk, level: str = "satisfied", **values: Any) -> int:
    """Serve somebody at a desk and store the rating; returns its id."""
    hall.issue("A")
    number = desk.serve()
    return store_rating(hall, hall.visit(number).id, level, **values)


def outgoing(**changed: Any) -> OutgoingRating:
    """A rating as platforms are told of it."""
    values: dict[str, Any] = {
        "key": "small-17-1",
        "ordinal": 1,
        "level": Level.SATISFIED,
        "channel": Channel.KEYPAD,
        "labels": ("406", "413"),
        "words": None,
        "is_default": False,
        "given_at": datetime(2026, 11, 24, 1, 20, 5, tzinfo=UTC),
        "started_at": datetime(2026, 11, 24, 1, 10, tzinfo=UTC),
        "ended_at": datetime(2026, 11, 24, 1, 20, tzinfo=UTC),
        "day": date(2026, 11, 24),
        "zone": "Asia/Shanghai",
        "hall_code": "small",
        "hall_name": "小厅",
        "window": "1",
        "queue": "社保",
        "staff_no": "001",
        "item_code": "CARD1",
        "item_name": "社保卡申领",
        "is_instant": True,
        "case_number": "AH-7",
    }
    return OutgoingRating(**{**values, **changed})


def refused_by_a_platform(hall: SmallHall) -> int:
    """Let a platform refuse the hall's latest rating; returns the id of its way there."""
    row = {
        "hall_id": hall.hall_id,
        "rating_id": hall.ratings()[-1].id,
        "platform": "province",
        "key": "refused",
        "state": "rejected",
        "attempts": 1,
        "resent": 0,
        "ready_at": hall.clock.now(),
        "error": "HTTP 200 0 事项编码不存在",
        "state_since": hall.clock.now(),
    }
    return hall.database.write(
        hall.hall_id, lambda uow: uow.insert(forwards, **row), actor="system"
    )
