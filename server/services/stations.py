"""Stations: who they are, what they report."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from server.domain.errors import Unauthenticated
from server.store.prepared import Prepared
from server.store.station_rows import StationRow
from server.store.station_tables import keypad_windows, stations
from server.store.unit_of_work import UnitOfWork

PREFIX = "st_"


def new_token() -> str:
    """A token for a station: 256 bits; only its hash is kept."""
    return PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256 in hex. The token is random, so that no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(conn: Connection, token: str) -> StationRow:
    """The station that holds this token.

    Raises:
        Unauthenticated: no station does, or it has been revoked.
    """
    row = _BY_TOKEN.one_or_none(conn, token_hash=token_hash(token))
    if row is None:
        raise Unauthenticated("unknown or revoked station token")
    return StationRow(*row)


_BY_TOKEN = Prepared(
    select(stations).where(
        stations.c.token_hash == bindparam("token_hash"), stations.c.revoked_at.is_(None)
    )
)


def by_id(conn: Connection, station_id: int) -> StationRow:
    """The station with this id, which is known to be there."""
    return StationRow(*_BY_ID.one(conn, station=station_id))


_BY_ID = Prepared(select(stations).where(stations.c.id == bindparam("station")))


def put_station(
    conn: Connection,
    *,
    hall_id: int,
    code: str,
    kind: str,
    token_hash: str,
    zone_id: int | None = None,
    window_id: int | None = None,
    is_demonstration: bool = False,
) -> int:
    """Add a station, or give the one of this code a new token: the old one ends with it.

    Args:
        kind: "kiosk", "window" or "hall"; the hall's station is the one that speaks.

    Returns:
        the station's id.
    """
    known = (stations.c.hall_id == hall_id) & (stations.c.code == code)
    values = {
        "kind": kind,
        "zone_id": zone_id,
        "window_id": window_id,
        "speaks": kind == "hall",
        "token_hash": token_hash,
        "is_demonstration": is_demonstration,
        "revoked_at": None,
    }
    station_id = conn.execute(select(stations.c.id).where(known)).scalar_one_or_none()
    if station_id is None:
        added = insert(stations).values(hall_id=hall_id, code=code, **values)
        return int(conn.execute(added.returning(stations.c.id)).scalar_one())
    conn.execute(update(stations).where(stations.c.id == station_id).values(values))
    return int(station_id)


def give_keypads(conn: Connection, *, station_id: int, window_ids: Collection[int]) -> None:
    """Say that the keypads of these windows, and no others, hang on this station.

    For keypads that share one line to a computer elsewhere; a keypad on the computer at its own
    window needs no word. A window that was given to another station changes over.
    """
    stale = (keypad_windows.c.station_id == station_id) | keypad_windows.c.window_id.in_(window_ids)
    conn.execute(delete(keypad_windows).where(stale))
    for window_id in window_ids:
        conn.execute(insert(keypad_windows).values(window_id=window_id, station_id=station_id))


def note_health(uow: UnitOfWork, *, station_id: int, devices: dict[str, Any]) -> dict[str, Any]:
    """Keep what a station says of its devices."""
    uow.update(stations, station_id, health={"devices": devices}, seen_at=uow.now)
    return {"station_id": station_id}
