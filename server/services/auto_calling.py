"""Open windows that stay idle while people wait call by themselves, where a hall wants that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from server.domain.errors import QueueEmpty
from server.services.calling import call_next
from server.store.hall_rows import HallRow, WindowRow
from server.store.hall_tables import halls, windows
from server.store.ticket_tables import visits
from server.store.unit_of_work import UnitOfWork


def halls_with_idle(conn: Connection, now: datetime) -> list[int]:
    """The halls in which a window has been idle for too long; perhaps nobody waits for it."""
    rows = [HallRow(*row) for row in conn.execute(select(halls))]
    return [hall.id for hall in rows if _idle(conn, hall, now)]


def call_for_idle(uow: UnitOfWork) -> dict[str, Any]:
    """Call the next ticket for every window that has been idle for too long."""
    called = 0
    for window in _idle(uow.conn, uow.hall, uow.now):
        try:
            call_next(uow, window_id=window.id, account_id=window.account_id or 0)
        except QueueEmpty:
            continue
        called += 1
    return {"called": called}


def _idle(conn: Connection, hall: HallRow, now: datetime) -> list[WindowRow]:
    after_s = hall.policy.auto_call_after_s
    if after_s is None:
        return []
    latest = now - timedelta(seconds=after_s)
    running = select(visits.c.window_id).where(visits.c.ended_at.is_(None))
    last_end = (
        select(func.max(visits.c.ended_at))
        .where(visits.c.window_id == windows.c.id)
        .scalar_subquery()
    )
    query = select(windows).where(
        windows.c.hall_id == hall.id,
        windows.c.state == "open",
        windows.c.state_since <= latest,
        windows.c.id.not_in(running),
        last_end.is_(None) | (last_end <= latest),
    )
    return [WindowRow(*row) for row in conn.execute(query.order_by(windows.c.position))]
