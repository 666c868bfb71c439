"""Which items a hall offers now: those that may be drawn for, begun, told of and printed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from server.domain.errors import NotFound
from server.store.hall_tables import items
from server.store.unit_of_work import UnitOfWork

IS_OFFERED: ColumnElement[bool] = items.c.published_at.is_not(None) & items.c.retired_at.is_(None)


def demand_offered(uow: UnitOfWork, item_id: int) -> None:
    """Make sure that the hall offers an item now.

    Raises:
        NotFound: there is none, it is not published yet, or it is offered no more.
    """
    here = (items.c.id == item_id) & (items.c.hall_id == uow.hall.id)
    if uow.conn.execute(select(items.c.id).where(here, IS_OFFERED)).first() is None:
        raise NotFound(f"no published item {item_id} in this hall", what="item")
