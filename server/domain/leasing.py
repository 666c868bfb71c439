"""Numbers that kiosks hold for the time when the server cannot be reached.

A kiosk leases blocks of each queue's numbers for a day, beforehand. Blocks come from the upper
end of the numbers downwards; the server itself counts up from the lower end, so that an ordinary
day shows no gaps. A block is leased once: whatever becomes of its kiosk, nobody else gets it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from server.domain.calendar import OpeningHours

_LOOK_AHEAD_DAYS = 21  # as far as the hall's own calendar looks


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Numbers in a row, both ends included; never empty."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last

    def __len__(self) -> int:
        return self.last - self.first + 1


def numbers_to_lease(first: int, *, digits: int, last_given: int | None) -> Block | None:
    """The upper half of a queue's numbers of so many digits, as far as none was given of it.

    Args:
        first: where the queue begins.
        last_given: the last number that the server gave this day; None when it gave none.
    """
    top = 10 ** max(digits, len(str(first))) - 1
    lowest = (first + top) // 2 + 1
    if last_given is not None:
        lowest = max(lowest, last_given + 1)
    return Block(lowest, top) if lowest <= top else None


def highest_free(within: Block, *, size: int, taken: Collection[Block]) -> Block | None:
    """The highest numbers in a row that nobody has, at most `size` of them; None if none is left.

    >>> highest_free(Block(500, 999), size=40, taken=[Block(960, 999)])
    Block(first=920, last=959)
    """
    top = within.last
    for block in sorted(taken, key=lambda b: b.last, reverse=True):
        if block.last < top:
            break
        top = min(top, block.first - 1)
    if top < within.first:
        return None
    below = max((b.last for b in taken if b.last <= top), default=within.first - 1)
    return Block(max(within.first, below + 1, top - size + 1), top)


def share(left: int, *, among: int, place: int) -> int:
    """The part of what is left of a quota that one of several kiosks may give by itself.

    The parts add up to what is left, so that kiosks that cannot hear of one another keep to it.

    Args:
        place: which of them it is, counted from 0.
    """
    each, rest = divmod(max(left, 0), among)
    return each + (1 if place < rest else 0)


def days_to_lease(hours: OpeningHours, today: date, *, any_hour: bool) -> list[date]:
    """Today, and the next day on which the hall works: a cut over night must not stop a morning.

    Args:
        any_hour: the hall gives numbers on every day.
    """
    if any_hour:
        return [today, today + timedelta(days=1)]
    to_come = (today + timedelta(days=n) for n in range(1, _LOOK_AHEAD_DAYS))
    following = next((day for day in to_come if hours.stretches_on(day)), None)
    days = [today] if hours.stretches_on(today) else []
    return days if following is None else [*days, following]
