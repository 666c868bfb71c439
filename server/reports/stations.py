"""The stations of a hall, as the office sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from server.domain.clock import to_wire
from server.store.keypads import keypads_of
from server.store.station_rows import StationRow
from server.store.station_tables import stations


def hall_stations(
    conn: Connection, hall_id: int, *, is_online: Callable[[int], bool]
) -> list[dict[str, Any]]:
    """Every station the hall has had, by kind and code; health is null until it said something."""
    query = (
        select(stations)
        .where(stations.c.hall_id == hall_id)
        .order_by(stations.c.kind, stations.c.code)
    )
    rows = [StationRow(*row) for row in conn.execute(query)]
    keypads = keypads_of(conn, hall_id)
    return [_station(row, keypads.get(row.id, []), is_online) for row in rows]


def _station(
    row: StationRow, keypads: list[int], is_online: Callable[[int], bool]
) -> dict[str, Any]:
    return {
        "station_id": row.id,
        "code": row.code,
        "kind": row.kind,
        "zone_id": row.zone_id,
        "window_id": row.window_id,
        "keypad_window_ids": keypads,
        "speaks": row.speaks,
        "online": row.revoked_at is None and is_online(row.id),
        "seen_at": None if row.seen_at is None else to_wire(row.seen_at),
        "revoked_at": None if row.revoked_at is None else to_wire(row.revoked_at),
        "devices": None if row.health is None else row.health["devices"],
    }
