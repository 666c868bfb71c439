"""签到 without a code: the appointment of today is found by who comes."""

from __future__ import annotations

from typing import Any

from server.domain.appointments import Booking
from server.domain.errors import NotFound
from server.domain.persons import Person
from server.services import checking_in
from server.store.booked import of_person
from server.store.hall_rows import QueueRow
from server.store.hall_tables import queues
from server.store.ticket_rows import AppointmentRow
from server.store.unit_of_work import UnitOfWork


def check_in(
    uow: UnitOfWork,
    *,
    code: str | None,
    person: Person | None,
    channel: str,
    station_id: int | None = None,
    predicted_wait: checking_in.PredictedWait = checking_in.nothing_is_known,
) -> dict[str, Any]:
    """签到 by the code, or by the person where there is none.

    Of several appointments it is the first that can still be checked in. When none can, the
    refusal is that of the last one, so that who has checked in already is told the number.

    Returns:
        `{"ticket_id": ...}`.

    Raises:
        NotFound: the person has no appointment here today.
        And whatever checking_in.check_in raises.
    """
    if code is None:
        assert person is not None, "the form demands one of both"
        code = _chosen(uow, of_person(uow.conn, uow.hall.id, person.hash, uow.day)).code
    return checking_in.check_in(
        uow, code=code, channel=channel, station_id=station_id, predicted_wait=predicted_wait
    )


def _chosen(uow: UnitOfWork, today: list[AppointmentRow]) -> AppointmentRow:
    if not today:
        raise NotFound("this person has no appointment today", what="appointment")
    hours = uow.hall.opening_hours()
    for appointment in today:
        rules = uow.get(QueueRow, queues, appointment.queue_id).appointments
        is_missed = rules.is_missed(hours, appointment.starts_at, now=uow.now)
        if appointment.state == Booking.BOOKED and not is_missed:
            return appointment
    kept = [each for each in today if each.state != Booking.CANCELLED]
    return (kept or today)[-1]
