"""The hall's public stream, read back from the outbox."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from server.domain.clock import to_wire
from server.store.tables import events

REPLAY_LIMIT = 500  # more than this and a snapshot is the shorter way

_COLUMNS = (
    events.c.hall_id,
    events.c.seq,
    events.c.kind,
    events.c.at,
    events.c.day,
    events.c.body,
)


def wire_event(
    hall_id: int, seq: int, kind: str, at: datetime, day: date, body: dict[str, Any]
) -> dict[str, Any]:
    """An event as the wire has it. Who did it stays here."""
    return {
        "seq": seq,
        "hall_id": hall_id,
        "kind": kind,
        "at": to_wire(at),
        "day": day.isoformat(),
        "body": body,
    }


def events_since(
    conn: Connection, hall_id: int, since: int, *, limit: int = REPLAY_LIMIT
) -> list[dict[str, Any]]:
    """The hall's events after `since`, in order, at most `limit`."""
    query = (
        select(*_COLUMNS)
        .where(events.c.hall_id == hall_id, events.c.seq > since)
        .order_by(events.c.seq)
        .limit(limit)
    )
    return [wire_event(*row) for row in conn.execute(query)]
