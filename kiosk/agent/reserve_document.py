"""What a kiosk is told for the time when it cannot ask, checked as it comes from the server."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from kiosk.agent.wire import Instant


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Hours(_Part):
    """A stretch of hours; the closing instant is outside."""

    opens_at: Instant
    closes_at: Instant

    def __contains__(self, instant: datetime) -> bool:
        return self.opens_at <= instant < self.closes_at


class Session(Hours):
    """left: how many numbers this kiosk may give in it by itself; None for no limit."""

    left: int | None = None


class Lease(_Part):
    """Numbers in a row, both ends included."""

    lease_id: int
    first: int
    last: int


class QueueDay(_Part):
    """A queue on one day: which numbers of it are ours to give, and by what rules."""

    queue_id: int
    prefix: str
    digits: int
    open: bool
    closed_reason: str | None = None
    left: int | None = None
    warn_from: Instant | None = None
    sessions: tuple[Session, ...] = ()
    leases: tuple[Lease, ...] = ()

    def numbers(self) -> Iterator[tuple[int, int]]:
        """Yield (lease, serial) of all numbers, in the order they are given."""
        for lease in self.leases:
            for serial in range(lease.first, lease.last + 1):
                yield lease.lease_id, serial

    def write(self, serial: int) -> str:
        """Return a number as printed: `A970`."""
        return f"{self.prefix}{serial:0{self.digits}d}"


class Booked(_Part):
    """An appointment of the day; mark is HMAC-SHA256 of its code under the day's key, in hex."""

    mark: str
    appointment_id: int
    queue_id: int
    starts_at: Instant
    ends_at: Instant
    from_at: Instant
    late_after: Instant
    late: Literal["queue", "refuse"]


class Day(_Part):
    """A business day of the hall."""

    day: str
    begins_at: Instant
    ends_at: Instant
    sessions: tuple[Hours, ...] = ()
    queues: tuple[QueueDay, ...] = ()
    code_key: str = ""
    appointments: tuple[Booked, ...] = ()

    def queue(self, queue_id: int) -> QueueDay | None:
        """Return a queue of the day, or None where kiosks do not give its numbers."""
        return next((queue for queue in self.queues if queue.queue_id == queue_id), None)


class ReserveDocument(_Part):
    """Today and the next day of work. url + token is the link on a slip."""

    now: Instant
    url: str
    any_hour: bool = False
    days: tuple[Day, ...] = ()

    def day_at(self, instant: datetime) -> Day | None:
        """Return the business day of an instant, if it is one we were told of."""
        return next((day for day in self.days if day.begins_at <= instant < day.ends_at), None)
