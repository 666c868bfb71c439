"""What every command of a window begins with: whose window, which ticket, which visit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from server.domain.errors import NoCurrentTicket, NotYourWindow, WindowBusy, WindowNotOpen
from server.domain.lifecycle import AT_WINDOW, Trigger
from server.services.moving import move_ticket
from server.store.hall_rows import WindowRow
from server.store.hall_tables import windows
from server.store.prepared import Prepared
from server.store.ticket_rows import TicketRow, VisitRow
from server.store.ticket_tables import tickets, visits
from server.store.unit_of_work import UnitOfWork


def own_window(uow: UnitOfWork, window_id: int, account_id: int) -> WindowRow:
    """The window, if this clerk sits at it.

    Raises:
        NotFound: no such window in this hall.
        WindowNotOpen: nobody sits at it.
        NotYourWindow: somebody else does.
    """
    window = uow.get(WindowRow, windows, window_id)
    if window.account_id is None:
        raise WindowNotOpen("nobody has taken this window", state=window.state)
    if window.account_id != account_id:
        raise NotYourWindow("another clerk sits at this window")
    return window


def serving_window(uow: UnitOfWork, window_id: int, account_id: int) -> WindowRow:
    """The clerk's own window, if it is open and has no ticket.

    Raises:
        WindowNotOpen: paused or closed.
        WindowBusy: a ticket is called or served here. A second press of the same button ends
            here too: one press, one person.
    """
    window = own_window(uow, window_id, account_id)
    if window.state != "open":
        raise WindowNotOpen("the window is paused", state=window.state)
    visit = open_visit(uow, window_id)
    if visit is not None:
        raise WindowBusy("end the present ticket first", ticket_id=visit.ticket_id)
    return window


def open_visit(uow: UnitOfWork, window_id: int) -> VisitRow | None:
    """The visit that runs at a window, if any."""
    row = _OPEN_VISIT.one_or_none(uow.conn, window=window_id)
    return None if row is None else VisitRow(*row)


_OPEN_VISIT = Prepared(
    select(visits).where(visits.c.window_id == bindparam("window"), visits.c.ended_at.is_(None))
)


def current(uow: UnitOfWork, window_id: int) -> tuple[TicketRow, VisitRow]:
    """The window's called or served ticket and its visit.

    Raises:
        NoCurrentTicket: there is none.
    """
    visit = open_visit(uow, window_id)
    if visit is None:
        raise NoCurrentTicket("this window has no ticket now")
    return uow.get(TicketRow, tickets, visit.ticket_id), visit


def end_current(
    uow: UnitOfWork, window_id: int, trigger: Trigger, **changes: Any
) -> tuple[TicketRow, VisitRow, dict[str, Any]]:
    """End the running visit by a step of its ticket.

    Returns:
        the ticket and the visit as they were, and the event fields of the step.
    """
    ticket, visit = current(uow, window_id)
    moved = move_ticket(uow, ticket, trigger, **changes)
    end_visit(uow, visit.id, by=trigger)
    return ticket, visit, {**moved, "visit_id": visit.id, "window_id": window_id}


def end_ticket(uow: UnitOfWork, ticket: TicketRow, trigger: Trigger) -> dict[str, Any]:
    """End a ticket wherever it stands; if it is at a window, its visit ends with it.

    Returns:
        the event fields of the step; `window_id` is None unless it was at a window.
    """
    moved = move_ticket(uow, ticket, trigger)
    window_id = None
    if ticket.state in AT_WINDOW and ticket.visit_id is not None:
        window_id = uow.get(VisitRow, visits, ticket.visit_id).window_id
        end_visit(uow, ticket.visit_id, by=trigger)
    return {**moved, "window_id": window_id}


def end_visit(uow: UnitOfWork, visit_id: int, *, by: Trigger, **changes: Any) -> None:
    """Close a visit's time."""
    uow.update(visits, visit_id, ended_at=uow.now, ended_by=by, **changes)
