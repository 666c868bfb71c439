"""When a hall is open: weekly sessions, days it is closed, days it opens all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LOOK_AHEAD_DAYS = 21  # longer than any holiday with the days moved around it


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of opening hours on some weekdays (1 is Monday), in local time."""

    weekdays: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A hall's calendar.

    Attributes:
        zone: IANA time zone of all times in it.
        closed_on: days on which the hall stays shut, such as statutory holidays.
        open_on: day -> weekday whose sessions it follows (调休: a Sunday worked like a Monday).
    """

    zone: str
    sessions: Sequence[Session]
    closed_on: frozenset[date] = frozenset()
    open_on: dict[date, int] = field(default_factory=dict)

    def sessions_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The day's sessions as aware instants, in order; empty on a closed day."""
        if day in self.closed_on:
            return []
        weekday = self.open_on.get(day, day.isoweekday())
        zone = ZoneInfo(self.zone)
        return sorted(
            (datetime.combine(day, s.opens, zone), datetime.combine(day, s.closes, zone))
            for s in self.sessions
            if weekday in s.weekdays
        )

    def is_open(self, at: datetime) -> bool:
        """Whether a session runs at this instant; the closing instant is outside."""
        return self.closes_at(at) is not None

    def closes_at(self, at: datetime) -> datetime | None:
        """When the running session ends, or None when none runs."""
        day = at.astimezone(ZoneInfo(self.zone)).date()
        return next((end for begin, end in self.sessions_on(day) if begin <= at < end), None)

    def opens_at(self, at: datetime) -> datetime | None:
        """When the next session begins after this instant; None if none within three weeks."""
        first = at.astimezone(ZoneInfo(self.zone)).date()
        for offset in range(_LOOK_AHEAD_DAYS):
            for begin, _ in self.sessions_on(first + timedelta(days=offset)):
                if begin > at:
                    return begin
        return None
