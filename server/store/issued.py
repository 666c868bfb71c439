"""Reads of what was given today, and whether a queue gives numbers now."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from server.domain.calendar import Stretch
from server.domain.errors import NumbersUsedUp, QueueClosed
from server.domain.lifecycle import State
from server.domain.numbering import next_number
from server.store.hall_rows import HallRow, QueueRow
from server.store.hall_tables import queue_days
from server.store.leased import block_with, given_offline
from server.store.prepared import Prepared
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets

_STILL_TO_COME = (State.WAITING, State.CALLED)


def demand_numbers(conn: Connection, hall: HallRow, queue: QueueRow, *, now: datetime) -> int:
    """Let the queue give a number now, whoever it is for, and say which one is next.

    Commands and screens ask here, so that a screen says what a command would answer.

    Returns:
        the serial of the next number.

    Raises:
        QueueClosed: a person has closed it.
        HallClosed, NotIssuingNow, SessionFull: not at this hour; `opens_at` says when.
        NumbersUsedUp: no more today.
    """
    demand_open(queue)
    day = hall.today(now)
    queue.issuing.demand_session(
        hall.opening_hours(),
        now=now,
        given=lambda session: given_in(conn, queue.id, day, session),
        any_hour=hall.policy.issue_outside_hours,
    )
    serial = _next_serial(conn, queue, day, limit=queue.daily_limit)
    if serial is None:
        raise NumbersUsedUp("the queue's numbers for today are all given", queue_id=queue.id)
    return serial


def demand_promised_number(conn: Connection, queue: QueueRow, *, day: date) -> int:
    """The serial of a number that was promised before: no hour, quota or limit takes it away.

    Raises:
        QueueClosed: a person has closed the queue.
    """
    demand_open(queue)
    serial = _next_serial(conn, queue, day, limit=None)
    assert serial is not None, "without a limit there is always a next number"
    return serial


def demand_open(queue: QueueRow) -> None:
    """Let the queue give numbers as far as people go.

    Raises:
        QueueClosed: a person has closed it.
    """
    if not queue.is_open:
        raise QueueClosed("the queue gives no numbers now", reason=queue.closed_reason)


def given_in(conn: Connection, queue_id: int, day: date, session: Stretch) -> int:
    """How many numbers a queue has given in a session; a cancelled one was given all the same."""
    query = select(func.count()).where(
        tickets.c.issued_queue_id == queue_id,
        tickets.c.day == day,
        tickets.c.joined_at >= session.opens,
        tickets.c.joined_at < session.closes,
    )
    return conn.execute(query).scalar_one()


def last_number(conn: Connection, queue_id: int, day: date) -> int | None:
    """The last number the queue has given on this day; None when it gave none."""
    last: int | None = _LAST_NUMBER.scalar(conn, queue=queue_id, day=day)
    return last


_LAST_NUMBER = Prepared(
    select(queue_days.c.last_number).where(
        queue_days.c.queue_id == bindparam("queue"), queue_days.c.day == bindparam("day")
    )
)


def waiting_ticket_of(conn: Connection, queue: QueueRow, person_hash: str) -> TicketRow | None:
    """The ticket with which this person waits in the queue already, or is called just now."""
    query = select(tickets).where(
        tickets.c.hall_id == queue.hall_id,
        tickets.c.person_hash == person_hash,
        tickets.c.queue_id == queue.id,
        tickets.c.state.in_(_STILL_TO_COME),
    )
    row = conn.execute(query.order_by(tickets.c.id)).first()
    return None if row is None else TicketRow(*row)


def drawn_by(
    conn: Connection, hall_id: int, person_hash: str, day: date, *, queue_id: int | None
) -> int:
    """How many numbers a person has drawn on a day; those issued by mistake do not count.

    Args:
        queue_id: of this queue alone; None for the whole hall.
    """
    query = select(func.count()).where(
        tickets.c.hall_id == hall_id,
        tickets.c.person_hash == person_hash,
        tickets.c.day == day,
        tickets.c.state != State.VOID,
    )
    if queue_id is not None:
        query = query.where(tickets.c.issued_queue_id == queue_id)
    return conn.execute(query).scalar_one()


def _next_serial(conn: Connection, queue: QueueRow, day: date, *, limit: int | None) -> int | None:
    """The next number of a day; None: used up.

    Beside those that stand since earlier days, and those that kiosks hold for when they cannot
    ask; what kiosks have given of them counts as given.
    """
    if limit is not None:
        limit -= given_offline(conn, queue.id, day)
    last = last_number(conn, queue.id, day)
    serial = next_number(last, first=queue.first_number, limit=limit)
    taken = _kept_serials(conn, queue.id, day, since=serial)
    while serial is not None:
        block = block_with(conn, queue.id, day, serial)
        if block is None and serial not in taken:
            break
        past = serial if block is None else block.last
        serial = next_number(past, first=queue.first_number, limit=limit)
    return serial


def _kept_serials(
    conn: Connection, queue_id: int, day: date, *, since: int | None
) -> frozenset[int]:
    """Numbers of earlier days that still stand: nobody else may bear one of them today.

    Args:
        since: the first number that matters; the many given today before it are not read.
    """
    if since is None:
        return frozenset()
    return frozenset(_KEPT_SERIALS.scalars(conn, queue=queue_id, day=day, since=since))


_KEPT_SERIALS = Prepared(
    select(tickets.c.serial).where(
        tickets.c.issued_queue_id == bindparam("queue"),
        tickets.c.day == bindparam("day"),
        tickets.c.serial >= bindparam("since"),
        tickets.c.kept_from.is_not(None),
    )
)
