"""Takes over appointments that were booked elsewhere, once, however often they are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import select

from server.domain.appointment_exchange import BookedElsewhere, Unreadable
from server.domain.appointments import Booking
from server.domain.errors import DomainError, InvalidInput
from server.services import appointments as booking
from server.services.commands import Commands
from server.store.hall_tables import queues
from server.store.ticket_rows import AppointmentRow
from server.store.ticket_tables import appointments
from server.store.unit_of_work import UnitOfWork

SOURCE = "import"
ACTOR = "import"


@dataclass(slots=True)
class Report:
    """What became of an import; `refused` holds row, code and sentence of each refusal."""

    booked: int = 0
    changed: int = 0
    cancelled: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


def take_over(
    commands: Commands, hall_id: int, rows: Iterable[BookedElsewhere | Unreadable]
) -> Report:
    """Book, move and cancel here what was booked, moved and cancelled there.

    Each row is a command of its own, so that one refused leaves the others. An appointment that
    stands as told, or that has been used, missed or cancelled here, stays as it is.
    """
    report = Report()
    for row in rows:
        if isinstance(row, Unreadable):
            report.refused.append((row.row, InvalidInput.code, row.detail))
            continue
        try:
            done = commands.run(hall_id, partial(_take_over, told=row), name=SOURCE, actor=ACTOR)
        except DomainError as refusal:
            report.refused.append((row.row, refusal.code, refusal.detail))
        else:
            outcome = done["outcome"]
            setattr(report, outcome, getattr(report, outcome) + 1)
    return report


def _take_over(uow: UnitOfWork, *, told: BookedElsewhere) -> dict[str, Any]:
    queue_id = _queue(uow, told.queue)
    known = uow.one(
        AppointmentRow,
        select(appointments).where(
            appointments.c.hall_id == uow.hall.id, appointments.c.external_id == told.external_id
        ),
    )
    if known is None:
        return {"outcome": "unchanged" if told.is_cancelled else _book(uow, queue_id, told)}
    if known.state != Booking.BOOKED:
        return {"outcome": "unchanged"}
    if told.is_cancelled:
        booking.cancel(uow, appointment_id=known.id)
        return {"outcome": "cancelled"}
    if known.queue_id != queue_id:
        raise InvalidInput("it was booked for another queue; cancel it and book anew", what="queue")
    if known.starts_at == told.starts_at:
        return {"outcome": "unchanged"}
    booking.change(uow, appointment_id=known.id, starts_at=told.starts_at)
    return {"outcome": "changed"}


def _book(uow: UnitOfWork, queue_id: int, told: BookedElsewhere) -> str:
    booking.book(
        uow,
        queue_id=queue_id,
        starts_at=told.starts_at,
        source=SOURCE,
        person=told.person,
        external_id=told.external_id,
        code=told.code,
    )
    return "booked"


def _queue(uow: UnitOfWork, code: str) -> int:
    query = select(queues.c.id).where(queues.c.hall_id == uow.hall.id, queues.c.code == code)
    queue_id = uow.conn.execute(query).scalar_one_or_none()
    if queue_id is None:
        raise InvalidInput(f"no queue {code!r} in this hall", what="queue")
    return int(queue_id)
