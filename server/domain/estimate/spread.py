"""How the waits of a few replays spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

# What no replay knows: clerks who pause late, forget to sign off, chat. As a share of the wait.
UNKNOWN_SHARE = 0.10

_NORMAL = NormalDist()
_MOST_CV2 = 2.0  # further out the approximation turns back
_AT_ONCE_S = 1.0  # a shorter mean is no wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A gamma distribution of waits, by the approximation of Wilson and Hilferty.

    A few dozen replays are too few to read a 90th percentile off them, so it stands in for them:
    with their mean and spread, widened by what no replay knows. Its cube roots are normal.

    Attributes:
        from_s: everybody waits until then.
        mean_s: of what is waited after that; 0 where nobody does.
        width: a ninth of the squared coefficient of variation of the same.
    """

    from_s: float
    mean_s: float
    width: float

    @classmethod
    def of(cls, waits: Sequence[float], *, until_due_s: float = 0.0) -> Spread:
        """The distribution that some replayed waits speak for.

        Args:
            until_due_s: how long their time is still to come: until then nobody is called while
                others wait. Where no replay called them sooner, it is no matter of luck.
        """
        from_s = min(max(until_due_s, 0.0), *waits)
        mean = fmean(waits) - from_s
        if mean < _AT_ONCE_S:
            return cls(from_s=from_s, mean_s=0.0, width=0.0)
        variance = sum((w - from_s - mean) ** 2 for w in waits) / max(len(waits) - 1, 1)
        width = min(variance / mean**2 + UNKNOWN_SHARE**2, _MOST_CV2) / 9
        return cls(from_s=from_s, mean_s=mean, width=width)

    def at(self, share: float) -> float:
        """The wait that a share of people (0 < share < 1) do not exceed, seconds."""
        root = 1 - self.width + _NORMAL.inv_cdf(share) * math.sqrt(self.width)
        return float(self.from_s + self.mean_s * max(root, 0.0) ** 3)

    def share_within(self, wait_s: float) -> float:
        """The share of people who do not wait longer than `wait_s` (0 or more seconds)."""
        if wait_s < self.from_s:
            return 0.0
        if self.mean_s == 0:
            return 1.0
        root = ((wait_s - self.from_s) / self.mean_s) ** (1 / 3)
        return _NORMAL.cdf((root - (1 - self.width)) / math.sqrt(self.width))
