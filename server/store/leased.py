"""Reads of the numbers that kiosks hold for when the server cannot be reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, func, select

from server.domain.leasing import Block
from server.domain.lifecycle import OPEN_STATES
from server.store.prepared import Prepared
from server.store.station_rows import LeaseRow
from server.store.station_tables import leases
from server.store.ticket_tables import tickets


def block_with(conn: Connection, queue_id: int, day: date, serial: int) -> Block | None:
    """The leased block that a number of a queue's day lies in, if any."""
    row = _BLOCK_WITH.one_or_none(conn, queue=queue_id, day=day, serial=serial)
    return None if row is None else Block(*row)


_BLOCK_WITH = Prepared(
    select(leases.c.first_serial, leases.c.last_serial).where(
        leases.c.queue_id == bindparam("queue"),
        leases.c.day == bindparam("day"),
        leases.c.last_serial >= bindparam("serial"),
        leases.c.first_serial <= bindparam("serial"),
    )
)


def is_borne(conn: Connection, queue_id: int, day: date, serial: int) -> bool:
    """Whether a number of a queue's day belongs to a ticket, or to a kiosk that may give it."""
    query = select(tickets.c.id).where(
        tickets.c.issued_queue_id == queue_id, tickets.c.day == day, tickets.c.serial == serial
    )
    if conn.execute(query).first() is not None:
        return True
    return block_with(conn, queue_id, day, serial) is not None


def blocks_of(conn: Connection, queue_id: int, day: date) -> list[Block]:
    """All blocks that were ever leased of a queue's day, whoever holds them."""
    query = select(leases.c.first_serial, leases.c.last_serial).where(
        leases.c.queue_id == queue_id, leases.c.day == day
    )
    return [Block(*row) for row in conn.execute(query)]


def standing_serials(conn: Connection, hall_id: int, queue_id: int) -> list[int]:
    """Numbers of a queue that somebody still bears, of whatever day: they may be kept overnight."""
    query = select(tickets.c.serial).where(
        tickets.c.hall_id == hall_id,
        tickets.c.state.in_(sorted(OPEN_STATES)),
        tickets.c.issued_queue_id == queue_id,
    )
    return list(conn.execute(query).scalars())


def leases_of(
    conn: Connection, station_id: int, holder: str, days: Sequence[date]
) -> list[LeaseRow]:
    """What a kiosk holds of some days, in the order it took it."""
    query = select(leases).where(
        leases.c.station_id == station_id, leases.c.holder == holder, leases.c.day.in_(days)
    )
    return [LeaseRow(*row) for row in conn.execute(query.order_by(leases.c.id))]


def holders_on(conn: Connection, hall_id: int, day: date) -> list[int]:
    """The stations of a hall that hold numbers of a day, by id."""
    query = select(leases.c.station_id).where(leases.c.hall_id == hall_id, leases.c.day == day)
    return sorted(conn.execute(query.distinct()).scalars())


def used_of(conn: Connection, lease_ids: Iterable[int]) -> Mapping[int, int]:
    """Lease -> how many of its numbers were handed up; none of it is not in there."""
    query = (
        select(tickets.c.lease_id, func.count())
        .where(tickets.c.lease_id.in_(list(lease_ids)))
        .group_by(tickets.c.lease_id)
    )
    return {lease_id: used for lease_id, used in conn.execute(query)}


def given_offline(conn: Connection, queue_id: int, day: date) -> int:
    """How many numbers of a queue's day kiosks have given by themselves and handed up."""
    return int(_GIVEN_OFFLINE.scalar(conn, queue=queue_id, day=day))


_GIVEN_OFFLINE = Prepared(
    select(func.count()).where(
        tickets.c.issued_queue_id == bindparam("queue"),
        tickets.c.day == bindparam("day"),
        tickets.c.lease_id.is_not(None),
        tickets.c.kept_from.is_(None),
    )
)
