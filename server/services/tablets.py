"""A tablet at a window in place of a keypad."""

from __future__ import annotations

from typing import Any

from server.services.asking_rating import TABLET
from server.services.stations import put_station
from server.store.hall_rows import WindowRow
from server.store.hall_tables import windows
from server.store.unit_of_work import UnitOfWork


def enrol_tablet(uow: UnitOfWork, *, window_id: int, token_hash: str) -> dict[str, Any]:
    """Make a tablet the one that asks at a window; the one before it asks no more.

    Raises:
        NotFound: no such window in this hall.
    """
    window = uow.get(WindowRow, windows, window_id)
    station_id = put_station(
        uow.conn,
        hall_id=uow.hall.id,
        code=f"tablet-{window.id}",
        kind=TABLET,
        token_hash=token_hash,
        window_id=window.id,
    )
    return {"station_id": station_id}
