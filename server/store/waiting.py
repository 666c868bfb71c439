"""Reads of who waits, shared by commands and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from server.domain.lifecycle import State
from server.domain.queueing import NORMAL, Serves, Waiting
from server.store.authorised import Scope
from server.store.hall_tables import window_queues, windows
from server.store.prepared import Prepared, among, numbered
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets, visits

_OF_THE_POLICY = (
    tickets.c.id,
    tickets.c.queue_id,
    tickets.c.order_at,
    tickets.c.priority,
    tickets.c.target_window_id,
)


def waiting_tickets(
    conn: Connection, hall_id: int, *, queues: Sequence[int] | None
) -> list[Waiting]:
    """The hall's waiting tickets as the call policy sees them.

    Args:
        queues: only these queues, and tickets sent to a window from any queue; None for all.
    """
    statement = _waiting(None if queues is None else len(queues))
    rows = statement.all(conn, hall=hall_id, **numbered("queue", queues or ()))
    return [
        Waiting(ticket_id=t, queue_id=q, order_at=at, priority=p, window_id=w)
        for t, q, at, p, w in rows
    ]


def first_waiting(
    conn: Connection, hall_id: int, *, queues: Sequence[int], in_front: int
) -> list[Waiting]:
    """Of the same tickets, the first `in_front` of each queue, priority and destination.

    Only these can be among the next `in_front` that a window calls, however many wait.
    """
    rows = _first_waiting(len(queues)).all(
        conn, hall=hall_id, in_front=in_front, **numbered("queue", queues)
    )
    return [
        Waiting(ticket_id=t, queue_id=q, order_at=at, priority=p, window_id=w)
        for t, q, at, p, w in rows
    ]


def callable_waiting(
    conn: Connection,
    hall_id: int,
    serves: Mapping[int, Serves],
    *,
    window_id: int,
    scope: Scope | None,
    in_front: int,
) -> tuple[dict[int, Serves], list[Waiting]]:
    """What the call policy may choose from for a window and its clerk: queues, and who waits.

    Args:
        scope: whom the clerk may call; None for no such limit.
        in_front: how many calls are looked at; of those behind nobody need be read.
    """
    if scope is None:
        return dict(serves), first_waiting(conn, hall_id, queues=list(serves), in_front=in_front)
    return scope.of(serves), [
        w
        for w in waiting_tickets(conn, hall_id, queues=list(serves))
        if scope.allows(
            ticket_id=w.ticket_id, queue_id=w.queue_id, is_sent_here=w.window_id == window_id
        )
    ]


def _of_queues(queue_count: int | None) -> Select[*tuple[Any, ...]]:
    query = select(*_OF_THE_POLICY).where(
        tickets.c.hall_id == bindparam("hall"), tickets.c.state == State.WAITING
    )
    if queue_count is None:
        return query
    ours = among(tickets.c.queue_id, "queue", queue_count)
    return query.where(ours | tickets.c.target_window_id.is_not(None))


@cache
def _waiting(queue_count: int | None) -> Prepared:
    return Prepared(_of_queues(queue_count))


@cache
def _first_waiting(queue_count: int) -> Prepared:
    place = func.row_number().over(
        partition_by=(tickets.c.queue_id, tickets.c.priority, tickets.c.target_window_id),
        order_by=(tickets.c.order_at, tickets.c.id),
    )
    every = _of_queues(queue_count).add_columns(place.label("place")).subquery()
    wanted = [every.c[column.name] for column in _OF_THE_POLICY]
    return Prepared(select(*wanted).where(every.c.place <= bindparam("in_front")))


def count_waiting(conn: Connection, hall_id: int, queue_id: int) -> int:
    """How many wait in a queue."""
    return int(_COUNT_WAITING.scalar(conn, hall=hall_id, queue=queue_id))


def count_ahead(conn: Connection, ticket: TicketRow) -> int | None:
    """How many people wait before this ticket in its queue; None when it does not wait."""
    if ticket.state != State.WAITING:
        return None
    return int(
        _COUNT_AHEAD.scalar(
            conn,
            hall=ticket.hall_id,
            queue=ticket.queue_id,
            priority=ticket.priority,
            order_at=ticket.order_at,
            ticket=ticket.id,
        )
    )


_IN_QUEUE = select(func.count()).where(
    tickets.c.hall_id == bindparam("hall"),
    tickets.c.state == State.WAITING,
    tickets.c.queue_id == bindparam("queue"),
)
_COUNT_WAITING = Prepared(_IN_QUEUE)

_OF_SAME_PRIORITY = tickets.c.priority == bindparam("priority")
_COUNT_AHEAD = Prepared(
    _IN_QUEUE.where(
        (tickets.c.priority > bindparam("priority"))
        | (_OF_SAME_PRIORITY & (tickets.c.order_at < bindparam("order_at")))
        | (
            _OF_SAME_PRIORITY
            & (tickets.c.order_at == bindparam("order_at"))
            & (tickets.c.id < bindparam("ticket"))
        )
    )
)


def serves_of(conn: Connection, window_id: int) -> dict[int, Serves]:
    """queue id -> how the window serves it."""
    return {
        queue_id: Serves(
            rank=rank,
            help_when_idle=when_idle,
            help_after=None if after_s is None else timedelta(seconds=after_s),
        )
        for queue_id, rank, when_idle, after_s in _SERVES.all(conn, window=window_id)
    }


_SERVES = Prepared(
    select(
        window_queues.c.queue_id,
        window_queues.c.rank,
        window_queues.c.help_when_idle,
        window_queues.c.help_after_s,
    ).where(window_queues.c.window_id == bindparam("window"))
)


def priority_run(conn: Connection, window_id: int, *, limit: int) -> int:
    """How many priority tickets the window has called in a row until now, at most `limit`.

    Args:
        limit: how far back it matters; older calls are not read.
    """
    run = 0
    for priority in _LAST_CALLED.scalars(conn, window=window_id, limit=limit):
        if priority == NORMAL:
            break
        run += 1
    return run


_LAST_CALLED = Prepared(
    select(tickets.c.priority)
    .join(visits, visits.c.ticket_id == tickets.c.id)
    .where(visits.c.window_id == bindparam("window"), visits.c.calls > 0)
    .order_by(visits.c.id.desc())
    .limit(bindparam("limit"))
)


def windows_serving(conn: Connection, queue_id: int) -> list[tuple[int, str, str, str]]:
    """(id, number, place, state) of the windows that serve a queue, in the hall's order."""
    return _WINDOWS_SERVING.all(conn, queue=queue_id)


_WINDOWS_SERVING = Prepared(
    select(windows.c.id, windows.c.number, windows.c.place, windows.c.state)
    .join(window_queues, window_queues.c.window_id == windows.c.id)
    .where(window_queues.c.queue_id == bindparam("queue"))
    .order_by(windows.c.position)
)


def open_tickets_before(conn: Connection, hall_id: int, day: date) -> list[TicketRow]:
    """Tickets of earlier days that still wait, are called, served or passed."""
    query = select(tickets).where(
        tickets.c.hall_id == hall_id,
        tickets.c.day < day,
        tickets.c.state.in_([State.WAITING, State.CALLED, State.SERVING, State.PASSED]),
    )
    return [TicketRow(*row) for row in conn.execute(query.order_by(tickets.c.id))]
