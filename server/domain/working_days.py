"""Clocks that run in working days of a hall's own calendar.

The day on which something arrives does not count; the last working day counts whole, to the end
of the hall's last session. Days off, holidays and days worked in exchange (调休) are as the
calendar has them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from server.domain.calendar import OpeningHours

_LOOK_AHEAD_DAYS = 400  # no calendar has so many days off in a row


def due_after(hours: OpeningHours, at: datetime, working_days: int) -> datetime:
    """The end of the nth working day after an instant.

    Args:
        at: when the clock starts.
        working_days: at least 1.

    Raises:
        ValueError: fewer than one day, or the calendar has not so many working days in a year.
    """
    if working_days < 1:
        raise ValueError(f"a term of {working_days} working days is none")
    day, left = hours.local_day(at), working_days
    for _ in range(_LOOK_AHEAD_DAYS):
        day += timedelta(days=1)
        sessions = hours.stretches_on(day)
        left -= bool(sessions)
        if left == 0:
            return max(session.closes for session in sessions)
    raise ValueError(f"the calendar has no {working_days} working days within a year")


def working_days_between(hours: OpeningHours, start: datetime, end: datetime) -> int:
    """How many working days of a term that began at `start` are used up at `end`.

    The last of them may still be running: a term of n days is kept while this is at most n.
    """
    day, last, used = hours.local_day(start), hours.local_day(end), 0
    while day < last:
        day += timedelta(days=1)
        used += bool(hours.stretches_on(day))
    return used
