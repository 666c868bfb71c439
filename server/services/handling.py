"""The items of the ticket at a window: which one is being handled, and since when.

A ticket may carry several items, and the one that is really needed may not be among them. Each
has its own time; what nobody began has none, and is not said to be done.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select, update

from server.domain.errors import WrongState
from server.domain.lifecycle import State
from server.services.at_window import current, own_window
from server.store.hall_tables import items
from server.store.offered import demand_offered
from server.store.ticket_tables import ticket_items
from server.store.unit_of_work import UnitOfWork


def begin_item(uow: UnitOfWork, *, window_id: int, account_id: int, item_id: int) -> dict[str, Any]:
    """Begin to handle an item for the citizen at the window; the one before it ends.

    An item that the ticket does not carry yet is added to it.

    Raises:
        NotFound: no such item in this hall; or one that is to be added and not offered now.
        NoCurrentTicket: nobody is here.
        WrongState: the citizen was called but service has not begun.
    """
    own_window(uow, window_id, account_id)
    ticket, visit = current(uow, window_id)
    if ticket.state != State.SERVING:
        raise WrongState("service has not begun", state=ticket.state, trigger="begin_item")
    uow.demand(items, item_id)
    end_running_item(uow, visit.id)
    this = (ticket_items.c.ticket_id == ticket.id) & (ticket_items.c.item_id == item_id)
    values = {"visit_id": visit.id, "started_at": uow.now, "finished_at": None}
    if not uow.conn.execute(update(ticket_items).where(this).values(values)).rowcount:
        demand_offered(uow, item_id)
        last = select(func.coalesce(func.max(ticket_items.c.position), 0)).where(
            ticket_items.c.ticket_id == ticket.id
        )
        position = uow.conn.execute(last).scalar_one() + 1
        uow.conn.execute(
            insert(ticket_items).values(
                ticket_id=ticket.id, position=position, item_id=item_id, **values
            )
        )
    return {"ticket_id": ticket.id, "visit_id": visit.id}


def end_running_item(uow: UnitOfWork, visit_id: int) -> None:
    """Close the time of the item being handled in a visit, if there is one."""
    running = (ticket_items.c.visit_id == visit_id) & ticket_items.c.finished_at.is_(None)
    uow.conn.execute(update(ticket_items).where(running).values(finished_at=uow.now))
