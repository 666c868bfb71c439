"""Instants and business days.

An instant is an aware datetime in UTC. A business day is the hall's own calendar day, which
begins at the hall's `day_starts_at`: a ticket taken at half past midnight in a hall that
begins its day at four belongs to the day before.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where the present comes from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


def business_day(at: datetime, *, zone: str, day_starts_at: time) -> date:
    """The business day that an instant belongs to.

    Args:
        at: an aware instant.
        zone: IANA name of the hall's time zone, such as "Asia/Shanghai".
        day_starts_at: local time at which the hall's day begins.

    Raises:
        ValueError: `at` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = at.astimezone(ZoneInfo(zone))
    begun = local.time().replace(tzinfo=None) >= day_starts_at
    return local.date() if begun else local.date() - timedelta(days=1)


def business_day_bounds(day: date, *, zone: str, day_starts_at: time) -> tuple[datetime, datetime]:
    """When a business day begins, and when the next one does."""
    begins = datetime.combine(day, day_starts_at, ZoneInfo(zone))
    following = datetime.combine(day + timedelta(days=1), day_starts_at, ZoneInfo(zone))
    return begins.astimezone(UTC), following.astimezone(UTC)


def utc_offset_s(at: datetime, *, zone: str) -> int:
    """How many seconds clocks of a zone are ahead of UTC at an instant; west of it below zero."""
    ahead = at.astimezone(ZoneInfo(zone)).utcoffset()
    return 0 if ahead is None else round(ahead.total_seconds())


def to_wire(at: datetime) -> str:
    """An instant as the wire writes it: UTC, milliseconds, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """Read an instant from the wire.

    Raises:
        ValueError: not ISO 8601, or without a time zone.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {text!r}")
    return at.astimezone(UTC)
