"""When a hall works and when a queue gives numbers, as a county writes it down."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from server.sample.fields import (
    CalendarDate,
    ClockTime,
    DayOfYear,
    Entry,
    HolidaySet,
    Refusal,
    Text,
    Weekday,
    without_repeats,
)


class Session(Entry):
    """A time of day at which the hall is open, on the same weekdays every week.

    With valid_from and valid_to (both days included) it belongs to a season (夏令时、冬令时) and
    comes back every year; valid_to may lie before valid_from: then it spans New Year.
    """

    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1), AfterValidator(without_repeats)]
    opens: ClockTime
    closes: ClockTime
    valid_from: DayOfYear | None = None
    valid_to: DayOfYear | None = None

    @model_validator(mode="after")
    def _closes_later(self) -> Self:
        if self.closes <= self.opens:
            raise Refusal("须晚于开始时刻", "must be later than opens", field="closes")
        return self

    @model_validator(mode="after")
    def _both_ends_of_the_season(self) -> Self:
        if (self.valid_from is None) != (self.valid_to is None):
            missing = "valid_to" if self.valid_to is None else "valid_from"
            raise Refusal("起止两个日期要一起写", "needs both ends of the season", field=missing)
        return self

    def is_valid_on(self, day: str) -> bool:
        """Whether it is in season on a day of the year, such as 06-01."""
        if self.valid_from is None or self.valid_to is None:
            return True
        if self.valid_from <= self.valid_to:
            return self.valid_from <= day <= self.valid_to
        return day >= self.valid_from or day <= self.valid_to


class QuotaSession(Session):
    """A time of day at which a queue gives numbers, and how many; no quota means no limit."""

    quota: Annotated[int, Field(strict=True, ge=1, le=9999)] | None = None


class ClosedDay(Entry):
    on: CalendarDate
    reason: Text


class OpenDay(Entry):
    """A day the hall works beside its usual ones: open as on like_weekday."""

    on: CalendarDate
    reason: Text
    like_weekday: Weekday


class Calendar(Entry):
    """The hall's days and hours.

    holidays names the published days off and days worked in exchange (调休) that the hall keeps:
    "cn". exchange_like says like which weekday it works on a 调休 day. closed_days and open_days
    are the hall's own and go before them.
    """

    sessions: Annotated[tuple[Session, ...], Field(min_length=1)]
    holidays: HolidaySet | None = None
    exchange_like: Weekday = 1
    closed_days: tuple[ClosedDay, ...] = ()
    open_days: tuple[OpenDay, ...] = ()

    @model_validator(mode="after")
    def _sessions_apart(self) -> Self:
        _apart(self.sessions)
        return self

    @model_validator(mode="after")
    def _one_word_a_day(self) -> Self:
        days = [d.on for d in self.closed_days] + [d.on for d in self.open_days]
        twice = sorted({str(day) for day in days if days.count(day) > 1})
        if twice:
            raise Refusal(
                f"同一天写了两次：{'、'.join(twice)}",
                f"the same day is given twice: {', '.join(twice)}",
                field="closed_days",
            )
        return self


class Issuing(Entry):
    """When a queue gives numbers, and to whom; _s are seconds.

    sessions are the queue's own hours, each with its quota; without them it follows the hall.
    begin_before_open_s before the hall's first session of a day; stop_before_close_s and
    warn_before_close_s before its last one ends. identification asks who takes the number: then
    one person has one waiting number, and person_daily_limit numbers a day. cut_off warns, or
    stops, when a new number would probably not be served before closing. overnight keeps those
    who still wait at the end of the day, or lets their numbers expire.
    """

    sessions: tuple[QuotaSession, ...] = ()
    begin_before_open_s: Annotated[int, Field(strict=True, ge=0, le=14400)] = 0
    stop_before_close_s: Annotated[int, Field(strict=True, ge=0, le=28800)] = 0
    warn_before_close_s: Annotated[int, Field(strict=True, ge=0, le=28800)] = 0
    identification: Literal["none", "optional", "required"] = "none"
    person_daily_limit: Annotated[int, Field(strict=True, ge=1, le=99)] | None = None
    cut_off: Literal["off", "warn", "stop"] = "off"
    overnight: Literal["expire", "keep"] = "expire"

    @model_validator(mode="after")
    def _sessions_apart(self) -> Self:
        _apart(self.sessions)
        return self

    @model_validator(mode="after")
    def _limits_whom_it_knows(self) -> Self:
        if self.person_daily_limit is not None and self.identification == "none":
            raise Refusal(
                "不登记取号人就不能限制每人取号数",
                "a limit a person needs identification",
                field="person_daily_limit",
            )
        return self


def _apart(sessions: Iterable[Session]) -> None:
    """Refuse sessions that overlap on any day of any year."""
    sessions = tuple(sessions)
    # Which sessions are valid changes only where one begins, and at New Year.
    for day in {"01-01", *(s.valid_from for s in sessions if s.valid_from)}:
        for weekday in range(1, 8):
            today = sorted(
                (s.opens, s.closes)
                for s in sessions
                if weekday in s.weekdays and s.is_valid_on(day)
            )
            if any(opens < closes for (_, closes), (opens, _) in pairwise(today)):
                raise Refusal(
                    f"星期 {weekday} 的办公时段重叠",
                    f"sessions of weekday {weekday} overlap",
                    field="sessions",
                )
