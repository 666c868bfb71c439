"""Stations: who they are, what they report."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from sqlalchemy import Connection, bindparam, select

from server.domain.errors import Unauthenticated
from server.store.prepared import Prepared
from server.store.rows import StationRow
from server.store.tables import stations
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


def note_health(uow: UnitOfWork, *, station_id: int, devices: dict[str, Any]) -> dict[str, Any]:
    """Keep what a station says of its devices."""
    uow.update(stations, station_id, health={"devices": devices}, seen_at=uow.now)
    return {"station_id": station_id}
