"""How a ticket's number is written."""

from __future__ import annotations


def next_number(last: int | None, *, first: int, limit: int | None) -> int | None:
    """The number after `last`, or None when the day's numbers are used up.

    Args:
        last: the last number given today; None when none was.
        first: where the queue begins.
        limit: how many numbers the queue gives in a day; None for no limit.
    """
    number = first if last is None else max(last + 1, first)
    if limit is not None and number >= first + limit:
        return None
    return number


def write_number(prefix: str, number: int, *, digits: int) -> str:
    """Prefix and number as printed, spoken and shown: `A007`.

    A number with more digits than asked for is written whole, never cut.
    """
    return f"{prefix}{number:0{digits}d}"
