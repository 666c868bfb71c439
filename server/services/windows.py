"""Taking a window, pausing it, leaving it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.domain.errors import WindowBusy, WindowNotOpen, WindowTaken
from server.domain.events import WindowOpened, WindowPaused, WindowUnpaused
from server.services.asking_rating import withdraw_rating
from server.services.at_window import open_visit, own_window
from server.services.days import close_window
from server.store.hall_rows import WindowRow
from server.store.hall_tables import windows
from server.store.people_rows import AccountRow
from server.store.people_tables import accounts
from server.store.ticket_tables import visits
from server.store.unit_of_work import UnitOfWork


def open_window(
    uow: UnitOfWork, *, window_id: int, account_id: int, take_over: bool
) -> dict[str, Any]:
    """Sit down at a window.

    A window holds one clerk: a second one is refused, or takes over in so many words, and then
    takes the ticket that is being served as well.

    Raises:
        StageOff: the hall does not use consoles yet.
        WindowTaken: somebody else sits here and `take_over` was not asked for.
        WindowBusy: the clerk still has a ticket at another window.
    """
    window = uow.get(WindowRow, windows, window_id)
    uow.hall.stages.demand_consoles()
    if window.account_id == account_id and window.state == "open":
        return {"window_id": window.id}
    if window.account_id not in (None, account_id) and not take_over:
        raise WindowTaken("another clerk sits at this window", clerk=_clerk_name(uow, window))
    _leave_others(uow, account_id, window.id)
    _take_visit_over(uow, window.id, account_id)
    uow.update(
        windows,
        window.id,
        state="open",
        state_since=uow.now,
        account_id=account_id,
        pause_reason=None,
        pause_until=None,
    )
    uow.record(WindowOpened(**_fields(window, "open")))
    return {"window_id": window.id}


def leave_window(uow: UnitOfWork, *, window_id: int, account_id: int) -> dict[str, Any]:
    """Leave the window and put it out of service.

    Raises:
        WindowBusy: a ticket is still called or served here.
    """
    window = own_window(uow, window_id, account_id)
    _refuse_busy(uow, window.id)
    withdraw_rating(uow, window.id)
    close_window(uow, window)
    return {"window_id": window.id}


def pause(
    uow: UnitOfWork, *, window_id: int, account_id: int, reason: str | None, until: datetime | None
) -> dict[str, Any]:
    """Pause the window, with a reason and a planned end where they are known.

    Raises:
        WindowBusy: a ticket is still called or served here.
        WindowNotOpen: it is paused already.
    """
    window = own_window(uow, window_id, account_id)
    if window.state != "open":
        raise WindowNotOpen("the window is not open", state=window.state)
    _refuse_busy(uow, window.id)
    uow.update(
        windows,
        window.id,
        state="paused",
        state_since=uow.now,
        pause_reason=reason,
        pause_until=until,
    )
    uow.record(WindowPaused(**_fields(window, "paused")))
    return {"window_id": window.id}


def unpause(uow: UnitOfWork, *, window_id: int, account_id: int) -> dict[str, Any]:
    """End the pause. A window that is not paused stays as it is."""
    window = own_window(uow, window_id, account_id)
    if window.state == "paused":
        uow.update(
            windows,
            window.id,
            state="open",
            state_since=uow.now,
            pause_reason=None,
            pause_until=None,
        )
        uow.record(WindowUnpaused(**_fields(window, "open")))
    return {"window_id": window.id}


def _take_visit_over(uow: UnitOfWork, window_id: int, account_id: int) -> None:
    """A visit that runs here is from now on this clerk's: who ends it answers for it."""
    visit = open_visit(uow, window_id)
    if visit is not None and visit.account_id != account_id:
        uow.update(visits, visit.id, account_id=account_id)


def _leave_others(uow: UnitOfWork, account_id: int, window_id: int) -> None:
    query = select(windows).where(
        windows.c.hall_id == uow.hall.id,
        windows.c.account_id == account_id,
        windows.c.id != window_id,
    )
    for other in [WindowRow(*row) for row in uow.conn.execute(query)]:
        _refuse_busy(uow, other.id)
        withdraw_rating(uow, other.id)
        close_window(uow, other)


def _refuse_busy(uow: UnitOfWork, window_id: int) -> None:
    visit = open_visit(uow, window_id)
    if visit is not None:
        raise WindowBusy("end the present ticket first", ticket_id=visit.ticket_id)


def _clerk_name(uow: UnitOfWork, window: WindowRow) -> str:
    clerk = uow.one(AccountRow, select(accounts).where(accounts.c.id == window.account_id))
    return clerk.name if clerk else ""


def _fields(window: WindowRow, state: str) -> dict[str, Any]:
    return {
        "window_id": window.id,
        "window": window.number,
        "zone_id": window.zone_id,
        "state": state,
    }
