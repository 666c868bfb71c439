"""Appointments: free slots, booking, checking in, the list of a day."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer, Responses
from server.api.blueprint import Blueprint
from server.api.identity import requires, who
from server.api.running import person_of, run, ticket_answer
from server.api.schemas import appointments as shapes
from server.api.schemas.base import HallPath, QueuePath
from server.api.schemas.tickets import Ticket
from server.domain.access import Permission
from server.domain.appointments import read_code
from server.domain.errors import InvalidInput
from server.domain.estimate.quotes import WaitRange
from server.domain.persons import Person
from server.reports.appointments import appointment_view, appointments_of_day, free_slots
from server.services import appointments, checking_in, checking_in_person
from server.store.booked import booked_under
from server.wiring import wiring

bp = Blueprint("appointments", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="appointments")])

_APPOINTMENT: Responses = {200: shapes.Appointment}
_BASE = "/halls/<int:hall_id>/appointments"


@bp.get("/halls/<int:hall_id>/queues/<int:queue_id>/slots", responses={200: shapes.SlotList})
def get_slots(path: QueuePath, query: shapes.SlotsQuery) -> Answer:
    """The slots that can still be booked, and how many places each has left."""
    parts = wiring()
    with parts.database.read() as conn:
        return free_slots(
            conn,
            path.hall_id,
            path.queue_id,
            first=query.first,
            days=query.days,
            now=parts.clock.now(),
        )


@bp.get(_BASE, responses={200: shapes.AppointmentList}, security=SIGNED_IN)
@requires(Permission.MANAGE_TICKETS)
def list_appointments(path: HallPath, query: shapes.DayQuery) -> Answer:
    """The appointments of a day; of their people only masks."""
    parts = wiring()
    with parts.database.read() as conn:
        return appointments_of_day(conn, path.hall_id, day=query.day, now=parts.clock.now())


@bp.post(_BASE, responses={201: shapes.Appointment}, security=SIGNED_IN)
@requires(Permission.BOOK)
def book(path: HallPath, body: shapes.BookAppointment) -> Answer:
    """Book; 409 `slot_full`, `slot_not_offered` (with `reason`), `person_limit`."""
    is_kiosk = who().station_id is not None
    if is_kiosk and not body.says_who:
        # Nobody sees who stands there: places must not go to whoever presses most often.
        raise InvalidInput("a station says whom it books for", what="person")
    command = partial(
        appointments.book,
        queue_id=body.queue_id,
        starts_at=body.starts_at,
        source="kiosk" if is_kiosk else body.source,
        person=person_of(path.hall_id, body),
        external_id=body.external_id,
    )
    result = run(path.hall_id, command, name="book")
    return _appointment(path.hall_id, result["appointment_id"]), 201


@bp.post(f"{_BASE}/check-in", responses={201: Ticket}, security=SIGNED_IN)
@requires(Permission.ISSUE)
def check_in(path: HallPath, body: shapes.CheckIn) -> Answer:
    """签到: the one number of an appointment, by its code or by who comes.

    409 `too_early` (with `from_at`), `appointment_not_today`, `appointment_expired`,
    `appointment_used` (with `number`), `appointment_cancelled`, each with `starts_at`; 404 for
    an unknown code, or when the person has no appointment today.
    """
    station_id, person = who().station_id, person_of(path.hall_id, body)
    command = partial(
        checking_in_person.check_in,
        code=body.code,
        person=person,
        # Estimated beside the command, never inside it.
        predicted_wait=_waits_told(path.hall_id, body.code, person).get,
        channel="desk" if station_id is None else "kiosk",
        station_id=station_id,
    )
    result = run(path.hall_id, command, name="check_in")
    return ticket_answer(path.hall_id, result["ticket_id"]), 201


def _waits_told(
    hall_id: int, code: str | None, person: Person | None
) -> dict[int, WaitRange | None]:
    parts = wiring()
    with parts.database.read() as conn:
        ids = booked_under(
            conn,
            hall_id,
            code=None if code is None else read_code(code),
            person_hash=None if person is None else person.hash,
        )
    return parts.waits.of_appointments(hall_id, ids)


@bp.post(f"{_BASE}/<int:appointment_id>/change", responses=_APPOINTMENT, security=SIGNED_IN)
@requires(Permission.MANAGE_TICKETS)
def change(path: shapes.AppointmentPath, body: shapes.ChangeAppointment) -> Answer:
    """改约; 409 `wrong_state` when it was used, missed or cancelled."""
    command = partial(
        appointments.change, appointment_id=path.appointment_id, starts_at=body.starts_at
    )
    run(path.hall_id, command, name=f"change:{path.appointment_id}")
    return _appointment(path.hall_id, path.appointment_id)


@bp.post(f"{_BASE}/<int:appointment_id>/cancel", responses=_APPOINTMENT, security=SIGNED_IN)
@requires(Permission.MANAGE_TICKETS)
def cancel(path: shapes.AppointmentPath) -> Answer:
    """取消预约; its place is free again."""
    command = partial(appointments.cancel, appointment_id=path.appointment_id)
    run(path.hall_id, command, name=f"cancel_appointment:{path.appointment_id}")
    return _appointment(path.hall_id, path.appointment_id)


@bp.post(f"{_BASE}/<int:appointment_id>/undo-check-in", responses=_APPOINTMENT, security=SIGNED_IN)
@requires(Permission.MANAGE_TICKETS)
def undo_check_in(path: shapes.AppointmentPath) -> Answer:
    """撤销签到: the ticket is void, the appointment booked as before; both stay on record."""
    command = partial(checking_in.undo_check_in, appointment_id=path.appointment_id)
    run(path.hall_id, command, name=f"undo_check_in:{path.appointment_id}")
    return _appointment(path.hall_id, path.appointment_id)


def _appointment(hall_id: int, appointment_id: int) -> dict[str, Any]:
    with wiring().database.read() as conn:
        return appointment_view(conn, hall_id, appointment_id)
