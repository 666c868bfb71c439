"""The slots in which a queue takes appointments, as a county writes them down."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from server.sample.fields import ClockTime, Entry, Refusal, Weekday, without_repeats


class SlotRange(Entry):
    """Slots of so many minutes between two times of day, each with room for `capacity`."""

    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1), AfterValidator(without_repeats)]
    opens: ClockTime
    closes: ClockTime
    minutes: Annotated[int, Field(strict=True, ge=5, le=240)]
    capacity: Annotated[int, Field(strict=True, ge=1, le=999)]

    @property
    def opens_at_minute(self) -> int:
        """Minutes from midnight to its beginning."""
        return self.opens.hour * 60 + self.opens.minute

    @property
    def closes_at_minute(self) -> int:
        """Minutes from midnight to its end."""
        return self.closes.hour * 60 + self.closes.minute

    @model_validator(mode="after")
    def _holds_a_slot(self) -> Self:
        if self.closes_at_minute - self.opens_at_minute < self.minutes:
            raise Refusal("放不下一个时段", "leaves no room for one slot", field="closes")
        return self


class Appointments(Entry):
    """When a queue takes appointments, and how far they hold; _s are seconds.

    Slots outside the hall's sessions are not offered. One can book from today until days_ahead
    days later, check in from early_s before the slot, and is on time until late_s after it has
    begun: such a number has the slot's place and the priority. late says what becomes of who
    comes later on that day: a number like everybody's (queue), or nothing (refuse).
    """

    ranges: Annotated[tuple[SlotRange, ...], Field(min_length=1)]
    days_ahead: Annotated[int, Field(strict=True, ge=0, le=90)] = 14
    early_s: Annotated[int, Field(strict=True, ge=0, le=14400)] = 1800
    late_s: Annotated[int, Field(strict=True, ge=0, le=14400)] = 900
    late: Literal["queue", "refuse"] = "queue"
    priority: Annotated[int, Field(strict=True, ge=0, le=9)] = 1
    person_daily_limit: Annotated[int, Field(strict=True, ge=1, le=99)] | None = 1

    @model_validator(mode="after")
    def _ranges_apart(self) -> Self:
        for weekday in range(1, 8):
            _apart(r for r in self.ranges if weekday in r.weekdays)
        return self


def _apart(ranges: Iterable[SlotRange]) -> None:
    in_order = sorted(ranges, key=lambda r: (r.opens, r.closes))
    for earlier, later in pairwise(in_order):
        if later.opens < earlier.closes:
            stretch, begin = f"{earlier.opens:%H:%M}-{earlier.closes:%H:%M}", f"{later.opens:%H:%M}"
            raise Refusal(
                f"预约时段重叠：{stretch} 与 {begin}",
                f"slots overlap: {stretch} and {begin}",
                field="ranges",
            )
