"""What a simulated day came to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from server.domain.lifecycle import State
from server.simulation.register import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFigures:
    """The day of one queue, or of all of them. Times in minutes of the simulated day.

    Attributes:
        issued: numbers given for it by the simulation; each is one of the next five.
        open: neither served nor gone: still waiting, called, served or suspended.
        lost: expired or made void.
    """

    issued: int
    served: int
    passed: int
    cancelled: int
    open: int
    lost: int
    wait_median: float | None
    wait_p90: float | None
    wait_longest: float | None
    service_median: float | None


def figures(tickets: Iterable[Ticket]) -> QueueFigures:
    """Sum up tickets."""
    tickets = list(tickets)
    states = Counter(ticket.state for ticket in tickets)
    waits = [t.waited_s / 60 for t in tickets if t.waited_s is not None]
    services = [t.served_s / 60 for t in tickets if t.state is State.DONE]
    at_an_end = (State.DONE, State.PASSED, State.CANCELLED, State.EXPIRED, State.VOID)
    return QueueFigures(
        issued=len(tickets),
        served=states[State.DONE],
        passed=states[State.PASSED],
        cancelled=states[State.CANCELLED],
        open=sum(n for state, n in states.items() if state not in at_an_end),
        lost=states[State.EXPIRED] + states[State.VOID],
        wait_median=median(waits) if waits else None,
        wait_p90=percentile(waits, 0.9),
        wait_longest=max(waits, default=None),
        service_median=median(services) if services else None,
    )


def by_queue(tickets: Iterable[Ticket]) -> Mapping[int, Sequence[Ticket]]:
    """Sort tickets by the queue that their number was taken in."""
    sorted_out: dict[int, list[Ticket]] = {}
    for ticket in tickets:
        sorted_out.setdefault(ticket.visitor.queue_id, []).append(ticket)
    return sorted_out


def percentile(values: Iterable[float], share: float) -> float | None:
    """The smallest value that this share of all values does not exceed; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]
