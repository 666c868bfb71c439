"""What kiosks hold for when they cannot ask, and what they gave of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from server.api.schemas.base import Incoming, Outgoing, Whole

_MOST_AT_ONCE = 200


class TakeLeases(Incoming):
    """A kiosk asks for its reserve. `holder` names its memory: a new one gets new numbers."""

    holder: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class WorkingHours(Outgoing):
    """A stretch of hours; the closing instant is outside."""

    opens_at: str
    closes_at: str


class GivingHours(WorkingHours):
    """When a queue gives numbers; `left` of its quota are this kiosk's to give by itself."""

    left: int | None


class Lease(Outgoing):
    """Numbers in a row, both ends included."""

    lease_id: int
    first: int
    last: int


class QueueReserve(Outgoing):
    """A queue's day: by what rules the kiosk gives which numbers.

    `left`: of the day's numbers, how many are this kiosk's to give; null for as many as it holds.
    """

    queue_id: int
    prefix: str
    digits: int
    open: bool
    closed_reason: str | None
    left: int | None
    warn_from: str | None
    sessions: list[GivingHours]
    leases: list[Lease]


class BookedMark(Outgoing):
    """A booked appointment; `mark` is HMAC-SHA256 of its code under the day's key, in hex."""

    mark: str
    appointment_id: int
    queue_id: int
    starts_at: str
    ends_at: str
    from_at: str
    late_after: str
    late: Literal["queue", "refuse"]


class DayReserve(Outgoing):
    """A business day of the hall."""

    day: str
    begins_at: str
    ends_at: str
    sessions: list[WorkingHours]
    queues: list[QueueReserve]
    code_key: str
    appointments: list[BookedMark]


class Reserve(Outgoing):
    """Everything a kiosk needs to give numbers without asking; `url` + token is a slip's link."""

    now: str
    url: str
    any_hour: bool
    days: list[DayReserve]


class OfflineTicket(Incoming):
    """A number that a kiosk gave by itself, as it stands on the slip."""

    request_id: Annotated[str, Field(min_length=1, max_length=64)]
    lease_id: Whole
    serial: Whole
    number: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,12}$")]
    token: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,40}$")]
    joined_at: AwareDatetime
    slip: Literal["printed", "failed", "unknown"]
    slip_reason: Annotated[str | None, Field(max_length=40)] = None
    item_id: Whole | None = None
    package_id: Whole | None = None
    appointment_id: Whole | None = None


class OfflineTickets(Incoming):
    """In the order they were given."""

    tickets: Annotated[tuple[OfflineTicket, ...], Field(max_length=_MOST_AT_ONCE)] = ()


class HandedUp(Outgoing):
    """What became of one: a ticket, or why there is none."""

    request_id: str
    ticket_id: int | None
    refused: Literal["not_leased", "given_before"] | None


class HandedUpList(Outgoing):
    """In the order they came."""

    tickets: list[HandedUp]
