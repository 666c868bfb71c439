"""Chance that does not change from one look to the next.

Every ticket has its own luck in each replay, drawn from its id and nothing else. So the same
hall gives the same quote, and a quote moves only when something in the hall has moved.

The luck of one ticket is spread evenly over the replays (a Latin hypercube): a few dozen of them
then know the mean about as well as some hundred independent ones.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from random import Random

from server.domain.estimate.habits import Habits

_MOST_REPLAYS, _LEAST_REPLAYS = 64, 16
_FEW_WAITING = 30  # so many are replayed the most times; more take longer for each replay
_ARRIVALS_DRAWN = 64  # a hall sees fewer people overtake than this while somebody waits


def replays_for(waiting: int) -> int:
    """How often a hall is replayed with so many waiting.

    A dozen would do for the range; five dozen take what luck is left out of its middle, which is
    some 2 % of its error. With many waiting that would take too long.
    """
    return _MOST_REPLAYS if waiting <= _FEW_WAITING else _LEAST_REPLAYS


@lru_cache(maxsize=16_384)
def shares(seed: int, purpose: str, replays: int) -> tuple[float, ...]:
    """A share between 0 and 1 for each replay: one from each stratum, in an order of its own."""
    random = Random(f"{purpose}:{seed}")
    order = list(range(replays))
    random.shuffle(order)
    offset = random.uniform(0.001, 0.999)  # the very ends would be services without end
    return tuple((k + offset) / replays for k in order)


@lru_cache(maxsize=16_384)
def occupations(seed: int, habits: Habits, replays: int) -> tuple[float, ...]:
    """For each replay: how many seconds the call of this ticket occupies its window."""
    return tuple(
        habits.turnaround_s + (habits.no_show_s if is_missing else habits.walking_s + service_s)
        for is_missing, service_s in zip(
            (u < habits.no_show_share for u in shares(seed, "missing", replays)),
            (habits.service.at(u) for u in shares(seed, "service", replays)),
            strict=True,
        )
    )


@lru_cache(maxsize=1_024)
def arrivals(seed: int, replay: int) -> tuple[float, ...]:
    """The instants of a Poisson stream of one a second, from now on, in one replay."""
    random = Random(f"arrivals:{seed}:{replay}")
    return tuple(accumulate(random.expovariate(1) for _ in range(_ARRIVALS_DRAWN)))
