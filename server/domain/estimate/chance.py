"""Chance that does not change from one look to the next.

Every ticket has its own luck in each replay, drawn from its id and nothing else. So the same
hall gives the same quote, and a quote moves only when something in the hall has moved.

The luck of one ticket is spread evenly over the replays (a Latin hypercube): a few dozen of them
then know the mean about as well as some hundred independent ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from hashlib import shake_128
from itertools import accumulate, chain, count
from math import log
from struct import unpack

from server.domain.estimate.habits import Habits

_MOST_REPLAYS, _LEAST_REPLAYS = 64, 16
_FEW_WAITING = 30  # so many are replayed the most times; more take longer for each replay
_A_FEW = 4
_OFFSETS = 16


def replays_for(waiting: int) -> int:
    """How often a hall is replayed with so many waiting.

    A dozen would do for the range; five dozen take what luck is left out of its middle, which is
    some 2 % of its error. With many waiting that would take too long.
    """
    return _MOST_REPLAYS if waiting <= _FEW_WAITING else _LEAST_REPLAYS


@lru_cache(maxsize=16_384)
def shares(seed: int, purpose: str, replays: int) -> tuple[float, ...]:
    """A share between 0 and 1 for each replay: one from each stratum, in an order of its own."""
    *draws, last = _draws(f"{purpose}:{seed}", replays + 1)
    # In the middle of one of a few parts: so few shares there are that their quantiles are kept.
    offset = (int(last * _OFFSETS) + 0.5) / _OFFSETS
    order = sorted(range(replays), key=draws.__getitem__)
    return tuple([(k + offset) / replays for k in order])


@lru_cache(maxsize=16_384)
def occupations(seed: int, habits: Habits, replays: int) -> tuple[float, ...]:
    """For each replay: how many seconds the call of this ticket occupies its window."""
    missing_s = habits.turnaround_s + habits.no_show_s
    until_start_s = habits.turnaround_s + habits.walking_s
    luck = zip(shares(seed, "missing", replays), shares(seed, "service", replays), strict=True)
    return tuple(
        [
            missing_s if v < habits.no_show_share else until_start_s + habits.service.at(u)
            for v, u in luck
        ]
    )


def arrivals(seed: int, replay: int) -> Iterator[float]:
    """The instants of a Poisson stream of one a second, from now on, in one replay."""
    return accumulate(chain.from_iterable(map(partial(_gaps, seed, replay), count())))


@lru_cache(maxsize=8_192)
def _gaps(seed: int, replay: int, stretch: int) -> tuple[float, ...]:
    """A few gaps between arrivals; seldom does anybody ask for the next few."""
    draws = _draws(f"arrivals:{seed}:{replay}:{stretch}", _A_FEW)
    return tuple([-log(1 - u) for u in draws])


def _draws(name: str, n: int) -> list[float]:
    """So many numbers from 0 up to but not including 1 that belong to a name.

    A hash of the name, because a generator takes longer to be seeded than these to be drawn.
    """
    return [x / 2**32 for x in unpack(f"<{n}I", shake_128(name.encode()).digest(4 * n))]
