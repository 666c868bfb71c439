"""When people come: two peaks, a dip at noon, nobody outside the sessions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random

from server.simulation.hall import Span

# How many come at an hour of the day, beside the busiest one.
PROFILE = {
    7: 0.3,
    8: 0.7,
    9: 1.0,
    10: 0.95,
    11: 0.5,
    12: 0.15,
    13: 0.5,
    14: 0.9,
    15: 0.8,
    16: 0.5,
    17: 0.15,
}
_AT_ODD_HOURS = 0.1
_HOUR_S = 3600


def arrival_times(sessions: Sequence[Span], count: int, rng: Random) -> list[float]:
    """Draw the moments at which `count` people come, in order.

    Args:
        sessions: begin and end of each, in seconds since midnight.

    Returns:
        seconds since midnight, each within a session.
    """
    parts = [part for session in sessions for part in _by_hour(session)]
    weights = [(end - begin) * _profile(begin) for begin, end in parts]
    chosen = rng.choices(parts, weights, k=count)
    # Not uniform(): its rounding may give the closing moment, which is outside.
    return sorted(begin + (end - begin) * rng.random() for begin, end in chosen)


def _by_hour(session: Span) -> list[Span]:
    begin, end = session
    full_hours = range(int(begin // _HOUR_S + 1) * _HOUR_S, int(end) + 1, _HOUR_S)
    edges = [begin, *(float(h) for h in full_hours if h < end), end]
    return list(pairwise(edges))


def _profile(at_s: float) -> float:
    return PROFILE.get(int(at_s // _HOUR_S), _AT_ODD_HOURS)
