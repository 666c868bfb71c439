"""预约: book, change and cancel; and note who did not come."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, insert, select, update

from server.domain.appointments import Booking, Slot, Step, after, read_code
from server.domain.errors import InvalidInput, PersonLimit, SlotFull
from server.domain.persons import Person
from server.store.booked import held_by, missed_appointments, taken_places
from server.store.hall_rows import QueueRow
from server.store.hall_tables import queues
from server.store.ticket_rows import AppointmentRow
from server.store.ticket_tables import appointment_steps, appointments
from server.store.unit_of_work import UnitOfWork

_CODE_DIGITS = 8


def book(
    uow: UnitOfWork,
    *,
    queue_id: int,
    starts_at: datetime,
    source: str,
    person: Person | None = None,
    external_id: str | None = None,
    code: str | None = None,
) -> dict[str, Any]:
    """Book a place in the slot that begins at an instant.

    The hall's lock is held: of two who want the last place, one finds it taken.

    Args:
        source: "desk", "kiosk", "api" or "import".
        external_id: the name the appointment has where it was booked.
        code: what its citizen was given to check in with; without one it is made here.

    Returns:
        `{"appointment_id": ...}`.

    Raises:
        NotFound: no such queue.
        InvalidInput: the code is no code, or another appointment has it or the external_id.
        SlotNotOffered, SlotFull, PersonLimit.
    """
    queue = uow.get(QueueRow, queues, queue_id)
    if external_id is not None and _is_taken(uow, appointments.c.external_id, external_id):
        raise InvalidInput("another appointment has this external_id", what="external_id")
    slot = _free_slot(uow, queue, starts_at)
    _demand_person(uow, queue, person.hash if person else None, slot)
    appointment_id = uow.insert(
        appointments,
        hall_id=uow.hall.id,
        queue_id=queue.id,
        day=uow.hall.day(slot.starts),
        starts_at=slot.starts,
        ends_at=slot.ends,
        state=after(None, Step.BOOK),
        state_since=uow.now,
        code=_new_code(uow) if code is None else _given_code(uow, code),
        source=source,
        external_id=external_id,
        person_hash=person and person.hash,
        person_mask=person and person.mask,
        booked_at=uow.now,
    )
    _note(uow, appointment_id, Step.BOOK, state=Booking.BOOKED, starts_at=slot.starts)
    return {"appointment_id": appointment_id}


def change(uow: UnitOfWork, *, appointment_id: int, starts_at: datetime) -> dict[str, Any]:
    """Move an appointment to another slot of its queue; the code stays the same.

    Raises:
        WrongState: it was used, missed or cancelled.
        SlotNotOffered, SlotFull, PersonLimit.
    """
    appointment = uow.get(AppointmentRow, appointments, appointment_id)
    state = after(Booking(appointment.state), Step.CHANGE)
    queue = uow.get(QueueRow, queues, appointment.queue_id)
    slot = _free_slot(uow, queue, starts_at, but=appointment.id)
    _demand_person(uow, queue, appointment.person_hash, slot, but=appointment.id)
    day = uow.hall.day(slot.starts)
    uow.update(appointments, appointment.id, day=day, starts_at=slot.starts, ends_at=slot.ends)
    _note(uow, appointment.id, Step.CHANGE, state=state, starts_at=slot.starts)
    return {"appointment_id": appointment.id}


def cancel(uow: UnitOfWork, *, appointment_id: int) -> dict[str, Any]:
    """Call an appointment off; its place is free again.

    Raises:
        WrongState: it was used, missed or cancelled.
    """
    appointment = uow.get(AppointmentRow, appointments, appointment_id)
    move_appointment(uow, appointment, Step.CANCEL)
    return {"appointment_id": appointment.id}


def move_appointment(
    uow: UnitOfWork,
    appointment: AppointmentRow,
    step: Step,
    *,
    ticket_id: int | None = None,
    **changes: Any,
) -> None:
    """The only writer of an appointment's state; every step it takes stays on record.

    Args:
        ticket_id: the ticket that the step is about, if any.
        changes: columns that change with the step.

    Raises:
        WrongState: the table has no such step.
    """
    state = after(Booking(appointment.state), step)
    uow.update(appointments, appointment.id, state=state, state_since=uow.now, **changes)
    _note(
        uow,
        appointment.id,
        step,
        state=state,
        starts_at=appointment.starts_at,
        ticket_id=ticket_id,
    )


def halls_with_no_shows(conn: Connection, now: datetime) -> list[int]:
    """The halls in which `mark_no_shows` has something to do."""
    return sorted({a.hall_id for a in missed_appointments(conn, now)})


def mark_no_shows(uow: UnitOfWork) -> dict[str, Any]:
    """爽约: nobody can check in any more for these, and nobody did."""
    mine = [a for a in missed_appointments(uow.conn, uow.now) if a.hall_id == uow.hall.id]
    for appointment in mine:
        move_appointment(uow, appointment, Step.MISS)
    return {"missed": len(mine)}


def forget_who_booked(uow: UnitOfWork) -> None:
    """Erase who had appointments on days long past; appointments and figures stay."""
    last = uow.day - timedelta(days=uow.hall.policy.forget_persons_after_days)
    uow.conn.execute(
        update(appointments)
        .where(
            appointments.c.hall_id == uow.hall.id,
            appointments.c.person_mask.is_not(None) | appointments.c.person_hash.is_not(None),
            appointments.c.day < last,
        )
        .values(person_hash=None, person_mask=None)
    )


def _free_slot(
    uow: UnitOfWork, queue: QueueRow, starts_at: datetime, *, but: int | None = None
) -> Slot:
    slot = queue.appointments.slot_at(uow.hall.opening_hours(), starts_at, now=uow.now)
    (taken,) = taken_places(uow.conn, queue.id, [slot], but=but)
    if taken >= slot.capacity:
        raise SlotFull("all places of that slot are taken", capacity=slot.capacity)
    return slot


def _demand_person(
    uow: UnitOfWork,
    queue: QueueRow,
    person_hash: str | None,
    slot: Slot,
    *,
    but: int | None = None,
) -> None:
    limit = queue.appointments.person_daily_limit
    if person_hash is None or limit is None:
        return
    if held_by(uow.conn, queue.id, person_hash, uow.hall.day(slot.starts), but=but) >= limit:
        raise PersonLimit("this person has an appointment that day", limit=limit, scope="queue")


def _new_code(uow: UnitOfWork) -> str:
    while True:
        code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"
        if not _is_taken(uow, appointments.c.code, code):
            return code


def _given_code(uow: UnitOfWork, code: str) -> str:
    code = read_code(code)
    if _is_taken(uow, appointments.c.code, code):
        raise InvalidInput("another appointment has this code", what="code")
    return code


def _is_taken(uow: UnitOfWork, column: Column[Any], name: str) -> bool:
    this = (appointments.c.hall_id == uow.hall.id) & (column == name)
    return uow.conn.execute(select(appointments.c.id).where(this)).first() is not None


def _note(
    uow: UnitOfWork,
    appointment_id: int,
    step: Step,
    *,
    state: Booking,
    starts_at: datetime,
    ticket_id: int | None = None,
) -> None:
    uow.conn.execute(
        insert(appointment_steps).values(
            hall_id=uow.hall.id,
            appointment_id=appointment_id,
            step=step,
            state=state,
            starts_at=starts_at,
            ticket_id=ticket_id,
            at=uow.now,
            actor=uow.actor,
        )
    )
