"""Who waits for a window, who will be back, who was missed: the lists of a console."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, select

from server.domain.clock import to_wire
from server.domain.lifecycle import State
from server.domain.queueing import Serves, call_order
from server.reports.appointments import appointment_marks
from server.store.authorised import Scope, scope_of
from server.store.hall_rows import HallRow, WindowRow
from server.store.hall_tables import queues, window_queues
from server.store.prepared import Prepared, Row, among, numbered
from server.store.ticket_tables import tickets
from server.store.waiting import callable_waiting, priority_run

NEXT_SHOWN = 20


def waiting_here(
    conn: Connection, hall: HallRow, window: WindowRow, serves: dict[int, Serves], now: datetime
) -> dict[str, Any]:
    """How many wait for this window, since when, in which queues, and who comes next.

    Where the hall demands letters of authorisation, whom the clerk here may not call is told
    apart: nobody of them is counted as waiting for this clerk.
    """
    scope = scope_of(conn, hall, window.account_id, hall.today(now))
    lines = _lines(conn, hall.id, window.id, serves, scope)
    longest = min((line.since for line in lines.values() if line.since), default=None)
    return {
        "total": sum(line.callable for line in lines.values()),
        "not_authorised": sum(line.barred for line in lines.values()),
        "longest_since": longest and to_wire(longest),
        "queues": _queue_counts(conn, window.id, lines),
        "next": _next(conn, hall, window.id, serves, scope, now),
    }


@dataclass(frozen=True, slots=True)
class _Line:
    """Who waits in a queue for a window: whom its clerk may call since when, and the others."""

    callable: int = 0
    barred: int = 0
    since: datetime | None = None


def _lines(
    conn: Connection,
    hall_id: int,
    window_id: int,
    serves: dict[int, Serves],
    scope: Scope | None,
) -> dict[int, _Line]:
    values = {"hall": hall_id, "window": window_id, **numbered("queue", serves)}
    if scope is None:
        rows = _waiting_by_queue(len(serves)).all(conn, **values)
        return {queue_id: _Line(n, 0, since) for queue_id, n, since in rows}
    lines: dict[int, _Line] = {}
    for ticket_id, queue_id, since, sent_to in _each_waiting(len(serves)).all(conn, **values):
        line = lines.get(queue_id, _Line())
        is_sent_here = sent_to is not None
        if scope.allows(ticket_id=ticket_id, queue_id=queue_id, is_sent_here=is_sent_here):
            earliest = since if line.since is None else min(since, line.since)
            lines[queue_id] = replace(line, callable=line.callable + 1, since=earliest)
        else:
            lines[queue_id] = replace(line, barred=line.barred + 1)
    return lines


def _for_window(queue_count: int) -> ColumnElement[bool]:
    of_its_queues = among(tickets.c.queue_id, "queue", queue_count)
    return and_(
        tickets.c.hall_id == bindparam("hall"),
        tickets.c.state == State.WAITING,
        (tickets.c.target_window_id == bindparam("window"))
        | (tickets.c.target_window_id.is_(None) & of_its_queues),
    )


@cache
def _waiting_by_queue(queue_count: int) -> Prepared:
    return Prepared(
        select(tickets.c.queue_id, func.count(), func.min(tickets.c.joined_at))
        .where(_for_window(queue_count))
        .group_by(tickets.c.queue_id)
    )


@cache
def _each_waiting(queue_count: int) -> Prepared:
    return Prepared(
        select(
            tickets.c.id, tickets.c.queue_id, tickets.c.joined_at, tickets.c.target_window_id
        ).where(_for_window(queue_count))
    )


def _queue_counts(
    conn: Connection, window_id: int, lines: Mapping[int, _Line]
) -> list[dict[str, Any]]:
    return [
        {
            "queue_id": queue_id,
            "code": code,
            "name": name,
            "prefix": prefix,
            "rank": rank,
            "waiting": lines.get(queue_id, _Line()).callable,
            "not_authorised": lines.get(queue_id, _Line()).barred,
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
    conn: Connection,
    hall: HallRow,
    window_id: int,
    serves: dict[int, Serves],
    scope: Scope | None,
    now: datetime,
) -> list[dict[str, Any]]:
    """Who would be called here one after another, as things stand now."""
    policy = hall.call_policy
    serves, waiting = callable_waiting(
        conn, hall.id, serves, window_id=window_id, scope=scope, in_front=NEXT_SHOWN
    )
    order = call_order(
        waiting,
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
        conn, hall=hall.id, day=hall.today(now), **numbered("queue", serves)
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
