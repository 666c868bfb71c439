"""The station's clock and how an instant is written on the wire."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the instant as aware UTC."""


def utc_now() -> datetime:
    """Return the instant by the clock of this machine."""
    return datetime.now(UTC)


def to_wire(instant: datetime) -> str:
    """Return an aware instant as the wire has it: UTC, milliseconds, `Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """Return the instant written in text as aware UTC.

    Raises:
        ValueError: not an ISO 8601 instant, or one that does not say its time zone.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text}: an instant without a time zone")
    return instant.astimezone(UTC)
