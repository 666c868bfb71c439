"""When a hall is open: seasons, sessions, weekends, holidays, days worked in exchange.

Which days are holidays is data (`Holidays`), published year by year; a year that was not
published is not known, and nothing here guesses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LOOK_AHEAD_DAYS = 21  # longer than any holiday with the days moved around it
_NOTICE_DAYS = 60  # so long before its first day a year ought to be known


@dataclass(frozen=True, slots=True)
class Season:
    """Days of every year (夏令时、冬令时作息), both ends included.

    One whose last day comes before its first spans New Year: 1 October to 31 May.
    """

    first: tuple[int, int]  # month, day
    last: tuple[int, int]

    def __contains__(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of hours on some weekdays (1 is Monday), in local time.

    Attributes:
        season: when in the year it is valid; None for all year.
        quota: how many numbers it has to give; None for no limit.
    """

    weekdays: frozenset[int]
    opens: time
    closes: time
    season: Season | None = None
    quota: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A session of one day, as aware instants; the closing instant is outside."""

    opens: datetime
    closes: datetime
    quota: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Holidays:
    """A country's published days off, and the weekend days worked for them (调休).

    Attributes:
        closed: day -> the holiday's name.
        worked: day -> the holiday for which it is worked.
        years: the years that were published; nothing is known of others.
    """

    closed: Mapping[date, str] = field(default_factory=dict)
    worked: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def unknown_years(self, *, today: date) -> list[int]:
        """The years of today and of the next two months that were not published."""
        soon = today + timedelta(days=_NOTICE_DAYS)
        return sorted({today.year, soon.year} - self.years)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A hall's calendar. What the hall says of a day goes before what the country says.

    Attributes:
        zone: IANA time zone of all times in it.
        closed_on: day -> reason: the hall's own days off.
        open_on: day -> weekday whose sessions it follows: the hall's own extra days.
        holidays: the country's; None for a hall that keeps its days by itself.
        exchange_like: the weekday whose sessions a 调休 day follows. The published arrangements
            say only that such a day is worked, so the hall says how.
    """

    zone: str
    sessions: Sequence[Session]
    closed_on: Mapping[date, str] = field(default_factory=dict)
    open_on: Mapping[date, int] = field(default_factory=dict)
    holidays: Holidays | None = None
    exchange_like: int = 1

    def works_like(self, day: date) -> int | None:
        """The weekday whose sessions a day follows; None on a day off."""
        if day in self.closed_on:
            return None
        if day in self.open_on:
            return self.open_on[day]
        if self.holidays and day in self.holidays.closed:
            return None
        if self.holidays and day in self.holidays.worked:
            return self.exchange_like
        return day.isoweekday()

    def reason_closed(self, day: date) -> str | None:
        """Why the hall is shut all day, in words; None for an ordinary or free weekday."""
        if day in self.closed_on:
            return self.closed_on[day]
        if self.holidays and self.works_like(day) is None:
            return self.holidays.closed[day]
        return None

    def stretches_on(self, day: date) -> list[Stretch]:
        """The day's sessions in order; none on a closed day."""
        weekday = self.works_like(day)
        zone = ZoneInfo(self.zone)
        return sorted(
            Stretch(
                datetime.combine(day, s.opens, zone), datetime.combine(day, s.closes, zone), s.quota
            )
            for s in self.sessions
            if weekday in s.weekdays and (s.season is None or day in s.season)
        )

    def local_day(self, at: datetime) -> date:
        """The calendar day of an instant in the hall's zone."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def running(self, at: datetime) -> Stretch | None:
        """The session that runs at this instant, if any."""
        today = self.stretches_on(self.local_day(at))
        return next((s for s in today if s.opens <= at < s.closes), None)

    def is_open(self, at: datetime) -> bool:
        """Whether a session runs at this instant; the closing instant is outside."""
        return self.running(at) is not None

    def closes_at(self, at: datetime) -> datetime | None:
        """When the running session ends, or None when none runs."""
        session = self.running(at)
        return None if session is None else session.closes

    def day_closes_at(self, at: datetime) -> datetime | None:
        """When the last session of the day ends; None on a closed day."""
        today = self.stretches_on(self.local_day(at))
        return max(s.closes for s in today) if today else None

    def opens_at(self, at: datetime) -> datetime | None:
        """When the next session begins after this instant; None if none within three weeks."""
        first = self.local_day(at)
        for offset in range(_LOOK_AHEAD_DAYS):
            for session in self.stretches_on(first + timedelta(days=offset)):
                if session.opens > at:
                    return session.opens
        return None
