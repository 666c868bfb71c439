"""The hall's public stream, read back from the outbox."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from server.domain.clock import to_wire
from server.store.event_tables import events
from server.store.prepared import Prepared

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
    return [wire_event(*row) for row in _SINCE.all(conn, hall=hall_id, since=since, limit=limit)]


_SINCE = Prepared(
    select(*_COLUMNS)
    .where(events.c.hall_id == bindparam("hall"), events.c.seq > bindparam("since"))
    .order_by(events.c.seq)
    .limit(bindparam("limit"))
)
