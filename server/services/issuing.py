"""取号: giving numbers."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from server.domain.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    NoWindowServes,
    NumbersUsedUp,
    SessionFull,
)
from server.domain.estimate.quotes import WaitRange
from server.domain.events import HallChanged, TicketIssued
from server.domain.issuing_rules import Warn
from server.domain.lifecycle import State, Trigger, next_state
from server.domain.numbering import write_number
from server.domain.persons import Person
from server.domain.priority import NO_CLAIM, RANK, Claim
from server.services.persons import admit
from server.store.booked import next_free_slots
from server.store.hall_rows import QueueRow
from server.store.hall_tables import items, package_items, packages, queue_days, queues
from server.store.issued import demand_numbers, last_number
from server.store.offered import demand_offered
from server.store.prepared import Prepared
from server.store.ticket_tables import ticket_items
from server.store.ticket_tables import tickets as tickets_table
from server.store.unit_of_work import UnitOfWork
from server.store.waiting import count_waiting, windows_serving

# (hall id, queue id) -> what a number drawn now would wait; None when nothing is known of it.
PredictedWait = Callable[[int, int], WaitRange | None]


def nothing_is_known(_hall_id: int, _queue_id: int) -> WaitRange | None:
    """The wait where nobody estimates: unknown, so that it cuts nobody off."""
    return None


def issue(
    uow: UnitOfWork,
    *,
    channel: str,
    queue_id: int | None = None,
    item_id: int | None = None,
    package_id: int | None = None,
    station_id: int | None = None,
    person: Person | None = None,
    claim: Claim = NO_CLAIM,
    by_staff: bool = False,
    predicted_wait: PredictedWait = nothing_is_known,
) -> dict[str, Any]:
    """Give a number in a queue, for an item, or for a package; exactly one of the three.

    Args:
        claim: the priority that is asked for; kept with its reason and approver.
        by_staff: whether a person of the hall gives the number.
        person: who takes it, if they said so; noted only where the queue asks.
        predicted_wait: noted as what the ticket was told, and asked where the queue cuts off
            by predicted clearing.

    Returns:
        `{"ticket_id": ...}`.

    Raises:
        InvalidInput: not exactly one of queue, item and package.
        NotFound, NoWindowServes.
        Forbidden: priority without staff.
        QueueClosed, HallClosed, NotIssuingNow, SessionFull, NumbersUsedUp: none now.
        IdentificationRequired, AlreadyWaiting, PersonLimit: none for this person.
        CutOff: it would probably not be served today; `slots` may be booked instead.
    """
    claim.demand_granted(by_staff=by_staff)
    queue_id, item_ids = _what_for(uow, queue_id, item_id, package_id)
    queue = uow.get(QueueRow, queues, queue_id)
    serial = demand_numbers(uow.conn, uow.hall, queue, now=uow.now)
    if not windows_serving(uow.conn, queue.id):
        raise NoWindowServes("no window of this hall serves the queue", queue_id=queue.id)
    person = admit(uow, queue, person)
    wait = predicted_wait(uow.hall.id, queue.id)
    warning = _warning(uow, queue, wait)
    ticket_id = give_number(
        uow,
        queue,
        serial,
        item_ids=item_ids,
        channel=channel,
        station_id=station_id,
        **_priority(queue, claim),
        route=route_of_package(uow, package_id),
        warning=warning,
        **told(uow, wait),
        person_hash=person and person.hash,
        person_mask=person and person.mask,
    )
    return {"ticket_id": ticket_id}


def give_number(
    uow: UnitOfWork, queue: QueueRow, serial: int, *, item_ids: Sequence[int] = (), **values: Any
) -> int:
    """Write down the ticket of a number that may be given, and tell of it.

    Args:
        values: its columns; what is not said is as for somebody who comes now.

    Returns:
        the ticket's id.
    """
    _count(uow, queue, serial)
    return note_number(uow, queue, serial, item_ids=item_ids, **values)


def note_number(
    uow: UnitOfWork, queue: QueueRow, serial: int, *, item_ids: Sequence[int] = (), **values: Any
) -> int:
    """Write down the ticket of a number that was counted before, and tell of it.

    Args:
        values: as for `give_number`.

    Returns:
        the ticket's id.
    """
    ticket = _new_ticket(uow, queue, serial, **values)
    ticket_id = uow.insert(tickets_table, **ticket)
    _note_items(uow, ticket_id, item_ids)
    uow.record(
        TicketIssued(
            ticket_id=ticket_id,
            number=ticket["number"],
            queue_id=queue.id,
            zone_id=queue.zone_id,
            ticket_day=ticket["day"],
            from_=None,
            to=State.WAITING,
            priority=ticket["priority"],
            channel=ticket["channel"],
        )
    )
    _tell_if_last(uow, queue)
    return ticket_id


def items_of_package(uow: UnitOfWork, package_id: int) -> Sequence[int]:
    """The items of a package, in its order."""
    query = (
        select(package_items.c.item_id)
        .where(package_items.c.package_id == package_id)
        .order_by(package_items.c.position)
    )
    return uow.conn.execute(query).scalars().all()


def _what_for(
    uow: UnitOfWork, queue_id: int | None, item_id: int | None, package_id: int | None
) -> tuple[int, Sequence[int]]:
    given = [x for x in (queue_id, item_id, package_id) if x is not None]
    if len(given) != 1:
        raise InvalidInput("name exactly one of queue_id, item_id and package_id")
    if item_id is not None:
        demand_offered(uow, item_id)
        return _queue_of(uow, items, item_id), [item_id]
    if package_id is not None:
        return _queue_of(uow, packages, package_id), items_of_package(uow, package_id)
    return given[0], []


def route_of_package(uow: UnitOfWork, package_id: int | None) -> list[int]:
    """The queues that a package goes on to after its first."""
    if package_id is None:
        return []
    return list(
        uow.conn.execute(select(packages.c.route).where(packages.c.id == package_id)).scalar_one()
    )


def _priority(queue: QueueRow, claim: Claim) -> dict[str, Any]:
    return {
        "priority": max(queue.priority, RANK[claim.priority_class]),
        "priority_class": claim.priority_class,
        "priority_reason": claim.reason,
        "priority_approver": claim.approver,
    }


def _queue_of(uow: UnitOfWork, table: Any, row_id: int) -> int:
    query = select(table.c.queue_id).where(table.c.id == row_id, table.c.hall_id == uow.hall.id)
    queue_id = uow.conn.execute(query).scalar_one_or_none()
    if queue_id is None:
        raise NotFound(f"no {table.name} {row_id} in this hall", what=table.name)
    return int(queue_id)


def _warning(uow: UnitOfWork, queue: QueueRow, wait: WaitRange | None) -> Warn | None:
    """What the slip says beside the number, if anything; CutOff where the queue stops instead."""
    rules, hours = queue.issuing, uow.hall.opening_hours()
    rules.demand_clearing(
        hours,
        now=uow.now,
        wait=wait,
        free_slots=partial(next_free_slots, uow.conn, uow.hall, queue, now=uow.now),
    )
    return rules.warning(hours, now=uow.now, wait=wait)


def told(uow: UnitOfWork, wait: WaitRange | None) -> dict[str, Any]:
    """The wait that a ticket was told, kept so that it can be held against what came true."""
    if wait is None:
        return {}
    return {
        "quoted_at": uow.now,
        "quote_low_s": round(wait.low_s),
        "quote_high_s": round(wait.high_s),
        "quote_p90_s": round(wait.p90_s),
    }


def _new_ticket(
    uow: UnitOfWork, queue: QueueRow, serial: int, *, channel: str, **values: Any
) -> dict[str, Any]:
    """The columns of a ticket that is given now, where nothing else is said of them."""
    as_for_anybody = {
        **_priority(queue, NO_CLAIM),
        "day": uow.day,
        "number": write_number(queue.prefix, serial, digits=queue.digits),
        "token": secrets.token_urlsafe(12),  # 96 bits: nobody guesses a neighbour's ticket
        "joined_at": uow.now,
        "order_at": uow.now,
        "slip": "pending" if channel == "kiosk" else "none",
        "route": [],
    }
    if "ahead_at_issue" not in values and uow.hall.stages.consoles:
        as_for_anybody["ahead_at_issue"] = count_waiting(uow.conn, uow.hall.id, queue.id)
    return {
        **as_for_anybody,
        "hall_id": uow.hall.id,
        "queue_id": queue.id,
        "issued_queue_id": queue.id,
        "serial": serial,
        "state": next_state(None, Trigger.ISSUE),
        "channel": channel,
        "self_returns": 0,
        "reprints": 0,
        "state_since": uow.now,
        **values,
    }


def _count(uow: UnitOfWork, queue: QueueRow, serial: int) -> None:
    is_first = last_number(uow.conn, queue.id, uow.day) is None
    count = _BEGIN_COUNT if is_first else _GO_ON_COUNTING
    count.run(uow.conn, queue=queue.id, of_day=uow.day, serial=serial)


_BEGIN_COUNT = Prepared(
    insert(queue_days).values(
        queue_id=bindparam("queue"), day=bindparam("of_day"), last_number=bindparam("serial")
    )
)
_GO_ON_COUNTING = Prepared(
    update(queue_days)
    .where(queue_days.c.queue_id == bindparam("queue"), queue_days.c.day == bindparam("of_day"))
    .values(last_number=bindparam("serial"))
)


def _tell_if_last(uow: UnitOfWork, queue: QueueRow) -> None:
    """When this was the last number of a quota or of the day, kiosks must hear of it."""
    if queue.daily_limit is None and not queue.issuing.sessions:
        return
    try:
        demand_numbers(uow.conn, uow.hall, queue, now=uow.now)
    except (SessionFull, NumbersUsedUp):
        uow.record(HallChanged())
    except Conflict:
        pass  # shut for another reason: a kiosk gave the number while it could not ask


def _note_items(uow: UnitOfWork, ticket_id: int, item_ids: Sequence[int]) -> None:
    if item_ids:
        rows = [
            {"ticket_id": ticket_id, "position": position, "item_id": item_id}
            for position, item_id in enumerate(item_ids, start=1)
        ]
        uow.conn.execute(insert(ticket_items), rows)
