"""What a queue's past says about its next visits: how long, how far to walk, who is missing.

All durations are seconds. A log-normal fits service times: most are short, a few are very long.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist, fmean, median

LATEST = 400  # so many latest visits of a queue are looked at
_PRIOR_VISITS = 20  # the configured mean weighs as much as so many visits
_PRIOR_CV = 0.8  # how much service times vary before we have seen any
_PRIOR_WALKING_CV = 0.5  # the same of the ways to the window
_PRIOR_NO_SHOWS = 0.05
_LONGEST_S = 4 * 3600.0  # longer is a visit that nobody finished, not a service
_SHORTEST_S = 3.0  # shorter is a slip of the finger
_TRIMMED = 0.005  # of the visits at either end count as the last that is not trimmed
_TRIMMED_FROM = 40  # visits; before that, what the office has set holds the mean in place

_NORMAL = NormalDist()
# Replays ask for the same few shares again and again.
_quantile = lru_cache(maxsize=4_096)(_NORMAL.inv_cdf)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """A visit that has ended, as far as the estimate cares; seconds.

    Attributes:
        walking_s: from the first call to the start; None when nobody came.
        service_s: from the start to the end; None when nobody came.
        missing_s: from the first call to passing over; None when somebody came.
        turnaround_s: from its end to the window's next call, when somebody waited for that; None
            otherwise.
    """

    walking_s: float | None
    service_s: float | None
    missing_s: float | None
    turnaround_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTimes:
    """A log-normal distribution of service times.

    Attributes:
        mu, sigma: mean and standard deviation of the logarithm of the seconds.
    """

    mu: float
    sigma: float

    @property
    def mean_s(self) -> float:
        """The mean."""
        return math.exp(self.mu + self.sigma**2 / 2)

    @property
    def cv(self) -> float:
        """Standard deviation over mean."""
        return math.sqrt(math.expm1(self.sigma**2))

    def at(self, u: float) -> float:
        """The time that a share `u` (0 < u < 1) of services do not exceed."""
        return math.exp(self.mu + self.sigma * _quantile(u))

    def remaining(self, elapsed_s: float, u: float) -> float:
        """The same for what is left of a service that has run for `elapsed_s` already."""
        if elapsed_s <= 0:
            return self.at(u)
        over = _NORMAL.cdf((math.log(elapsed_s) - self.mu) / self.sigma)
        # Far out in the tail the distribution knows nothing any more.
        share = min(over + u * (1 - over), 0.9999)
        return max(math.exp(self.mu + self.sigma * _NORMAL.inv_cdf(share)) - elapsed_s, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How the visits of a queue go.

    Attributes:
        walking_s: from the call to the start; half of the people take longer.
        walking_sigma: standard deviation of its logarithm.
        no_show_share: of the called tickets, those that nobody comes for.
        no_show_s: how long a window waits for one of them.
        turnaround_s: from the end of a visit to the next call while people wait.
    """

    service: ServiceTimes
    walking_s: float
    walking_sigma: float
    no_show_share: float
    no_show_s: float
    turnaround_s: float

    def missing_share(self, since_call_s: float) -> float:
        """How likely it is that nobody comes any more, so long after the call.

        Who is there starts soon: the longer nobody has, the more it is one of those who left.
        """
        if since_call_s <= 0:
            return self.no_show_share
        z = math.log(since_call_s / self.walking_s) / self.walking_sigma
        still_coming = (1 - self.no_show_share) * (1 - _NORMAL.cdf(z))
        return self.no_show_share / (self.no_show_share + still_coming)

    @property
    def occupied_s(self) -> float:
        """How long a call occupies a window on average, missing people discounted."""
        there = self.walking_s + self.service.mean_s
        share = self.no_show_share
        return (1 - share) * there + share * self.no_show_s + self.turnaround_s


def learn(
    visits: Sequence[PastVisit], *, expected_service_s: float, walking_s: float, no_show_s: float
) -> Habits:
    """Learn a queue's habits from its latest visits.

    Few visits say little, so every figure starts from what the office has set and moves away
    from it as visits come in.

    Args:
        visits: in any order; the caller leaves out all but the latest few hundred.
        expected_service_s: the office's own idea of the mean, which counts as 20 visits.
        walking_s: the way to the window as the office has set it.
        no_show_s: how long the office's rules have a window wait for somebody missing.
    """
    came = [v for v in visits if v.missing_s is None]
    missing = [v.missing_s for v in visits if v.missing_s is not None]
    walks = [max(v.walking_s, 1.0) for v in came if v.walking_s is not None]
    share = (len(missing) + _PRIOR_VISITS * _PRIOR_NO_SHOWS) / (len(visits) + _PRIOR_VISITS)
    return Habits(
        service=_service_times([v.service_s for v in came if v.service_s], expected_service_s),
        walking_s=_shrunk(walks, max(walking_s, 1.0)),
        walking_sigma=_sigma(_trimmed(walks), _PRIOR_WALKING_CV),
        no_show_share=share,
        no_show_s=_shrunk(missing, no_show_s),
        turnaround_s=_shrunk([v.turnaround_s for v in visits if v.turnaround_s is not None], 0.0),
    )


def _service_times(seen: Sequence[float], expected_s: float) -> ServiceTimes:
    kept = _trimmed([s for s in seen if _SHORTEST_S <= s <= _LONGEST_S])
    mean = _weighed(fmean(kept) if kept else expected_s, len(kept), expected_s)
    sigma = _sigma(kept, _PRIOR_CV)
    return ServiceTimes(mu=math.log(mean) - sigma**2 / 2, sigma=sigma)


def _sigma(kept: Sequence[float], prior_cv: float) -> float:
    """How much the logarithms spread, moved towards what a coefficient of variation says."""
    logs = [math.log(s) for s in kept]
    middle = fmean(logs) if logs else 0.0
    variance = fmean([(x - middle) ** 2 for x in logs]) if logs else 0.0
    return math.sqrt(_weighed(variance, len(kept), math.log1p(prior_cv**2)))


def _shrunk(seen: Sequence[float], expected: float) -> float:
    """The median against some that stay minutes, moved towards what was expected."""
    return _weighed(median(seen) if seen else expected, len(seen), expected)


def _weighed(seen: float, n: int, expected: float) -> float:
    return (n * seen + _PRIOR_VISITS * expected) / (n + _PRIOR_VISITS)


def _trimmed(values: Sequence[float]) -> list[float]:
    """The values with the outermost ones pulled in, so that one forgotten visit moves little."""
    ordered = sorted(values)
    if len(ordered) < _TRIMMED_FROM:
        return ordered
    cut = math.ceil(len(ordered) * _TRIMMED)
    low, high = ordered[cut], ordered[-1 - cut]
    return [min(max(v, low), high) for v in ordered]
