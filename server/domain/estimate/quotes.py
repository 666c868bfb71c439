"""The wait in words a citizen can use: from about this to about that, nine in ten by then."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

from server.domain.estimate.lines import ghost_id, prepare
from server.domain.estimate.replay import replays
from server.domain.estimate.state import HallNow

# What no replay knows: clerks who pause late, forget to sign off, chat. As a share of the wait.
UNKNOWN_SHARE = 0.10

_Z_LOW, _Z_HIGH, _Z_P90 = (NormalDist().inv_cdf(p) for p in (0.2, 0.8, 0.9))
_MOST_CV2 = 2.0  # further out the approximation turns back


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRange:
    """How long until a call; seconds. Six in ten are called between low and high.

    Attributes:
        low_s, mid_s, high_s, p90_s: what 20, 50, 80 and 90 in a hundred do not exceed.
    """

    low_s: float
    mid_s: float
    high_s: float
    p90_s: float

    def behind(self, more_s: float) -> WaitRange:
        """The range of somebody whom so much more work stands before."""
        return WaitRange(
            low_s=self.low_s + more_s,
            mid_s=self.mid_s + more_s,
            high_s=self.high_s + more_s,
            p90_s=self.p90_s + more_s,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """The waits of a hall at one moment; None where nothing is known.

    Attributes:
        tickets: ticket id -> its wait.
        queues: queue id -> the wait of a number drawn now.
    """

    tickets: Mapping[int, WaitRange | None]
    queues: Mapping[int, WaitRange | None]


def quote(hall: HallNow) -> Quotes:
    """Estimate every wait of a hall.

    A wait is unknown when no window that serves the queue is open or has said when it will be,
    or when too many replays do not reach it within a working day.
    """
    plays = replays(prepare(hall)) if hall.windows else []
    return Quotes(
        tickets={
            w.ticket_id: _range(plays, w.ticket_id, hall.habits[w.queue_id].walking_s)
            for w in hall.waiting
        },
        queues={
            queue_id: _range(plays, ghost_id(queue_id), hall.habits[queue_id].walking_s)
            for queue_id in hall.newcomers
        },
    )


def _range(
    plays: Sequence[Mapping[int, float]], ticket_id: int, walking_s: float
) -> WaitRange | None:
    waits = [play[ticket_id] for play in plays if ticket_id in play]
    if not waits or len(waits) < len(plays):
        return None
    return fitted(waits, least_s=walking_s)


def fitted(waits: Sequence[float], *, least_s: float) -> WaitRange:
    """The range that a few replayed waits speak for.

    They are too few to read a 90th percentile off them, so a gamma distribution with their mean and
    spread stands in for them there, widened by what no replay knows. Its quantiles are those of
    Wilson and Hilferty's approximation. The middle is the mean of the waits' own middle half:
    steadier than their median, and like it longer by whatever makes each of them longer.

    Args:
        least_s: nothing is quoted below this: a citizen has to get to the window.
    """
    mean = fmean(waits)
    if mean < 1:
        return WaitRange(low_s=least_s, mid_s=least_s, high_s=least_s, p90_s=least_s)
    variance = sum((w - mean) ** 2 for w in waits) / max(len(waits) - 1, 1)
    width = min(variance / mean**2 + UNKNOWN_SHARE**2, _MOST_CV2) / 9
    low, high, p90 = (
        mean * max(1 - width + z * math.sqrt(width), 0.0) ** 3 for z in (_Z_LOW, _Z_HIGH, _Z_P90)
    )
    mid = _middle(waits)
    return WaitRange(
        low_s=max(min(low, mid), least_s),
        mid_s=max(mid, least_s),
        high_s=max(high, mid, least_s),
        p90_s=max(p90, mid, least_s),
    )


def _middle(waits: Sequence[float]) -> float:
    ordered = sorted(waits)
    quarter = len(ordered) // 4
    return fmean(ordered[quarter : len(ordered) - quarter])
