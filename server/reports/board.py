"""A hall's board: the state that the events of the day fold up to.

One read in one snapshot, so that the board and its `seq` belong together.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from server.domain.clock import to_wire
from server.domain.errors import NotFound
from server.domain.lifecycle import ADMITTED, AT_WINDOW, State
from server.store.hall_rows import HallRow
from server.store.hall_tables import halls, queues, windows
from server.store.prepared import Prepared
from server.store.ticket_tables import tickets, visits


def hall_row(conn: Connection, hall_id: int) -> HallRow:
    """The hall.

    Raises:
        NotFound: no such hall.
    """
    row = _HALL.one_or_none(conn, hall=hall_id)
    if row is None:
        raise NotFound(f"no hall {hall_id}", what="hall")
    return HallRow(*row)


_HALL = Prepared(select(halls).where(halls.c.id == bindparam("hall")))


def board(conn: Connection, hall_id: int, *, now: datetime) -> dict[str, Any]:
    """The hall's board at this moment, as the wire has it."""
    hall = hall_row(conn, hall_id)
    today = (tickets.c.hall_id == hall_id) & (tickets.c.day == hall.today(now))
    return {
        "hall_id": hall_id,
        "day": hall.today(now).isoformat(),
        "seq": hall.event_seq,
        "waiting": _waiting(conn, hall_id, today),
        "calls": _calls(conn, today, hall.speak_for),
        "passed": _passed(conn, today),
        "windows": _windows(conn, hall_id),
        "queues": {
            str(queue_id): {"open": is_open}
            for queue_id, is_open in conn.execute(
                select(queues.c.id, queues.c.is_open).where(queues.c.hall_id == hall_id)
            )
        },
    }


def _waiting(conn: Connection, hall_id: int, today: Any) -> dict[str, int]:
    counted = (
        select(tickets.c.queue_id, func.count())
        .where(today, tickets.c.state == State.WAITING)
        .group_by(tickets.c.queue_id)
    )
    counts = {queue_id: n for queue_id, n in conn.execute(counted)}
    every = conn.execute(select(queues.c.id).where(queues.c.hall_id == hall_id)).scalars()
    return {str(queue_id): counts.get(queue_id, 0) for queue_id in every}


# Who came without a number is shown only once a transfer has led to a real call.
_is_shown = (tickets.c.channel != ADMITTED) | (visits.c.calls > 0)


def _calls(conn: Connection, today: Any, speak_for: timedelta) -> list[dict[str, Any]]:
    query = (
        select(
            tickets.c.id,
            tickets.c.number,
            tickets.c.queue_id,
            queues.c.zone_id,
            visits.c.id,
            windows.c.id,
            windows.c.number,
            windows.c.place,
            tickets.c.state,
            visits.c.calls,
            visits.c.last_called_at,
        )
        .join(visits, visits.c.id == tickets.c.visit_id)
        .join(windows, windows.c.id == visits.c.window_id)
        .join(queues, queues.c.id == tickets.c.queue_id)
        .where(today, tickets.c.state.in_(AT_WINDOW), _is_shown)
    )
    calls = [
        {
            "ticket_id": ticket_id,
            "number": number,
            "queue_id": queue_id,
            "zone_id": zone_id,
            "visit_id": visit_id,
            "window_id": window_id,
            "window": window,
            "place": place,
            "state": state,
            "calls": times_called,
            "called_at": to_wire(called_at),
            "speak_until": to_wire(called_at + speak_for) if times_called else None,
        }
        for (
            ticket_id, number, queue_id, zone_id, visit_id, window_id, window, place, state,
            times_called, called_at,
        ) in conn.execute(query)
    ]  # fmt: skip
    # By the times on the wire: the database's are finer, and displays could not order by them.
    return sorted(calls, key=lambda c: (c["called_at"], c["visit_id"]), reverse=True)


def _passed(conn: Connection, today: Any) -> list[dict[str, Any]]:
    query = (
        select(tickets.c.id, tickets.c.number, tickets.c.queue_id, queues.c.zone_id)
        .join(queues, queues.c.id == tickets.c.queue_id)
        .where(today, tickets.c.state == State.PASSED)
        .order_by(tickets.c.id)
    )
    names = ("ticket_id", "number", "queue_id", "zone_id")
    return [dict(zip(names, row, strict=True)) for row in conn.execute(query)]


def _windows(conn: Connection, hall_id: int) -> dict[str, dict[str, Any]]:
    query = (
        select(windows.c.id, windows.c.number, windows.c.zone_id, windows.c.state)
        .where(windows.c.hall_id == hall_id)
        .order_by(windows.c.position)
    )
    return {
        str(window_id): {"window": number, "zone_id": zone_id, "state": state}
        for window_id, number, zone_id, state in conn.execute(query)
    }
