"""The wait in words a citizen can use: from about this to about that, nine in ten by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import fmean

from server.domain.estimate.lines import ghost_id, prepare
from server.domain.estimate.replay import replays
from server.domain.estimate.spread import Spread
from server.domain.estimate.state import Expected, HallNow
from server.domain.queueing import Waiting

_NEXT_TICKET = 2**39  # an id higher than any ticket's, below those that replays make up


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
            w.ticket_id: _range(
                plays,
                w.ticket_id,
                least_s=hall.habits[w.queue_id].walking_s,
                until_due_s=(w.order_at - hall.now).total_seconds(),
            )
            for w in hall.waiting
        },
        queues={
            queue_id: _range(plays, ghost_id(queue_id), least_s=hall.habits[queue_id].walking_s)
            for queue_id in hall.newcomers
        },
    )


def quote_checking_in(hall: HallNow, comer: Expected) -> WaitRange | None:
    """Estimate the wait of somebody with an appointment who is expected, and checks in now."""
    ticket = Waiting(
        ticket_id=_NEXT_TICKET,
        queue_id=comer.queue_id,
        order_at=hall.now + timedelta(seconds=comer.at_s),
        priority=comer.priority,
    )
    others = [e for e in hall.expected if e.appointment_id != comer.appointment_id]
    here = replace(hall, waiting=[*hall.waiting, ticket], newcomers={}, expected=others)
    return quote(here).tickets[ticket.ticket_id]


def waits_in(plays: Sequence[Mapping[int, float]], ticket_id: int) -> list[float] | None:
    """What somebody waited in each replay, seconds; None when some replay never called them."""
    waits = [play[ticket_id] for play in plays if ticket_id in play]
    return waits if waits and len(waits) == len(plays) else None


def _range(
    plays: Sequence[Mapping[int, float]],
    ticket_id: int,
    *,
    least_s: float,
    until_due_s: float = 0.0,
) -> WaitRange | None:
    waits = waits_in(plays, ticket_id)
    return None if waits is None else fitted(waits, least_s=least_s, until_due_s=until_due_s)


def fitted(waits: Sequence[float], *, least_s: float, until_due_s: float = 0.0) -> WaitRange:
    """The range that a few replayed waits speak for.

    The middle is the mean of the waits' own middle half: steadier than their median, and like it
    longer by whatever makes each of them longer.

    Args:
        least_s: nothing is quoted below this: a citizen has to get to the window.
        until_due_s: see `Spread.of`.
    """
    spread, mid = Spread.of(waits, until_due_s=until_due_s), _middle(waits)
    return WaitRange(
        low_s=max(min(spread.at(0.2), mid), least_s),
        mid_s=max(mid, least_s),
        high_s=max(spread.at(0.8), mid, least_s),
        p90_s=max(spread.at(0.9), mid, least_s),
    )


def _middle(waits: Sequence[float]) -> float:
    ordered = sorted(waits)
    quarter = len(ordered) // 4
    return fmean(ordered[quarter : len(ordered) - quarter])
