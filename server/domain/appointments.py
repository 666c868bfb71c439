"""预约: slots that a queue offers, and what an appointment is worth when its citizen arrives.

An appointment holds a place in a queue from the start of its slot. Whoever checks in on time
gets a number with that place and the priority of appointments; nobody queues twice. A number
that is early waits behind those whose time has come (see `server.domain.queueing`).

    booked --check_in--> checked_in     with a ticket, from here on the ticket tells the story
    checked_in --undo--> booked         the ticket is void; what happened stays on record
    booked --cancel--> cancelled
    booked --miss--> no_show
    booked --change--> booked           another slot
    no_show --check_in--> checked_in    came in time to a kiosk that could not tell the server
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from server.domain.calendar import OpeningHours
from server.domain.clock import to_wire
from server.domain.errors import (
    AppointmentCancelled,
    AppointmentExpired,
    AppointmentNotToday,
    AppointmentUsed,
    InvalidInput,
    SlotNotOffered,
    TooEarly,
    WrongState,
)

QR_PREFIX = "BDY:"  # begins the content of an appointment's QR code
_CODE = re.compile(r"[0-9A-Za-z_-]{6,40}")


class Booking(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Step(StrEnum):
    """What happens to an appointment."""

    BOOK = "book"
    CHANGE = "change"
    CHECK_IN = "check_in"
    UNDO = "undo"
    CANCEL = "cancel"
    MISS = "miss"


HOLDS_A_PLACE = frozenset({Booking.BOOKED, Booking.CHECKED_IN})

TABLE: dict[tuple[Booking | None, Step], Booking] = {
    (None, Step.BOOK): Booking.BOOKED,
    (Booking.BOOKED, Step.CHANGE): Booking.BOOKED,
    (Booking.BOOKED, Step.CHECK_IN): Booking.CHECKED_IN,
    (Booking.BOOKED, Step.CANCEL): Booking.CANCELLED,
    (Booking.BOOKED, Step.MISS): Booking.NO_SHOW,
    (Booking.NO_SHOW, Step.CHECK_IN): Booking.CHECKED_IN,
    (Booking.CHECKED_IN, Step.UNDO): Booking.BOOKED,
}


def after(state: Booking | None, step: Step) -> Booking:
    """The state that a step leads to.

    Raises:
        WrongState: the table has no such step.
    """
    try:
        return TABLE[state, step]
    except KeyError:
        raise WrongState(
            f"an appointment that is {state or 'not there'} cannot take the step {step}",
            state=state,
            trigger=step,
        ) from None


class Late(StrEnum):
    """What becomes of somebody who comes after the tolerance, on the same day."""

    QUEUE = "queue"  # a number like everybody's
    REFUSE = "refuse"  # the appointment is over


class Arrival(StrEnum):
    """How somebody with an appointment came."""

    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class SlotRange:
    """Slots of equal length, on the same weekdays every week, in the hall's local time.

    Attributes:
        weekdays: 1 is Monday, as in ISO 8601.
        minutes: the length of a slot; a remainder before `closes` is no slot.
        capacity: how many appointments one slot takes.
    """

    weekdays: frozenset[int]
    opens: time
    closes: time
    minutes: int
    capacity: int


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A slot of one day, from `starts` to before `ends`."""

    starts: datetime
    ends: datetime
    capacity: int

    def to_json(self) -> dict[str, str]:
        """The slot as a refusal names it."""
        return {"starts_at": to_wire(self.starts), "ends_at": to_wire(self.ends)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRules:
    """A queue's rules for appointments; durations in seconds.

    Attributes:
        ranges: when it takes appointments; empty for a queue that takes none.
        days_ahead: the last day one can book, counted from today, which is 0.
        early_s: one can check in so long before the slot begins.
        late_s: one is on time until so long after the slot has begun.
        late: what becomes of those who come later still.
        priority: the priority of a number whose owner is on time; 0 for none.
        person_daily_limit: how many appointments of this queue one person has on a day; None
            for no limit.
    """

    ranges: Sequence[SlotRange] = ()
    days_ahead: int = 14
    early_s: int = 1800
    late_s: int = 900
    late: Late = Late.QUEUE
    priority: int = 1
    person_daily_limit: int | None = 1

    @property
    def are_offered(self) -> bool:
        """Whether the queue takes appointments at all."""
        return bool(self.ranges)

    def slots_on(self, hours: OpeningHours, day: date) -> list[Slot]:
        """The slots of a day in order; only those that lie within the hall's sessions.

        A day on which the hall works like another weekday has that weekday's slots.
        """
        weekday = hours.works_like(day)
        sessions = hours.stretches_on(day)
        cut = [s for r in self.ranges if weekday in r.weekdays for s in _cut(r, day, hours.zone)]
        return sorted(
            slot
            for slot in cut
            if any(s.opens <= slot.starts and slot.ends <= s.closes for s in sessions)
        )

    def coming_slots(self, hours: OpeningHours, *, now: datetime) -> Iterator[list[Slot]]:
        """The slots that may be booked now, day by day from today; a day may have none."""
        today = hours.local_day(now)
        for offset in range(self.days_ahead + 1 if self.are_offered else 0):
            day = today + timedelta(days=offset)
            yield [slot for slot in self.slots_on(hours, day) if slot.starts > now]

    def slot_at(self, hours: OpeningHours, starts: datetime, *, now: datetime) -> Slot:
        """The slot that begins at an instant and may be booked now.

        Raises:
            SlotNotOffered: none begins then (`reason` "no_slot"), it has begun ("past"), or its
                day is too far away ("too_far").
        """
        day = hours.local_day(starts)
        slot = next((s for s in self.slots_on(hours, day) if s.starts == starts), None)
        if slot is None:
            raise SlotNotOffered("the queue has no slot at that time", reason="no_slot")
        if starts <= now:
            raise SlotNotOffered("that slot has begun", reason="past")
        if day > self.last_day(hours, now=now):
            raise SlotNotOffered("that day cannot be booked yet", reason="too_far")
        return slot

    def last_day(self, hours: OpeningHours, *, now: datetime) -> date:
        """The last day that one can book now."""
        return hours.local_day(now) + timedelta(days=self.days_ahead)

    def arrive(self, starts: datetime, *, now: datetime) -> Arrival:
        """How somebody comes whose slot begins at `starts` today.

        Raises:
            TooEarly: more than `early_s` before; `from_at` says from when.
            AppointmentExpired: more than `late_s` after, and late ones are refused.
        """
        from_at = starts - timedelta(seconds=self.early_s)
        if now < from_at:
            raise TooEarly(
                "too early to check in", starts_at=to_wire(starts), from_at=to_wire(from_at)
            )
        arrival = self.arrived(starts, at=now)
        if arrival is Arrival.LATE and self.late is Late.REFUSE:
            raise AppointmentExpired("too late to check in", starts_at=to_wire(starts))
        return arrival

    def arrived(self, starts: datetime, *, at: datetime) -> Arrival:
        """How somebody came who was given a number at an instant, whether or not they should."""
        on_time = at <= starts + timedelta(seconds=self.late_s)
        return Arrival.ON_TIME if on_time else Arrival.LATE

    def is_missed(self, hours: OpeningHours, starts: datetime, *, now: datetime) -> bool:
        """Whether nobody can check in for that slot any more."""
        over = starts + timedelta(seconds=self.late_s)
        if self.late is Late.QUEUE:
            over = max(over, hours.day_closes_at(starts) or over)
        return now > over


def demand_today(
    state: Booking, *, day: date, today: date, starts: datetime, number: str | None = None
) -> None:
    """Let an appointment be checked in as far as its state and day go, or refuse.

    Args:
        day: the business day of its slot.
        number: of the ticket it was checked in for, if it was.

    Raises:
        AppointmentUsed: it was checked in before; `number` is the ticket it was given.
        AppointmentCancelled: it was called off.
        AppointmentNotToday: its day is still to come.
        AppointmentExpired: its day has passed, or it was missed.
    """
    at = to_wire(starts)
    if state is Booking.CHECKED_IN:
        raise AppointmentUsed("checked in before", number=number, starts_at=at)
    if state is Booking.CANCELLED:
        raise AppointmentCancelled("the appointment was cancelled", starts_at=at)
    if day > today:
        raise AppointmentNotToday("the appointment is for another day", starts_at=at)
    if day < today or state is Booking.NO_SHOW:
        raise AppointmentExpired("the appointment is over", starts_at=at)


def read_code(text: str) -> str:
    """The code of an appointment, as typed or as its QR code holds it.

    Raises:
        InvalidInput: no code looks like that.
    """
    code = "".join(text.split())
    if code[: len(QR_PREFIX)].upper() == QR_PREFIX:
        code = code[len(QR_PREFIX) :]
    if not _CODE.fullmatch(code):
        raise InvalidInput("a code has 6 to 40 letters or digits")
    return code


def _cut(written: SlotRange, day: date, zone: str) -> Iterator[Slot]:
    length = timedelta(minutes=written.minutes)
    starts = datetime.combine(day, written.opens, ZoneInfo(zone))
    end = datetime.combine(day, written.closes, ZoneInfo(zone))
    while starts + length <= end:
        yield Slot(starts, starts + length, written.capacity)
        starts += length
