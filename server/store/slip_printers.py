"""Which station prints on paper for a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from server.store.hall_tables import windows
from server.store.station_tables import stations

_READINESS = {"yes": 0, "unknown": 1, "no": 2}


@dataclass(frozen=True, slots=True)
class PrinterAt:
    """A station with a ticket printer. can_print is what it last said: "yes", "unknown", "no"."""

    station_id: int
    can_print: str


def printer_for(conn: Connection, window_id: int) -> PrinterAt | None:
    """The printer for a window's papers, if there is one.

    One that can print goes before one that cannot; of these the one at the window before the
    kiosks of its zone, and those before kiosks of no zone; of several the one heard last. A
    printer that says it is out of paper is still asked when there is no other: by the time the
    job arrives somebody may have put a roll in, and if not, the clerk is told so.
    """
    query = (
        select(
            stations.c.id,
            stations.c.window_id,
            stations.c.zone_id,
            stations.c.seen_at,
            stations.c.health,
        )
        .join(windows, windows.c.hall_id == stations.c.hall_id)
        .where(
            windows.c.id == window_id,
            stations.c.revoked_at.is_(None),
            stations.c.seen_at.is_not(None),
            or_(
                stations.c.window_id == windows.c.id,
                and_(
                    stations.c.kind == "kiosk",
                    or_(stations.c.zone_id == windows.c.zone_id, stations.c.zone_id.is_(None)),
                ),
            ),
        )
        .order_by(stations.c.seen_at.desc(), stations.c.id)
    )
    found = []
    for row in conn.execute(query):
        can_print = _can_print(row.health)
        if can_print is not None:
            nearness = 0 if row.window_id == window_id else 1 if row.zone_id is not None else 2
            found.append((_READINESS[can_print], nearness, PrinterAt(row.id, can_print)))
    return min(found, key=lambda each: each[:2])[2] if found else None


def _can_print(health: Mapping[str, Any] | None) -> str | None:
    """What a station's health says of its printer; None if it has none."""
    for device in (health or {}).get("devices", {}).values():
        said = device.get("can_print") if isinstance(device, dict) else None
        if said in _READINESS:
            return str(said)
    return None
