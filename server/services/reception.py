"""What a reception desk may do beside giving numbers, where its hall wants it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from server.domain.errors import StageOff
from server.domain.events import HallChanged
from server.store.hall_tables import halls
from server.store.unit_of_work import UnitOfWork
from server.store.visitor_tables import visitor_counts


def set_options(uow: UnitOfWork, *, window_slip: bool, count_visitors: bool) -> dict[str, Any]:
    """Say what the desk does beside: print a second slip for the window, count visitors."""
    options = {"window_slip": window_slip, "count_visitors": count_visitors}
    before = uow.hall.policy
    if options != {"window_slip": before.window_slip, "count_visitors": before.count_visitors}:
        uow.update(halls, uow.hall.id, policy={**uow.hall.policy_json, **options})
        uow.record(HallChanged())
    return {}


def count_visitor(uow: UnitOfWork, *, by: int) -> dict[str, Any]:
    """Count somebody who came and took no number, or take a slip of the finger back.

    Args:
        by: 1 or -1; no day has fewer than nobody.

    Returns:
        `{"visitors": ...}`: how many were counted today.

    Raises:
        StageOff: the hall does not count visitors.
    """
    if not uow.hall.policy.count_visitors:
        raise StageOff("this hall does not count visitors", stage="count_visitors")
    today = (visitor_counts.c.hall_id == uow.hall.id) & (visitor_counts.c.day == uow.day)
    query = select(visitor_counts.c.visitors).where(today)
    counted = uow.conn.execute(query).scalar_one_or_none()
    visitors = max((counted or 0) + by, 0)
    if counted is None:
        row = {"hall_id": uow.hall.id, "day": uow.day, "visitors": visitors}
        uow.conn.execute(insert(visitor_counts).values(row))
    else:
        uow.conn.execute(update(visitor_counts).where(today).values(visitors=visitors))
    return {"visitors": visitors}
