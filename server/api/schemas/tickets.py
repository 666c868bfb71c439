"""Tickets, as staff, stations and their citizens see them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from server.api.schemas.base import (
    Incoming,
    Outgoing,
    PlainName,
    QueueName,
    Shape,
    ShortText,
    Wait,
    Whole,
    WindowPlace,
    ZonePlace,
)
from server.api.schemas.person_said import PersonSaid
from server.domain.priority import PriorityClass


class IssueTicket(PersonSaid):
    """Exactly one of queue, item and package.

    Priority is given by staff only; the green lane with its reason and approver. Who it is, is
    kept only where the queue asks for it.
    """

    queue_id: Whole | None = None
    item_id: Whole | None = None
    package_id: Whole | None = None
    channel: Literal["kiosk", "desk"] = "desk"
    priority_class: PriorityClass = PriorityClass.NORMAL
    priority_reason: ShortText | None = None
    priority_approver: Annotated[str | None, Field(min_length=1, max_length=60)] = None


class NumberQuery(Shape):
    """`?number=A007`, as typed, and `&day=YYYY-MM-DD` for a day that is over."""

    number: Annotated[str, Field(min_length=1, max_length=20)]
    day: date | None = None


class ReportSlip(Incoming):
    """What became of a slip."""

    state: Literal["printed", "failed", "unknown"]
    reason: Annotated[str | None, Field(max_length=40)] = None


class AppointmentMark(Outgoing):
    """The appointment that a ticket was given for; `late` stands where everybody stands."""

    appointment_id: int
    starts_at: str
    ends_at: str
    arrival: Literal["on_time", "late"]


class TicketItem(PlainName):
    """An item of a ticket and what to bring for it."""

    item_id: int
    bring: str


Heard = Literal["by_voice", "at_window", "on_displays"]  # how one learns that one's turn is come


class Ticket(Outgoing):
    """号票. `offline`: a kiosk gave it while it could not reach the server."""

    ticket_id: int
    hall_id: int
    hall: PlainName
    day: str
    number: str
    queue_id: int
    queue: QueueName
    zone: ZonePlace
    state: str
    priority: int
    items: list[TicketItem]
    joined_at: str
    issued_at: str
    heard: Heard
    ahead: int | None
    wait: Wait | None
    windows: list[WindowPlace]
    slip: str
    reprints: int
    appointment: AppointmentMark | None
    warning: Literal["near_closing", "may_not_be_served"] | None
    offline: bool
    kept_from: str | None
    token: str
    url: str
    window: WindowPlace | None
    calls: int


class TicketList(Outgoing):
    """Tickets that bear one number."""

    tickets: list[Ticket]


class PhoneHall(PlainName):
    """The hall on a telephone page; its clock is so far ahead of UTC now.

    An old phone knows no time zones by name, and its own may be another.
    """

    hall_id: int
    utc_offset_s: int


class OwnRating(Outgoing):
    """What may still be said of the visit: `open` nothing was, `rated` once (追评 may follow).

    `reason_missing`: the rating is bad and nobody has said why.
    """

    state: Literal["none", "open", "rated", "rated_again"]
    level: str | None
    reason_missing: bool


class PhoneTicket(Outgoing):
    """A ticket as its owner's telephone shows it."""

    number: str
    state: str
    hall: PhoneHall
    queue: PlainName
    zone: ZonePlace
    heard: Heard
    ahead: int | None
    appointment: AppointmentMark | None
    warning: Literal["near_closing", "may_not_be_served"] | None
    wait: Wait | None
    windows: list[WindowPlace]
    window: WindowPlace | None
    bring_back_after: int
    may_return: bool
    rating: OwnRating
    issued_at: str
    day: str
    seq: int
    now: str
