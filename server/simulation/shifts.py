"""When clerks are away from their windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from server.simulation.habits import Habits
from server.simulation.hall import Span

LUNCH = "午休"
SHORT_BREAK = "短暂离开"

_LATE_LUNCH_S = 25 * 60.0
_NOON = 12 * 3600.0
_LUNCH_S = 45 * 60.0
_SHORT_BREAK_S = 10 * 60.0


@dataclass(frozen=True, slots=True)
class Break:
    """A pause of a window, in seconds since midnight.

    Attributes:
        latest_s: until then it is put off while somebody waits for the window.
    """

    reason: str
    begins_s: float
    latest_s: float
    ends_s: float


def plan_breaks(
    sessions: Sequence[Span], *, place: int, habits: Habits, rng: Random
) -> list[Break]:
    """The breaks of one clerk.

    Args:
        place: which of the clerks it is; where the hall stays open over noon, every other
            one goes first.
    """
    breaks = [
        Break(LUNCH, closes, min(closes + _LATE_LUNCH_S, opens - 60), opens)
        for (_, closes), (opens, _) in pairwise(sessions)
        if opens - closes > 120
    ]
    for begin, end in sessions:
        if begin < _NOON - _LUNCH_S and end > _NOON + 2 * _LUNCH_S:
            starts = _NOON - (_LUNCH_S / 2 if place % 2 else -_LUNCH_S / 2)
            breaks.append(Break(LUNCH, starts, starts + _LATE_LUNCH_S, starts + _LUNCH_S))
        elif rng.random() < habits.short_break and end - begin > 4 * _SHORT_BREAK_S:
            starts = begin + (0.3 + 0.4 * rng.random()) * (end - begin)
            breaks.append(
                Break(SHORT_BREAK, starts, starts + _SHORT_BREAK_S / 2, starts + _SHORT_BREAK_S)
            )
    return sorted(breaks, key=lambda b: b.begins_s)
