"""A new computer becomes a station: it shows a code, the office enters the code.

The station makes its own token and sends only its hash, so that the token itself crosses the
network for the first time when the station is known, and nobody in between can collect it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from server.domain.clock import to_wire
from server.domain.errors import InvalidInput, NotFound, TooManyAttempts
from server.services.stations import put_station
from server.store.hall_tables import windows, zones
from server.store.station_rows import PairingRow
from server.store.station_tables import pairings
from server.store.unit_of_work import UnitOfWork

LIFETIME = timedelta(minutes=10)
MOST_PENDING = 20  # more new computers at once than any hall unpacks
CODE_DIGITS = 6


def ask(uow: UnitOfWork, *, kind: str, host: str, token_hash: str) -> dict[str, Any]:
    """Give a computer a code to show; the same one while it is good.

    Args:
        kind: "kiosk", "window" or "hall".
        host: what the computer calls itself, for the office to recognise it.
        token_hash: SHA-256 in hex of the token it will use.

    Raises:
        TooManyAttempts: too many computers are asking.
    """
    uow.conn.execute(
        delete(pairings).where(
            pairings.c.hall_id == uow.hall.id,
            pairings.c.station_id.is_(None),
            pairings.c.expires_at <= uow.now,
        )
    )
    pending = uow.one(
        PairingRow,
        select(pairings).where(
            pairings.c.token_hash == token_hash, pairings.c.hall_id == uow.hall.id
        ),
    )
    if pending is None:
        pending = _new(uow, kind=kind, host=host, token_hash=token_hash)
    return {"code": pending.code, "expires_at": to_wire(pending.expires_at)}


def accept(
    uow: UnitOfWork,
    *,
    code: str,
    station: str,
    zone_id: int | None,
    window_id: int | None,
) -> dict[str, Any]:
    """Make the computer that shows this code the station of this name.

    A station that has the name already gets the new computer: the old one's token ends.

    Raises:
        NotFound: no computer shows this code, or no longer; no such zone or window.
        InvalidInput: a station at a window needs its window, others have none.
    """
    pairing = uow.one(
        PairingRow,
        select(pairings).where(
            pairings.c.hall_id == uow.hall.id,
            pairings.c.code == code,
            pairings.c.station_id.is_(None),
            pairings.c.expires_at > uow.now,
        ),
    )
    if pairing is None:
        raise NotFound("no computer shows this code", what="pairing")
    if (window_id is not None) != (pairing.kind == "window"):
        raise InvalidInput("a window's station has a window, others have none")
    if window_id is not None:
        uow.demand(windows, window_id)
    if zone_id is not None:
        uow.demand(zones, zone_id)
    station_id = put_station(
        uow.conn,
        hall_id=uow.hall.id,
        code=station,
        kind=pairing.kind,
        token_hash=pairing.token_hash,
        zone_id=zone_id,
        window_id=window_id,
    )
    uow.update(pairings, pairing.id, station_id=station_id)
    return {"station_id": station_id}


def _new(uow: UnitOfWork, *, kind: str, host: str, token_hash: str) -> PairingRow:
    mine = (pairings.c.hall_id == uow.hall.id) & pairings.c.station_id.is_(None)
    count = select(func.count()).select_from(pairings).where(mine)
    if uow.conn.execute(count).scalar_one() >= MOST_PENDING:
        raise TooManyAttempts("too many computers are asking to become stations")
    taken = set(uow.conn.execute(select(pairings.c.code).where(mine)).scalars())
    values: dict[str, Any] = {
        "hall_id": uow.hall.id,
        "code": _free_code(taken),
        "token_hash": token_hash,
        "kind": kind,
        "host": host,
        "asked_at": uow.now,
        "expires_at": uow.now + LIFETIME,
    }
    return PairingRow(id=uow.insert(pairings, **values), station_id=None, **values)


def _free_code(taken: set[str]) -> str:
    while True:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        if code not in taken:
            return code
