"""How a wait is told on paper. Pure; the twin of display/kit/told.js, held to the same table."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

_STEP = 5  # from ten minutes on nobody should take a wait for exact to the minute
_EXACT_TO = 10
_LONG = 120


@dataclass(frozen=True, slots=True)
class Told:
    """A wait as it is told.

    Attributes:
        kind: "less": less than `high` minutes; "about": about `low`; "between": from `low` to
            `high`; "more": more than `low` hours.
    """

    kind: Literal["less", "about", "between", "more"]
    low: int
    high: int


def told_wait(low_s: float, high_s: float) -> Told:
    """Round a wait for telling: the low end down, the high end up.

    To whole minutes, and to five minutes from ten minutes on.

    >>> told_wait(17 * 60, 23 * 60)
    Told(kind='between', low=15, high=25)
    """
    low, high = _down(low_s / 60), _up(high_s / 60)
    if low >= _LONG:
        return Told("more", low // 60, low // 60)
    if high <= _STEP:
        return Told("less", 0, _STEP)
    if low < 1:
        return Told("less", 0, high)
    return Told("about" if low == high else "between", low, high)


def _down(minutes: float) -> int:
    return floor(minutes) if minutes < _EXACT_TO else floor(minutes / _STEP) * _STEP


def _up(minutes: float) -> int:
    return ceil(minutes) if minutes <= _EXACT_TO else ceil(minutes / _STEP) * _STEP
