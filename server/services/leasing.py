"""号段: kiosks take numbers beforehand, for when they cannot ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select

from server.domain.issuing_rules import Identification
from server.domain.leasing import Block, days_to_lease, highest_free, numbers_to_lease
from server.store.hall_rows import QueueRow
from server.store.hall_tables import queues
from server.store.issued import last_number
from server.store.leased import blocks_of, leases_of, standing_serials, used_of
from server.store.station_tables import leases
from server.store.unit_of_work import UnitOfWork


def take_leases(uow: UnitOfWork, *, station_id: int, holder: str) -> dict[str, Any]:
    """Let a kiosk hold enough numbers of each queue, for today and for the next day of work.

    Asked again it holds what it held, and more only where less than half of it is left. A queue
    that must know who takes a number is not for kiosks that cannot ask.

    Args:
        holder: the kiosk's own name for its memory. A kiosk that lost its memory cannot know
            which numbers it has given: under a new name it gets others.

    Returns:
        `{"days": [...]}`: the days, as ISO 8601 dates.
    """
    policy = uow.hall.policy
    days = days_to_lease(uow.hall.opening_hours(), uow.day, any_hour=policy.issue_outside_hours)
    size = policy.offline_numbers
    if size > 0:
        left = _left(uow, station_id, holder, days)
        for day in days:
            for queue in _queues_on_kiosks(uow):
                if left.get((queue.id, day), 0) * 2 < size:
                    _lease(uow, queue, day, size=size, station_id=station_id, holder=holder)
    return {"days": [day.isoformat() for day in days]}


def _left(
    uow: UnitOfWork, station_id: int, holder: str, days: list[date]
) -> dict[tuple[int, date], int]:
    """(queue, day) -> how many numbers the kiosk has not handed up as given."""
    held = leases_of(uow.conn, station_id, holder, days)
    used = used_of(uow.conn, [lease.id for lease in held])
    left: dict[tuple[int, date], int] = {}
    for lease in held:
        of = (lease.queue_id, lease.day)
        left[of] = left.get(of, 0) + len(lease.block) - used.get(lease.id, 0)
    return left


def _queues_on_kiosks(uow: UnitOfWork) -> list[QueueRow]:
    query = select(queues).where(queues.c.hall_id == uow.hall.id, queues.c.on_kiosk)
    every = [QueueRow(*row) for row in uow.conn.execute(query.order_by(queues.c.id))]
    return [q for q in every if q.issuing.identification is not Identification.REQUIRED]


def _lease(
    uow: UnitOfWork, queue: QueueRow, day: date, *, size: int, station_id: int, holder: str
) -> None:
    """Lease one block more; nothing where no number is left to lease."""
    within = numbers_to_lease(
        queue.first_number, digits=queue.digits, last_given=last_number(uow.conn, queue.id, day)
    )
    if within is None:
        return
    standing = standing_serials(uow.conn, uow.hall.id, queue.id)
    taken = blocks_of(uow.conn, queue.id, day) + [Block(serial, serial) for serial in standing]
    block = highest_free(within, size=size, taken=taken)
    if block is None:
        return
    uow.conn.execute(
        insert(leases).values(
            hall_id=uow.hall.id,
            queue_id=queue.id,
            day=day,
            station_id=station_id,
            holder=holder,
            first_serial=block.first,
            last_serial=block.last,
            taken_at=uow.now,
        )
    )
