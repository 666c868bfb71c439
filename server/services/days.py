"""The turn of a hall's business day."""

from __future__ import annotations

from sqlalchemy import select

from server.domain.events import TicketExpired, WindowClosed
from server.domain.lifecycle import Trigger
from server.services.at_window import end_ticket
from server.store.rows import WindowRow
from server.store.tables import halls, windows
from server.store.unit_of_work import UnitOfWork
from server.store.waiting import open_tickets_before


def begin_day(uow: UnitOfWork) -> None:
    """Begin the business day if this is its first command.

    What was left open is closed: tickets of earlier days expire, windows that nobody closed are
    closed. Suspended tickets stay: their citizens were told that they may come back.
    Each hall turns its own day, whatever other halls do.
    """
    if uow.hall.open_day == uow.day:
        return
    uow.update(halls, uow.hall.id, open_day=uow.day)
    if uow.hall.open_day is None:
        return
    for ticket in open_tickets_before(uow.conn, uow.hall.id, uow.day):
        uow.record(TicketExpired(**end_ticket(uow, ticket, Trigger.EXPIRE)))
    left_open = select(windows).where(windows.c.hall_id == uow.hall.id, windows.c.state != "closed")
    in_order = left_open.order_by(windows.c.position)
    for window in [WindowRow(*row) for row in uow.conn.execute(in_order)]:
        close_window(uow, window)


def close_window(uow: UnitOfWork, window: WindowRow) -> None:
    """Put a window out of service; nobody sits at it any more."""
    uow.update(
        windows,
        window.id,
        state="closed",
        state_since=uow.now,
        account_id=None,
        pause_reason=None,
        pause_until=None,
    )
    uow.record(
        WindowClosed(
            window_id=window.id, window=window.number, zone_id=window.zone_id, state="closed"
        )
    )
