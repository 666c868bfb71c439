"""Who comes on a day, and what each of them will do: drawn beforehand, from a seed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from server.domain.lifecycle import Outcome, SuspendKind
from server.domain.rating import Level
from server.simulation.arrivals import arrival_times
from server.simulation.habits import Habits, Range
from server.simulation.hall import Hall, Queue, Window

T = TypeVar("T")

_OUTCOMES = {
    Outcome.ACCEPTED: 0.62,
    Outcome.COLLECTED: 0.16,
    Outcome.CONSULTED: 0.16,
    Outcome.WRONG_ITEM: 0.03,
    Outcome.OTHER: 0.03,
}
_HAPPY = {Level.VERY_SATISFIED: 0.86, Level.SATISFIED: 0.11, Level.BASIC: 0.03}
_UNHAPPY = {Level.DISSATISFIED: 0.7, Level.VERY_DISSATISFIED: 0.3}
_FOR_FEW = 0.2  # how many come to a queue for staff to give, beside an open one
_ROUND_A_VISIT_S = 60.0  # the walk to the window and the clerk's moment between two people
_SHORTEST_S = 20.0


@dataclass(frozen=True, slots=True)
class Suspension:
    """The citizen has to fetch or pay something and comes back.

    Attributes:
        after: the part of the service that is done before, between 0 and 1.
    """

    kind: SuspendKind
    after: float
    away_s: float


@dataclass(frozen=True, slots=True)
class Transfer:
    """The errand belongs elsewhere: to the queue named, or to another window of this one."""

    after: float
    queue_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One person's day. Times are seconds, `arrives_s` since midnight.

    Attributes:
        asks_for: field and id of the request for a number, such as ("item_id", 12).
        walking_s: from the call to the window.
        recalls: None who comes when called; otherwise how often a clerk recalls in vain.
        comes_back_s: how long after having been passed; None who does not.
        gives_up_s: how long after the arrival a still waiting person cancels by phone.
        presses: the key at a keypad; None who walks away.
    """

    arrives_s: float
    queue_id: int
    asks_for: tuple[str, int]
    taps_twice: bool = False
    service_s: float
    walking_s: float
    recalls: int | None = None
    comes_back_s: float | None = None
    gives_up_s: float | None = None
    turn: Suspension | Transfer | None = None
    outcome: Outcome
    presses: Level | None = None


def plan_visitors(
    hall: Hall,
    staffed: Sequence[Window],
    *,
    seed: int,
    count: int | None = None,
    habits: Habits | None = None,
) -> list[Visitor]:
    """Draw a day's visitors, in the order of their arrival.

    Args:
        staffed: the windows that will be open; nobody comes for what none of them serves.
        seed: the same seed gives the same day.
        count: how many; None for what keeps these windows as busy as the habits say.
    """
    habits = habits or Habits()
    rng = Random(seed)
    demand = _demand(hall, staffed, rng)
    if not demand:
        return []
    count = _usual_count(hall, staffed, demand, habits) if count is None else count
    queues, weights = list(demand), list(demand.values())
    return [
        _visitor(at, hall.queues[rng.choices(queues, weights)[0]], queues, habits, rng)
        for at in arrival_times(hall.sessions, count, rng)
    ]


def a_stranger(queue: Queue, *, seed: int) -> Visitor:
    """Somebody whose number was taken outside the simulation, at a kiosk say.

    Whoever holds it may be a real person: nobody presses a key in that person's name.
    """
    plain = Habits(misses_call=0, gives_up=0, suspends=0, transfers=0, rates=0)
    return _visitor(0.0, queue, [queue.queue_id], plain, Random(seed))


def _demand(hall: Hall, staffed: Sequence[Window], rng: Random) -> dict[int, float]:
    """Queue -> how many of its people come, beside other queues: as many as get served.

    A window's time goes to its first queue above all, to the second half as much, and so on.
    """
    demand: dict[int, float] = {}
    for window in staffed:
        shares = [1 / rank for rank in range(1, len(window.queues) + 1)]
        for queue_id, share in zip(window.queues, shares, strict=True):
            queue = hall.queues[queue_id]
            people = share / sum(shares) / (queue.service_s + _ROUND_A_VISIT_S)
            demand[queue_id] = demand.get(queue_id, 0) + people
    return {
        queue_id: people
        * rng.uniform(0.85, 1.15)
        * (_FOR_FEW if hall.queues[queue_id].by_staff_only else 1)
        for queue_id, people in demand.items()
    }


def _usual_count(
    hall: Hall, staffed: Sequence[Window], demand: Mapping[int, float], habits: Habits
) -> int:
    open_s = sum(end - begin for begin, end in hall.sessions)
    work = sum(n * (hall.queues[q].service_s + _ROUND_A_VISIT_S) for q, n in demand.items())
    return round(habits.busy * len(staffed) * open_s * sum(demand.values()) / work)


def _visitor(
    at_s: float, queue: Queue, queues: Sequence[int], habits: Habits, rng: Random
) -> Visitor:
    misses = rng.random() < habits.misses_call
    returns = misses and rng.random() < habits.returns_after_pass
    return Visitor(
        arrives_s=at_s,
        queue_id=queue.queue_id,
        asks_for=_asks_for(queue, habits, rng),
        taps_twice=rng.random() < habits.double_tap,
        service_s=_log_normal(queue.service_s, habits.service_spread, rng),
        walking_s=_log_normal(habits.walking_s, 0.5, rng),
        recalls=rng.choice((1, 2)) if misses else None,
        comes_back_s=_within(habits.return_s, rng) if returns else None,
        gives_up_s=_within(habits.patience_s, rng) if rng.random() < habits.gives_up else None,
        turn=_turn(queue, queues, habits, rng),
        outcome=_pick(_OUTCOMES, rng),
        presses=_key(habits, rng),
    )


def _asks_for(queue: Queue, habits: Habits, rng: Random) -> tuple[str, int]:
    by_name = rng.random()
    if queue.packages and by_name < habits.asks_package:
        return "package_id", rng.choice(queue.packages)
    if queue.items and by_name < habits.asks_package + habits.asks_item:
        return "item_id", rng.choice(queue.items)
    return "queue_id", queue.queue_id


def _turn(
    queue: Queue, queues: Sequence[int], habits: Habits, rng: Random
) -> Suspension | Transfer | None:
    chance, after = rng.random(), rng.uniform(0.2, 0.7)
    if chance < habits.suspends:
        return Suspension(rng.choice(list(SuspendKind)), after, _within(habits.away_s, rng))
    if chance < habits.suspends + habits.transfers:
        others = [q for q in queues if q != queue.queue_id]
        to_window = not others or rng.random() < 0.25
        return Transfer(after, None if to_window else rng.choice(others))
    return None


def _key(habits: Habits, rng: Random) -> Level | None:
    if rng.random() >= habits.rates:
        return None
    return _pick(_UNHAPPY if rng.random() < habits.is_unhappy else _HAPPY, rng)


def _pick(weights: Mapping[T, float], rng: Random) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]


def _within(span: Range, rng: Random) -> float:
    return rng.uniform(*span)


def _log_normal(mean_s: float, spread: float, rng: Random) -> float:
    """A length with this mean, never shorter than anybody can be."""
    location = math.log(mean_s) - spread**2 / 2  # so that the mean, not the median, is mean_s
    return max(min(mean_s, _SHORTEST_S), rng.lognormvariate(location, spread))
