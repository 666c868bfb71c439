"""取号: giving numbers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from server.domain.clock import to_wire
from server.domain.errors import (
    HallClosed,
    InvalidInput,
    NotFound,
    NoWindowServes,
    NumbersUsedUp,
    QueueClosed,
)
from server.domain.events import SlipReported, TicketIssued
from server.domain.lifecycle import State, Trigger, next_state
from server.domain.numbering import next_number, write_number
from server.services.moving import ticket_fields
from server.store.rows import QueueRow, TicketRow
from server.store.tables import items, package_items, packages, queue_days, queues, ticket_items
from server.store.tables import tickets as tickets_table
from server.store.unit_of_work import UnitOfWork
from server.store.waiting import count_waiting, windows_serving

SLIP_STATES = frozenset({"printed", "failed", "unknown"})


def issue(
    uow: UnitOfWork,
    *,
    channel: str,
    queue_id: int | None = None,
    item_id: int | None = None,
    package_id: int | None = None,
    station_id: int | None = None,
) -> dict[str, Any]:
    """Give a number in a queue, for an item, or for a package; exactly one of the three.

    Returns:
        `{"ticket_id": ...}`.

    Raises:
        InvalidInput: not exactly one of queue, item and package.
        NotFound, QueueClosed, HallClosed, NoWindowServes, NumbersUsedUp.
    """
    queue_id, item_ids = _what_for(uow, queue_id, item_id, package_id)
    queue = uow.get(QueueRow, queues, queue_id)
    _check_open(uow, queue)
    if not windows_serving(uow.conn, queue.id):
        raise NoWindowServes("no window of this hall serves the queue", queue_id=queue.id)
    serial = _draw_number(uow, queue)
    number = write_number(queue.prefix, serial, digits=queue.digits)
    ahead = count_waiting(uow.conn, uow.hall.id, queue.id)
    ticket_id = uow.insert(
        tickets_table,
        hall_id=uow.hall.id,
        day=uow.day,
        queue_id=queue.id,
        issued_queue_id=queue.id,
        serial=serial,
        number=number,
        state=next_state(None, Trigger.ISSUE),
        priority=queue.priority,
        channel=channel,
        station_id=station_id,
        token=secrets.token_urlsafe(12),  # 96 bits: nobody guesses a neighbour's ticket
        joined_at=uow.now,
        order_at=uow.now,
        ahead_at_issue=ahead,
        route=_route(uow, package_id),
        self_returns=0,
        slip="pending" if channel == "kiosk" else "none",
        state_since=uow.now,
    )
    _note_items(uow, ticket_id, item_ids)
    uow.record(
        TicketIssued(
            ticket_id=ticket_id,
            number=number,
            queue_id=queue.id,
            zone_id=queue.zone_id,
            ticket_day=uow.day,
            from_=None,
            to=State.WAITING,
            priority=queue.priority,
            channel=channel,
        )
    )
    return {"ticket_id": ticket_id}


def report_slip(
    uow: UnitOfWork, *, ticket_id: int, state: str, reason: str | None
) -> dict[str, Any]:
    """Note what became of a ticket's slip. The ticket keeps its place whatever it was.

    A slip known to have printed stays so: a late or repeated report changes nothing.
    """
    ticket = uow.get(TicketRow, tickets_table, ticket_id)
    if state not in SLIP_STATES:
        raise InvalidInput("no such slip state", state=state)
    if ticket.slip not in ("printed", state):
        uow.update(tickets_table, ticket.id, slip=state, slip_reason=reason)
        same = State(ticket.state)
        fields = ticket_fields(uow, ticket, queue_id=ticket.queue_id, from_=same, to=same)
        uow.record(SlipReported(**fields, slip=state))
    return {"ticket_id": ticket.id}


def _what_for(
    uow: UnitOfWork, queue_id: int | None, item_id: int | None, package_id: int | None
) -> tuple[int, Sequence[int]]:
    given = [x for x in (queue_id, item_id, package_id) if x is not None]
    if len(given) != 1:
        raise InvalidInput("name exactly one of queue_id, item_id and package_id")
    if item_id is not None:
        return _queue_of(uow, items, item_id), [item_id]
    if package_id is not None:
        query = (
            select(package_items.c.item_id)
            .where(package_items.c.package_id == package_id)
            .order_by(package_items.c.position)
        )
        return _queue_of(uow, packages, package_id), uow.conn.execute(query).scalars().all()
    return given[0], []


def _route(uow: UnitOfWork, package_id: int | None) -> list[int]:
    """The queues that a package goes on to after its first."""
    if package_id is None:
        return []
    return list(
        uow.conn.execute(select(packages.c.route).where(packages.c.id == package_id)).scalar_one()
    )


def _queue_of(uow: UnitOfWork, table: Any, row_id: int) -> int:
    query = select(table.c.queue_id).where(table.c.id == row_id, table.c.hall_id == uow.hall.id)
    queue_id = uow.conn.execute(query).scalar_one_or_none()
    if queue_id is None:
        raise NotFound(f"no {table.name} {row_id} in this hall", what=table.name)
    return int(queue_id)


def _check_open(uow: UnitOfWork, queue: QueueRow) -> None:
    if not queue.is_open:
        raise QueueClosed("the queue gives no numbers now", reason=queue.closed_reason)
    hours = uow.hall.opening_hours()
    if not uow.hall.policy.issue_outside_hours and not hours.is_open(uow.now):
        opens_at = hours.opens_at(uow.now)
        raise HallClosed("the hall is closed", opens_at=opens_at and to_wire(opens_at))


def _draw_number(uow: UnitOfWork, queue: QueueRow) -> int:
    this_day = (queue_days.c.queue_id == queue.id) & (queue_days.c.day == uow.day)
    last = uow.conn.execute(select(queue_days.c.last_number).where(this_day)).scalar_one_or_none()
    serial = next_number(last, first=queue.first_number, limit=queue.daily_limit)
    if serial is None:
        raise NumbersUsedUp("the queue's numbers for today are all given", queue_id=queue.id)
    if last is None:
        new_day = insert(queue_days).values(queue_id=queue.id, day=uow.day, last_number=serial)
        uow.conn.execute(new_day)
    else:
        uow.conn.execute(update(queue_days).where(this_day).values(last_number=serial))
    return serial


def _note_items(uow: UnitOfWork, ticket_id: int, item_ids: Sequence[int]) -> None:
    if item_ids:
        rows = [
            {"ticket_id": ticket_id, "position": position, "item_id": item_id}
            for position, item_id in enumerate(item_ids, start=1)
        ]
        uow.conn.execute(insert(ticket_items), rows)
