"""The shapes of appointments in `/api/v1`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from server.api.schemas.base import HallPath, Incoming, Outgoing, QueueName, ShortText, Whole
from server.api.schemas.person_said import PersonSaid
from server.domain.appointments import Booking
from server.reports.appointments import MOST_DAYS


class AppointmentPath(HallPath):
    """`/halls/{hall_id}/appointments/{appointment_id}`"""

    appointment_id: Whole


class SlotsQuery(BaseModel):
    """`?from=2026-11-24&days=7`; from today without `from`."""

    first: Annotated[date | None, Field(alias="from")] = None
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 7


class DayQuery(BaseModel):
    """`?day=2026-11-24`; today without."""

    day: date | None = None


class BookAppointment(PersonSaid):
    """预约. `starts_at` is the start of a free slot.

    `external_id` is the name the appointment has in the system that books. A kiosk says whom it
    books for, and is its own source.
    """

    queue_id: Whole
    starts_at: AwareDatetime
    external_id: Annotated[str | None, Field(min_length=1, max_length=80)] = None
    source: Literal["desk", "api"] = "desk"


class ChangeAppointment(Incoming):
    """改约, to the start of another free slot of the queue."""

    starts_at: AwareDatetime


class CheckIn(PersonSaid):
    """签到: the code as typed, or as its QR code holds it (`BDY:...`); or whose it is."""

    code: ShortText | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.code is not None) == self.says_who:
            raise ValueError("give either the code or who it is")
        return self


class FreeSlot(Outgoing):
    """A slot that begins later than now; `free` may be 0."""

    starts_at: str
    ends_at: str
    day: str
    capacity: int
    free: int


class SlotList(Outgoing):
    """The slots of a queue; `last_day` is the last one that can be booked now."""

    queue_id: int
    offered: bool
    last_day: str
    slots: list[FreeSlot]


class TicketOfAppointment(Outgoing):
    """The ticket an appointment was given."""

    ticket_id: int
    number: str
    state: str


class AppointmentStep(Outgoing):
    """Something that happened to an appointment; `number` is of the ticket it was about."""

    step: Literal["book", "change", "check_in", "undo", "cancel", "miss"]
    state: Booking
    starts_at: str
    number: str | None
    at: str


class Appointment(Outgoing):
    """预约. `person` is a mask."""

    appointment_id: int
    hall_id: int
    queue_id: int
    queue: QueueName
    day: str
    starts_at: str
    ends_at: str
    state: Booking
    arrival: Literal["on_time", "late"] | None
    code: str
    source: str
    external_id: str | None
    person: str | None
    booked_at: str
    ticket: TicketOfAppointment | None
    history: list[AppointmentStep]


class AppointmentList(Outgoing):
    """The appointments of a day, in the order of their slots."""

    day: str
    appointments: list[Appointment]
