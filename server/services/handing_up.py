"""补登: what kiosks gave from their leases while they could not ask is written down.

A citizen holds every one of these numbers on paper, so nothing that refuses a number now
refuses one of them. What cannot be taken as it stands is said in an alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from server.domain.appointments import Arrival, Booking, Step
from server.domain.clock import business_day_bounds
from server.domain.issuing_rules import Identification
from server.domain.lifecycle import State
from server.services.alarms import raise_alarm
from server.services.appointments import move_appointment
from server.services.checking_in import place_of, undo_check_in
from server.services.commands import earlier_result, remember_instead
from server.services.days import end_or_keep
from server.services.issuing import items_of_package, note_number, route_of_package
from server.services.tickets import void
from server.store.hall_rows import QueueRow
from server.store.hall_tables import items, packages, queues
from server.store.station_rows import LeaseRow
from server.store.station_tables import leases
from server.store.ticket_rows import AppointmentRow, TicketRow
from server.store.ticket_tables import appointments, tickets
from server.store.unit_of_work import UnitOfWork

CLOCK_MAY_BE_OFF = timedelta(minutes=1)
_NOBODY_CAME_YET = frozenset({State.WAITING, State.CALLED, State.PASSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOffline:
    """A number that a kiosk gave by itself.

    Attributes:
        request_id: of the press; under it the server may have given a number whose answer was
            lost on the way.
        number: as it stands on the slip.
        token: made by the kiosk, as it stands in the slip's QR code.
        joined_at: by the kiosk's clock.
        slip: "printed", "failed" or "unknown".
    """

    request_id: str
    lease_id: int
    serial: int
    number: str
    token: str
    joined_at: datetime
    slip: str
    slip_reason: str | None = None
    item_id: int | None = None
    package_id: int | None = None
    appointment_id: int | None = None


class _Refused(Exception):
    """This number is not one that the kiosk could give; the message is the reason's code."""


def hand_up(uow: UnitOfWork, *, station_id: int, given: Sequence[GivenOffline]) -> dict[str, Any]:
    """Write down the tickets of a kiosk, in the order it gave them. Once each, however often.

    Returns:
        `{"tickets": [{"request_id", "ticket_id", "refused"}]}`; `refused` is None, or why there is
        no such ticket: "not_leased", "given_before".
    """
    answers: list[dict[str, Any]] = []
    furthest = timedelta(0)
    for each in given:
        try:
            lease = _lease(uow, station_id, each)
            joined_at = _bounded(uow, lease, each.joined_at)
            furthest = max(furthest, abs(joined_at - each.joined_at))
            ticket_id = _take(uow, lease, each, joined_at)
            answers.append({"request_id": each.request_id, "ticket_id": ticket_id, "refused": None})
        except _Refused as why:
            refused = {"request_id": each.request_id, "ticket_id": None, "refused": str(why)}
            answers.append(refused)
            detail = {"number": each.number, "reason": str(why)}
            _tell(uow, "offline_ticket_refused", station_id, detail)
    if furthest > CLOCK_MAY_BE_OFF:
        _tell(uow, "station_clock", station_id, {"off_s": round(furthest.total_seconds())})
    return {"tickets": answers}


def _lease(uow: UnitOfWork, station_id: int, each: GivenOffline) -> LeaseRow:
    query = select(leases).where(
        leases.c.id == each.lease_id,
        leases.c.hall_id == uow.hall.id,
        leases.c.station_id == station_id,
    )
    lease = uow.one(LeaseRow, query)
    if lease is None or each.serial not in lease.block:
        raise _Refused("not_leased")
    return lease


def _bounded(uow: UnitOfWork, lease: LeaseRow, said: datetime) -> datetime:
    """When the number was given: not before its lease and its day began, and not after now."""
    begins, _ = business_day_bounds(
        lease.day,
        zone=uow.hall.time_zone,
        day_starts_at=time.fromisoformat(uow.hall.day_starts_at),
    )
    return min(max(said, lease.taken_at, begins), uow.now)


def _take(uow: UnitOfWork, lease: LeaseRow, each: GivenOffline, joined_at: datetime) -> int:
    known = _known(uow, lease, each)
    if known is not None:
        return known
    joined_at = min(joined_at, _withdraw_unheard(uow, each, joined_at))
    queue = uow.get(QueueRow, queues, lease.queue_id)
    appointment = _appointment(uow, lease, each)
    ticket_id = note_number(
        uow,
        queue,
        each.serial,
        item_ids=_items(uow, each),
        channel="kiosk",
        **{
            **_values(uow, lease, each, joined_at),
            **_by_appointment(queue, appointment, joined_at),
        },
    )
    remember_instead(uow, each.request_id, _command(each), {"ticket_id": ticket_id})
    if appointment is not None:
        arrival = queue.appointments.arrived(appointment.starts_at, at=joined_at)
        move_appointment(uow, appointment, Step.CHECK_IN, ticket_id=ticket_id, arrival=arrival)
    if lease.day < uow.day:
        end_or_keep(uow, uow.get(TicketRow, tickets, ticket_id))
    return ticket_id


