"""What the guesses in imagined halls amount to: errors, coverage, and how far to trust them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean

from server.simulation.halls_compare import OURS, SIMPLE, Guess

_TAIL = 0.10  # left out of an 80 % range at either end
_Z_95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with half the width of its 95 % confidence interval."""

    value: float
    give: float

    def __str__(self) -> str:
        return f"{self.value:.1%} ± {100 * self.give:.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How an estimator did for a class of people; minutes and shares.

    Attributes:
        coverage: share called between the 10th and the 90th percentile, see `share_inside`.
        below_p90: share called within the 90th percentile.
        simple: mean absolute error of each simple formula.
        gain: how much smaller our error is than the best simple formula's, as a share of that.
    """

    n: int
    wait: float
    mae: float
    bias: float
    coverage: Share
    below_p90: float
    simple: dict[str, float]
    gain: Share

    @property
    def best_simple(self) -> str:
        """The simple formula that did best."""
        return min(SIMPLE, key=lambda name: self.simple[name])


def figures(guesses: Sequence[Guess]) -> Figures:
    """The figures of some people.

    A wait shorter than the way to the window counts as long as the way: nothing below that is
    ever told to anybody, whoever estimates.
    """
    simple = {name: _mean(guesses, partial(error_s, estimator=name)) / 60 for name in SIMPLE}
    best = min(SIMPLE, key=lambda name: simple[name])
    against_best = _ratio(guesses, lambda g: error_s(g, OURS), lambda g: error_s(g, best))
    return Figures(
        n=len(guesses),
        wait=_mean(guesses, _true_s) / 60,
        mae=_mean(guesses, lambda g: error_s(g, OURS)) / 60,
        bias=_mean(guesses, lambda g: g.said[OURS] - _true_s(g)) / 60,
        coverage=_ratio(guesses, share_inside, lambda g: 1.0),
        below_p90=_mean(guesses, lambda g: float(_true_s(g) <= g.range.p90_s)),
        simple=simple,
        gain=Share(value=1 - against_best.value, give=against_best.give),
    )


def error_s(guess: Guess, estimator: str) -> float:
    """How far an estimator was off, seconds."""
    return abs(max(guess.said[estimator], guess.least_s) - _true_s(guess))


def share_inside(guess: Guess) -> float:
    """How much of somebody's wait lies between the 10th and the 90th percentile: 0, 1, or a part.

    Whoever is called within the way to the window counts as having waited for as long as the way,
    so that many can share this one shortest wait, with a tenth or more of what was foreseen. Such
    people are counted as spread evenly over what was foreseen for it, which may be partly below
    the 10th percentile: the non-randomised probability integral transform of Czado, Gneiting and
    Held ("Predictive model assessment for count data", Biometrics 65, 2009). Counted as inside
    altogether, the share would come to 90 % however true the range is.
    """
    wait_s = _true_s(guess)
    within = guess.spread.share_within(wait_s)
    if wait_s > guess.least_s or within == 0:
        return float(_TAIL <= within <= 1 - _TAIL)
    return max(min(within, 1 - _TAIL) - _TAIL, 0.0) / within


def _true_s(guess: Guess) -> float:
    return max(guess.waited_s, guess.least_s)


def _mean(guesses: Sequence[Guess], of: Callable[[Guess], float]) -> float:
    return fmean((of(g) for g in guesses), weights=[g.stands_for for g in guesses])


def _ratio(
    guesses: Sequence[Guess], above: Callable[[Guess], float], below: Callable[[Guess], float]
) -> Share:
    """One sum over another, with the give that the days' own sums speak for.

    Waits of one day hang together, those of two days do not: the days are the sample. The variance
    is that of a ratio estimator (Cochran, Sampling Techniques, 1977, 6.4).
    """
    days: dict[tuple[int, int], list[float]] = {}
    for g in guesses:
        sums = days.setdefault(g.day, [0.0, 0.0])
        sums[0] += g.stands_for * above(g)
        sums[1] += g.stands_for * below(g)
    total = sum(y for _, y in days.values())
    value = sum(x for x, _ in days.values()) / total if total else 0.0
    if len(days) < 2:
        return Share(value=value, give=math.inf)
    off = sum((x - value * y) ** 2 for x, y in days.values())
    variance = off * len(days) / (len(days) - 1)
    return Share(value=value, give=_Z_95 * math.sqrt(variance) / total if total else math.inf)
