"""Reads of who waits, shared by commands and pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from server.domain.lifecycle import State
from server.domain.queueing import NORMAL, Serves, Waiting
from server.store.rows import TicketRow
from server.store.tables import tickets, visits, window_queues, windows

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
    query = select(*_OF_THE_POLICY).where(
        tickets.c.hall_id == hall_id, tickets.c.state == State.WAITING
    )
    if queues is not None:
        query = query.where(
            tickets.c.queue_id.in_(queues) | tickets.c.target_window_id.is_not(None)
        )
    return [
        Waiting(ticket_id=t, queue_id=q, order_at=at, priority=p, window_id=w)
        for t, q, at, p, w in conn.execute(query)
    ]


def count_waiting(conn: Connection, hall_id: int, queue_id: int) -> int:
    """How many wait in a queue."""
    query = select(func.count()).where(
        tickets.c.hall_id == hall_id,
        tickets.c.state == State.WAITING,
        tickets.c.queue_id == queue_id,
    )
    return conn.execute(query).scalar_one()


def count_ahead(conn: Connection, ticket: TicketRow) -> int | None:
    """How many people wait before this ticket in its queue; None when it does not wait."""
    if ticket.state != State.WAITING:
        return None
    before = (
        (tickets.c.priority > ticket.priority)
        | ((tickets.c.priority == ticket.priority) & (tickets.c.order_at < ticket.order_at))
        | (
            (tickets.c.priority == ticket.priority)
            & (tickets.c.order_at == ticket.order_at)
            & (tickets.c.id < ticket.id)
        )
    )
    query = select(func.count()).where(
        tickets.c.hall_id == ticket.hall_id,
        tickets.c.state == State.WAITING,
        tickets.c.queue_id == ticket.queue_id,
        before,
    )
    return conn.execute(query).scalar_one()


def serves_of(conn: Connection, window_id: int) -> dict[int, Serves]:
    """queue id -> how the window serves it."""
    query = select(
        window_queues.c.queue_id,
        window_queues.c.rank,
        window_queues.c.help_when_idle,
        window_queues.c.help_after_s,
    ).where(window_queues.c.window_id == window_id)
    return {
        queue_id: Serves(
            rank=rank,
            help_when_idle=when_idle,
            help_after=None if after_s is None else timedelta(seconds=after_s),
        )
        for queue_id, rank, when_idle, after_s in conn.execute(query)
    }


def priority_run(conn: Connection, window_id: int, *, limit: int) -> int:
    """How many priority tickets the window has called in a row until now, at most `limit`.

    Args:
        limit: how far back it matters; older calls are not read.
    """
    query = (
        select(tickets.c.priority)
        .join(visits, visits.c.ticket_id == tickets.c.id)
        .where(visits.c.window_id == window_id, visits.c.calls > 0)
        .order_by(visits.c.id.desc())
        .limit(limit)
    )
    run = 0
    for priority in conn.execute(query).scalars():
        if priority == NORMAL:
            break
        run += 1
    return run


def windows_serving(conn: Connection, queue_id: int) -> list[tuple[int, str, str, str]]:
    """(id, number, place, state) of the windows that serve a queue, in the hall's order."""
    query = (
        select(windows.c.id, windows.c.number, windows.c.place, windows.c.state)
        .join(window_queues, window_queues.c.window_id == windows.c.id)
        .where(window_queues.c.queue_id == queue_id)
        .order_by(windows.c.position)
    )
    return [tuple(row) for row in conn.execute(query)]


def open_tickets_before(conn: Connection, hall_id: int, day: date) -> list[TicketRow]:
    """Tickets of earlier days that still wait, are called, served or passed."""
    query = select(tickets).where(
        tickets.c.hall_id == hall_id,
        tickets.c.day < day,
        tickets.c.state.in_([State.WAITING, State.CALLED, State.SERVING, State.PASSED]),
    )
    return [TicketRow(*row) for row in conn.execute(query.order_by(tickets.c.id))]