def _known(uow: UnitOfWork, lease: LeaseRow, each: GivenOffline) -> int | None:
    """The ticket that this was handed up as before.

    Raises:
        _Refused: the number, or the token, belongs to another one.
    """
    of_number = (tickets.c.lease_id == lease.id) & (tickets.c.serial == each.serial)
    query = select(tickets.c.id, tickets.c.lease_id, tickets.c.serial, tickets.c.token).where(
        of_number | (tickets.c.token == each.token)
    )
    found = uow.conn.execute(query).all()
    if not found:
        return None
    if [tuple(row[1:]) for row in found] != [(lease.id, each.serial, each.token)]:
        raise _Refused("given_before")
    return int(found[0].id)


def _withdraw_unheard(uow: UnitOfWork, each: GivenOffline, joined_at: datetime) -> datetime:
    """Take back the number that the server gave for the same press, and nobody ever saw.

    The kiosk had no answer and gave one of its own, which its citizen holds. If somebody is being
    served by the other one all the same, it stays.

    Returns:
        when that number was given, or `joined_at` where there is none.
    """
    earlier = earlier_result(uow, each.request_id, _command(each))
    if earlier is None:
        return joined_at
    unheard = uow.get(TicketRow, tickets, earlier["ticket_id"])
    if State(unheard.state) not in _NOBODY_CAME_YET:
        return joined_at
    if unheard.appointment_id is not None:
        undo_check_in(uow, appointment_id=unheard.appointment_id)
    else:
        void(uow, ticket_id=unheard.id)
    return unheard.joined_at


def _command(each: GivenOffline) -> str:
    """The command by which the kiosk would have asked for it."""
    return "issue" if each.appointment_id is None else "check_in"


def _values(
    uow: UnitOfWork, lease: LeaseRow, each: GivenOffline, joined_at: datetime
) -> dict[str, Any]:
    queue = uow.get(QueueRow, queues, lease.queue_id)
    warning = queue.issuing.warning(uow.hall.opening_hours(), now=joined_at, wait=None)
    return {
        "day": lease.day,
        "lease_id": lease.id,
        "station_id": lease.station_id,
        "number": each.number,
        "token": each.token,
        "joined_at": joined_at,
        "order_at": joined_at,
        "ahead_at_issue": None,
        "slip": each.slip,
        "slip_reason": each.slip_reason,
        "warning": warning,
        "route": _route(uow, each),
    }


def _items(uow: UnitOfWork, each: GivenOffline) -> Sequence[int]:
    """The items of the ticket; none where the hall has them no more."""
    if each.item_id is not None:
        here = (items.c.id == each.item_id) & (items.c.hall_id == uow.hall.id)
        return uow.conn.execute(select(items.c.id).where(here)).scalars().all()
    package_id = _package(uow, each)
    return [] if package_id is None else items_of_package(uow, package_id)


def _route(uow: UnitOfWork, each: GivenOffline) -> list[int]:
    return route_of_package(uow, _package(uow, each))


def _package(uow: UnitOfWork, each: GivenOffline) -> int | None:
    if each.package_id is None:
        return None
    here = (packages.c.id == each.package_id) & (packages.c.hall_id == uow.hall.id)
    return uow.conn.execute(select(packages.c.id).where(here)).scalar_one_or_none()


def _appointment(uow: UnitOfWork, lease: LeaseRow, each: GivenOffline) -> AppointmentRow | None:
    """The appointment that the number is for, if it still is.

    One that was used elsewhere meanwhile, or called off, is told of; its citizen keeps an
    ordinary number.
    """
    if each.appointment_id is None:
        return None
    here = (appointments.c.id == each.appointment_id) & (appointments.c.hall_id == uow.hall.id)
    found = uow.one(AppointmentRow, select(appointments).where(here))
    # Whom the server took for missing came to a kiosk that could not say so.
    if found is not None and found.state in (Booking.BOOKED, Booking.NO_SHOW):
        return found
    state = None if found is None else found.state
    detail = {"appointment_id": each.appointment_id, "state": state, "number": each.number}
    _tell(uow, "appointment_used_twice", lease.station_id, detail)
    return None


def _by_appointment(
    queue: QueueRow, appointment: AppointmentRow | None, joined_at: datetime
) -> dict[str, Any]:
    if appointment is None:
        return {}
    arrival: Arrival = queue.appointments.arrived(appointment.starts_at, at=joined_at)
    person: dict[str, Any] = {}
    if queue.issuing.identification is not Identification.NONE:
        person = {"person_hash": appointment.person_hash, "person_mask": appointment.person_mask}
    return {"appointment_id": appointment.id, **place_of(queue, appointment, arrival), **person}


def _tell(uow: UnitOfWork, kind: str, station_id: int, detail: dict[str, Any]) -> None:
    raise_alarm(uow, kind=kind, station_id=station_id, window_id=None, device=None, detail=detail)
