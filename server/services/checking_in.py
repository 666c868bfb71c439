"""签到: who has an appointment comes, and gets the one number of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from server.domain.appointments import Arrival, Booking, Step, after, demand_today, read_code
from server.domain.errors import AlreadyWaiting, NotFound, NoWindowServes, WrongState
from server.domain.estimate.quotes import WaitRange
from server.domain.issuing_rules import Identification
from server.domain.lifecycle import State
from server.services.appointments import move_appointment
from server.services.issuing import give_number, told
from server.services.tickets import void
from server.store.booked import ticket_of
from server.store.hall_rows import QueueRow
from server.store.hall_tables import queues
from server.store.issued import demand_numbers, demand_promised_number, waiting_ticket_of
from server.store.ticket_rows import AppointmentRow, TicketRow
from server.store.ticket_tables import appointments, tickets
from server.store.unit_of_work import UnitOfWork
from server.store.waiting import windows_serving

_MAY_BE_UNDONE = frozenset({State.WAITING, State.CALLED, State.PASSED, State.VOID})


# What the number of an appointment would wait, checked in now; None when nothing is known of it.
PredictedWait = Callable[[int], WaitRange | None]


def nothing_is_known(_appointment_id: int) -> WaitRange | None:
    """The wait where nobody estimates."""
    return None


def check_in(
    uow: UnitOfWork,
    *,
    code: str,
    channel: str,
    station_id: int | None = None,
    predicted_wait: PredictedWait = nothing_is_known,
) -> dict[str, Any]:
    """签到: give the appointment its one number.

    On time it has the place of its slot and the priority of appointments; late, where the queue
    lets late ones in, it is a number like everybody's.

    Args:
        code: as typed, or as the QR code holds it.
        predicted_wait: noted as what the number was told, where it is on time.

    Returns:
        `{"ticket_id": ...}`.

    Raises:
        InvalidInput, NotFound: no such code.
        AppointmentUsed, AppointmentCancelled, AppointmentNotToday, AppointmentExpired, TooEarly.
        QueueClosed, NoWindowServes; and for late ones whatever refuses a number now.
        AlreadyWaiting: this person has drawn a number of the queue beside the appointment.
    """
    appointment = _by_code(uow, read_code(code))
    queue = uow.get(QueueRow, queues, appointment.queue_id)
    _demand_today(uow, appointment)
    arrival = queue.appointments.arrive(appointment.starts_at, now=uow.now)
    serial = _serial(uow, queue, arrival)
    if not windows_serving(uow.conn, queue.id):
        raise NoWindowServes("no window of this hall serves the queue", queue_id=queue.id)
    ticket_id = give_number(
        uow,
        queue,
        serial,
        channel=channel,
        station_id=station_id,
        appointment_id=appointment.id,
        warning=queue.issuing.warning(uow.hall.opening_hours(), now=uow.now, wait=None),
        **place_of(queue, appointment, arrival),
        **told(uow, predicted_wait(appointment.id) if arrival is Arrival.ON_TIME else None),
        **_person(uow, queue, appointment),
    )
    move_appointment(uow, appointment, Step.CHECK_IN, ticket_id=ticket_id, arrival=arrival)
    return {"ticket_id": ticket_id}


def undo_check_in(uow: UnitOfWork, *, appointment_id: int) -> dict[str, Any]:
    """Take a check-in back: the ticket is void, the appointment is booked as before.

    Both stay on record, the ticket and the steps.

    Raises:
        WrongState: it was not checked in, or its ticket is being served or was.
    """
    appointment = uow.get(AppointmentRow, appointments, appointment_id)
    after(Booking(appointment.state), Step.UNDO)
    ticket = _latest_ticket(uow, appointment.id)
    if State(ticket.state) not in _MAY_BE_UNDONE:
        raise WrongState(
            "its number is being served, or was", state=ticket.state, trigger=Step.UNDO
        )
    if ticket.state != State.VOID:
        void(uow, ticket_id=ticket.id)
    move_appointment(uow, appointment, Step.UNDO, ticket_id=ticket.id, arrival=None)
    return {"appointment_id": appointment.id}


def _by_code(uow: UnitOfWork, code: str) -> AppointmentRow:
    query = select(appointments).where(
        appointments.c.hall_id == uow.hall.id, appointments.c.code == code
    )
    found = uow.one(AppointmentRow, query)
    if found is None:
        raise NotFound("no appointment has this code", what="appointment")
    return found


def _demand_today(uow: UnitOfWork, appointment: AppointmentRow) -> None:
    ticket = ticket_of(uow.conn, appointment.id)
    demand_today(
        Booking(appointment.state),
        day=appointment.day,
        today=uow.day,
        starts=appointment.starts_at,
        number=ticket and ticket[1],
    )


def _serial(uow: UnitOfWork, queue: QueueRow, arrival: Arrival) -> int:
    if arrival is Arrival.ON_TIME:
        return demand_promised_number(uow.conn, queue, day=uow.day)
    return demand_numbers(uow.conn, uow.hall, queue, now=uow.now)


def place_of(queue: QueueRow, appointment: AppointmentRow, arrival: Arrival) -> dict[str, Any]:
    """Where its number stands in the queue's order; a late one stands where everybody stands."""
    if arrival is Arrival.LATE:
        return {}
    priority = max(queue.priority, queue.appointments.priority)
    return {"order_at": appointment.starts_at, "priority": priority}


def _person(uow: UnitOfWork, queue: QueueRow, appointment: AppointmentRow) -> dict[str, Any]:
    """Who it is, noted on the ticket only where the queue asks."""
    person_hash = appointment.person_hash
    if person_hash is None or queue.issuing.identification is Identification.NONE:
        return {}
    earlier = waiting_ticket_of(uow.conn, queue, person_hash)
    if earlier is not None:
        raise AlreadyWaiting(
            "this person waits in the queue already", number=earlier.number, ticket_id=earlier.id
        )
    return {"person_hash": person_hash, "person_mask": appointment.person_mask}


def _latest_ticket(uow: UnitOfWork, appointment_id: int) -> TicketRow:
    query = select(tickets).where(tickets.c.appointment_id == appointment_id)
    return TicketRow(*uow.conn.execute(query.order_by(tickets.c.id.desc()).limit(1)).one())
