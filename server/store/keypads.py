"""On which station the keypad of a window hangs, or which tablet stands in its place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, or_, select

from server.store.hall_tables import windows
from server.store.prepared import Prepared
from server.store.station_tables import keypad_windows, stations


@dataclass(frozen=True, slots=True)
class KeypadAt:
    """The keypad of a window: its station's id, and the window's number, by which it is known."""

    station_id: int
    window: str


def keypad_at(conn: Connection, window_id: int) -> KeypadAt | None:
    """The keypad of a window, if it has one.

    A tablet goes before all: it was put there to ask. The station that was given the window's
    keypad goes before the computer that stands there; of two computers the one enrolled last, if
    one was replaced and the old one's token not revoked.
    """
    row = _KEYPAD_AT.one_or_none(conn, window=window_id)
    return None if row is None else KeypadAt(*row)


_KEYPAD_AT = Prepared(
    select(stations.c.id, windows.c.number)
    .join_from(windows, keypad_windows, keypad_windows.c.window_id == windows.c.id, isouter=True)
    .join(
        stations,
        or_(
            stations.c.id == keypad_windows.c.station_id,
            stations.c.window_id == windows.c.id,  # a computer or a tablet that stands there
        ),
    )
    .where(windows.c.id == bindparam("window"), stations.c.revoked_at.is_(None))
    .order_by(
        (stations.c.kind == "tablet").desc(),
        (stations.c.id == keypad_windows.c.station_id).desc().nulls_last(),
        stations.c.id.desc(),
    )
    .limit(1)
)


def keypads_of(conn: Connection, hall_id: int) -> dict[int, list[int]]:
    """The windows of a hall whose keypads were given to a station, by station."""
    query = (
        select(keypad_windows.c.station_id, keypad_windows.c.window_id)
        .join(windows, windows.c.id == keypad_windows.c.window_id)
        .where(windows.c.hall_id == hall_id)
        .order_by(keypad_windows.c.window_id)
    )
    found: dict[int, list[int]] = {}
    for station_id, window_id in conn.execute(query):
        found.setdefault(station_id, []).append(window_id)
    return found
