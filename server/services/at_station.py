"""A window's station runs the window's commands for the clerk who sits there.

A caller pad has no login: whose press it was is whoever has the window open. Every step is
recorded with that clerk and with the station whose key it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, bindparam, select

from server.domain.access import Permission, Role, demand
from server.domain.errors import Conflict, Forbidden, NotFound, WindowNotOpen
from server.domain.lifecycle import State
from server.services import accounts, serving, transferring, windows
from server.services.asking_rating import TABLET
from server.services.at_window import own_window
from server.store.hall_rows import WindowRow
from server.store.hall_tables import queues
from server.store.hall_tables import windows as windows_table
from server.store.people_rows import AccountRow
from server.store.prepared import Prepared
from server.store.station_rows import StationRow
from server.store.station_tables import keypad_windows, stations
from server.store.ticket_tables import tickets
from server.store.unit_of_work import UnitOfWork

Command = Callable[..., dict[str, Any]]


def for_the_clerk(
    uow: UnitOfWork, *, station_id: int, at: str | None, command: Command, **arguments: Any
) -> dict[str, Any]:
    """Run a command of the station's window for the clerk who sits at it.

    Args:
        at: the window's number, for a station on which the devices of several windows hang.

    Raises:
        Forbidden: the window is not the station's, or the account there may not serve.
        WindowNotOpen: nobody sits at the window.
        and what the command raises.
    """
    station = uow.get(StationRow, stations, station_id)
    window = uow.get(WindowRow, windows_table, window_of(uow.conn, station, at=at))
    clerk = _clerk_at(uow, window)
    with uow.for_account(clerk.id):
        return command(uow, window_id=window.id, account_id=clerk.id, **arguments)


def window_of(conn: Connection, station: StationRow, *, at: str | None) -> int:
    """The id of a station's window: where it stands, or one whose devices hang on it.

    Args:
        at: the window's number; None for the one where the station stands.

    Raises:
        Forbidden: it is none of this station's.
    """
    if station.kind == TABLET:
        raise Forbidden("a tablet has no keys of the window")
    if at is None:
        if station.window_id is None:
            raise Forbidden("this station stands at no window")
        return station.window_id
    row = _ATTENDED.one_or_none(conn, hall=station.hall_id, name=at, station=station.id)
    if row is None or (row.station_id is None and row.id != station.window_id):
        raise Forbidden("this window's devices do not hang on this station")
    return int(row.id)


_ATTENDED = Prepared(
    select(windows_table.c.id, keypad_windows.c.station_id)
    .outerjoin(
        keypad_windows,
        (keypad_windows.c.window_id == windows_table.c.id)
        & (keypad_windows.c.station_id == bindparam("station")),
    )
    .where(
        windows_table.c.hall_id == bindparam("hall"), windows_table.c.number == bindparam("name")
    )
)


def pause_or_unpause(uow: UnitOfWork, *, window_id: int, account_id: int) -> dict[str, Any]:
    """The pad's one key for both. It cannot say why, so the reason stays unknown.

    Raises:
        WindowBusy: a ticket is still called or served here.
    """
    window = own_window(uow, window_id, account_id)
    if window.state == "paused":
        return windows.unpause(uow, window_id=window_id, account_id=account_id)
    return windows.pause(uow, window_id=window_id, account_id=account_id, reason=None, until=None)


def call_back(uow: UnitOfWork, *, window_id: int, account_id: int) -> dict[str, Any]:
    """回呼: resume the one ticket that this window has suspended.

    Raises:
        NotFound: it has suspended none.
        Conflict: it has suspended several; which one came back can only be said at a console.
        and what `resume` raises.
    """
    own_window(uow, window_id, account_id)
    found = _SUSPENDED_HERE.all(uow.conn, hall=uow.hall.id, window=window_id)
    if not found:
        raise NotFound("this window has suspended no ticket", what="ticket")
    if len(found) > 1:
        raise Conflict("several tickets are suspended here; choose one", count=len(found))
    return serving.resume(
        uow, window_id=window_id, account_id=account_id, ticket_id=found[0].id, code=None
    )


_SUSPENDED_HERE = Prepared(
    select(tickets.c.id).where(
        tickets.c.hall_id == bindparam("hall"),
        tickets.c.state == State.SUSPENDED,
        tickets.c.suspend_window_id == bindparam("window"),
    )
)


def transfer(
    uow: UnitOfWork, *, window_id: int, account_id: int, queue: str | None, window: str | None
) -> dict[str, Any]:
    """转移 to a queue by its code or a window by its number, as a station file names them.

    Raises:
        NotFound: no such queue or window in this hall.
        and what `transferring.transfer` raises.
    """
    return transferring.transfer(
        uow,
        window_id=window_id,
        account_id=account_id,
        queue_id=None if queue is None else _id_of(uow, _QUEUE, queue, what="queue"),
        target_window_id=None
        if window is None
        else _id_of(uow, _WINDOW, window, what="service_window"),
    )


def _clerk_at(uow: UnitOfWork, window: WindowRow) -> AccountRow:
    if window.account_id is None:
        raise WindowNotOpen("nobody has taken this window", state=window.state)
    clerk = accounts.by_id(uow.conn, window.account_id)
    if clerk is None:
        raise Forbidden("the account at this window is closed")
    demand(Role(clerk.role), Permission.SERVE)
    return clerk


def _id_of(uow: UnitOfWork, query: Prepared, name: str, *, what: str) -> int:
    row = query.one_or_none(uow.conn, hall=uow.hall.id, name=name)
    if row is None:
        raise NotFound(f"no {what} {name!r} in this hall", what=what)
    return int(row.id)


_QUEUE = Prepared(
    select(queues.c.id).where(
        queues.c.hall_id == bindparam("hall"), queues.c.code == bindparam("name")
    )
)
_WINDOW = Prepared(
    select(windows_table.c.id).where(
        windows_table.c.hall_id == bindparam("hall"), windows_table.c.number == bindparam("name")
    )
)
