"""授权: which items a clerk may handle, from when until when (办法 第十条)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WARN_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """One line of a clerk's letter of authorisation; both days are included.

    Attributes:
        valid_to: None for no end.
    """

    item_id: int
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it covers this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def authorised_items(letters: Iterable[Authorisation], day: date) -> frozenset[int]:
    """The items that a clerk may handle on a day."""
    return frozenset(letter.item_id for letter in letters if letter.holds_on(day))


def ended(letters: Iterable[Authorisation], day: date) -> dict[int, date]:
    """item id -> last day, for items that were authorised once and are no longer.

    An item that a letter covers on the day, or on a day to come, has not ended.
    """
    held = list(letters)
    lasting = {x.item_id for x in held if x.valid_to is None or x.valid_to >= day}
    last_days: dict[int, date] = {}
    for letter in held:
        if letter.valid_to is not None and letter.item_id not in lasting:
            known = last_days.get(letter.item_id, letter.valid_to)
            last_days[letter.item_id] = max(known, letter.valid_to)
    return last_days


def soon_ending(letters: Iterable[Authorisation], day: date) -> dict[int, date]:
    """item id -> last day, for items whose authorisation ends within the next thirty days.

    An item that a later letter covers on the day after is not ending.
    """
    held = list(letters)
    ending: dict[int, date] = {}
    for letter in held:
        last = letter.valid_to
        if last is None or not letter.holds_on(day) or last > day + timedelta(days=WARN_DAYS):
            continue
        if letter.item_id not in authorised_items(held, last + timedelta(days=1)):
            ending[letter.item_id] = last
    return ending
