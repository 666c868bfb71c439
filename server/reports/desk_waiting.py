"""Who waits for a window, who will be back, who was missed: the lists of a console."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from server.domain.clock import to_wire
from server.domain.lifecycle import State
from server.domain.queueing import Serves, call_order
from server.reports.appointments import appointment_marks
from server.store.prepared import Prepared, Row, among, numbered
from server.store.rows import HallRow
from server.store.tables import queues, tickets, window_queues
from server.store.waiting import first_waiting, priority_run

NEXT_SHOWN = 20


def waiting_here(
    conn: Connection, hall: HallRow, window_id: int, serves: dict[int, Serves], now: datetime
) -> dict[str, Any]:
    """How many wait for this window, since when, in which queues, and who comes next."""
    by_queue = _waiting_by_queue(len(serves)).all(
        conn, hall=hall.id, window=window_id, **numbered("queue", serves)
    )
    longest = min((since for _, _, since in by_queue), default=None)
    return {
        "total": sum(n for _, n, _ in by_queue),
        "longest_since": longest and to_wire(longest),
        "queues": _queue_counts(conn, window_id, {queue_id: n for queue_id, n, _ in by_queue}),
        "next": _next(conn, hall, window_id, serves, now),
    }


@cache
def _waiting_by_queue(queue_count: int) -> Prepared:
    of_its_queues = among(tickets.c.queue_id, "queue", queue_count)
    return Prepared(
        select(tickets.c.queue_id, func.count(), func.min(tickets.c.joined_at))
        .where(
            tickets.c.hall_id == bindparam("hall"),
            tickets.c.state == State.WAITING,
            (tickets.c.target_window_id == bindparam("window"))
            | (tickets.c.target_window_id.is_(None) & of_its_queues),
        )
        .group_by(tickets.c.queue_id)
    )


def _queue_counts(conn: Connection, window_id: int, counts: dict[int, int]) -> list[dict[str, Any]]:
    return [
        {
            "queue_id": queue_id,
            "code": code,
            "name": name,
            "prefix": prefix,
            "rank": rank,
            "waiting": counts.get(queue_id, 0),
        }
        for queue_id, code, name, prefix, rank in _QUEUES.all(conn, window=window_id)
    ]


_QUEUES = Prepared(
    select(queues.c.id, queues.c.code, queues.c.name, queues.c.prefix, window_queues.c.rank)
    .join(window_queues, window_queues.c.queue_id == queues.c.id)
    .where(window_queues.c.window_id == bindparam("window"))
    .order_by(window_queues.c.rank, queues.c.position)
)


def _next(
    conn: Connection, hall: HallRow, window_id: int, serves: dict[int, Serves], now: datetime
) -> list[dict[str, Any]]:
    """Who would be called here one after another, as things stand now."""
    policy = hall.call_policy
    order = call_order(
        first_waiting(conn, hall.id, queues=list(serves), in_front=NEXT_SHOWN),
        serves,
        window_id=window_id,
        now=now,
        policy=policy,
        priority_run=priority_run(conn, window_id, limit=policy.ratio) if policy.ratio else 0,
        limit=NEXT_SHOWN,
    )
    ids = [w.ticket_id for w in order]
    rows = _waiting_tickets(len(ids)).all(conn, **numbered("ticket", ids))
    by_id = {ticket.id: ticket for ticket in rows}
    marks = appointment_marks(conn, (ticket.appointment_id for ticket in by_id.values()))
    return [_waiting_ticket(by_id[ticket_id], marks) for ticket_id in ids]


@cache
def _waiting_tickets(count: int) -> Prepared:
    return Prepared(
        select(
            tickets.c.id,
            tickets.c.number,
            tickets.c.queue_id,
            tickets.c.priority,
            tickets.c.joined_at,
            tickets.c.appointment_id,
            tickets.c.kept_from,
        ).where(among(tickets.c.id, "ticket", count))
    )


def _waiting_ticket(ticket: Row, marks: Mapping[int | None, Any]) -> dict[str, Any]:
    return {
        "ticket_id": ticket.id,
        "number": ticket.number,
        "queue_id": ticket.queue_id,
        "priority": ticket.priority,
        "joined_at": to_wire(ticket.joined_at),
        "appointment": marks.get(ticket.appointment_id),
        "kept_from": ticket.kept_from and ticket.kept_from.isoformat(),
    }


def suspended_here(
    conn: Connection, hall_id: int, window_id: int, serves: dict[int, Serves]
) -> list[dict[str, Any]]:
    """Suspended tickets that this window may resume, the longest first."""
    rows = _suspended_tickets(len(serves)).all(
        conn, hall=hall_id, window=window_id, **numbered("queue", serves)
    )
    return [
        {
            "ticket_id": ticket_id,
            "number": number,
            "kind": kind,
            "code": code,
            "since": to_wire(since),
            "here": suspended_at == window_id,
        }
        for ticket_id, number, kind, code, since, suspended_at in rows
    ]


@cache
def _suspended_tickets(queue_count: int) -> Prepared:
    of_its_queues = among(tickets.c.queue_id, "queue", queue_count)
    return Prepared(
        select(
            tickets.c.id,
            tickets.c.number,
            tickets.c.suspend_kind,
            tickets.c.suspend_code,
            tickets.c.state_since,
            tickets.c.suspend_window_id,
        )
        .where(
            tickets.c.hall_id == bindparam("hall"),
            tickets.c.state == State.SUSPENDED,
            (tickets.c.suspend_window_id == bindparam("window")) | of_its_queues,
        )
        .order_by(tickets.c.state_since)
    )


def passed_here(
    conn: Connection, hall: HallRow, serves: dict[int, Serves], now: datetime
) -> list[dict[str, Any]]:
    """Passed tickets of this window's queues, the latest first."""
    rows = _passed_tickets(len(serves)).all(
        conn, hall=hall.id, day=hall.day(now), **numbered("queue", serves)
    )
    return [
        {"ticket_id": ticket_id, "number": number, "since": to_wire(since)}
        for ticket_id, number, since in rows
    ]


@cache
def _passed_tickets(queue_count: int) -> Prepared:
    return Prepared(
        select(tickets.c.id, tickets.c.number, tickets.c.state_since)
        .where(
            tickets.c.hall_id == bindparam("hall"),
            tickets.c.day == bindparam("day"),
            tickets.c.state == State.PASSED,
            among(tickets.c.queue_id, "queue", queue_count),
        )
        .order_by(tickets.c.state_since.desc())
    )
