"""Tickets by their number, for staff who help somebody with a slip, or without it any more."""

from __future__ import annotations

import re
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, or_, select

from server.domain.lifecycle import State
from server.reports.board import hall_row
from server.store.hall_tables import queues
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets

_LETTERS_AND_DIGITS = re.compile(r"(\D+)(\d{1,9})")


def tickets_found(
    conn: Connection, hall_id: int, *, number: str, now: datetime, day: date | None = None
) -> list[TicketRow]:
    """Today's tickets of this number, and suspended ones of earlier days; the newest first.

    Args:
        number: as typed: `a7`, `a007` and `A 007` are the number `A007`.
        day: only those of this day, instead.
    """
    hall = hall_row(conn, hall_id)
    written = "".join(number.split()).upper()
    own_queues = select(queues.c.id).where(queues.c.hall_id == hall_id)
    # By the queue's day or by state: either way an index leads past the tickets of other days.
    on = hall.today(now) if day is None else day
    of_the_day = tickets.c.issued_queue_id.in_(own_queues) & (tickets.c.day == on)
    suspended = (tickets.c.hall_id == hall_id) & (tickets.c.state == State.SUSPENDED)
    wanted = or_(of_the_day, suspended) if day is None else of_the_day
    query = select(tickets).where(wanted, _is_meant(hall_id, written)).order_by(tickets.c.id.desc())
    return [TicketRow(*row) for row in conn.execute(query)]


def _is_meant(hall_id: int, written: str) -> ColumnElement[bool]:
    """The number as it is printed, or its letters with as many noughts as somebody likes."""
    as_printed = tickets.c.number == written
    if (parts := _LETTERS_AND_DIGITS.fullmatch(written)) is None:
        return as_printed
    of_these_letters = select(queues.c.id).where(
        queues.c.hall_id == hall_id, queues.c.prefix == parts[1]
    )
    same_serial = tickets.c.serial == int(parts[2])
    return or_(as_printed, tickets.c.issued_queue_id.in_(of_these_letters) & same_serial)
