"""Imagined halls to measure the wait estimate against. Durations in seconds.

No real hall: rates and distributions are chosen to be like a county's, so figures from here
compare estimators with one another and say nothing about a hall that exists.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from server.domain.queueing import CallPolicy, Serves

Draw = Callable[[Random], float]

_POLICY = CallPolicy(patience=timedelta(minutes=40), ratio=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImaginedQueue:
    """How a queue's people really are; the estimate has to find out.

    Attributes:
        service: draws a service time.
        configured_s: what the office believes the mean to be.
        no_show: the share of people who are not there when called.
        no_show_s: how long a window then waits.
    """

    service: Draw
    configured_s: float
    no_show: float = 0.10
    no_show_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """People an hour by the hour of the day's opening, of one queue and priority."""

    queue_id: int
    per_hour: Sequence[float]
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointments:
    """Who has booked, of one queue, and how they come.

    Attributes:
        every_s: the length of a slot; the first begins as long after opening.
        last_s: no slot begins later.
        per_slot: how many have booked each of them.
        come: the share of those who come at all.
        off_s: draws how long after the slot's begin one comes; below 0, before it.
        late_s: who comes later than this draws a number like everybody.
        priority: of the number of whoever is on time; its place is the slot's begin.
    """

    queue_id: int
    every_s: float
    last_s: float
    per_slot: int
    come: float
    off_s: Draw
    late_s: float = 900.0
    priority: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ImaginedHall:
    """A hall and its day.

    Attributes:
        windows: for each window, how it serves the queues.
        away: window -> when it is paused, (begin, end) from opening; said only as it begins.
        appointments: at most one kind a queue.
    """

    name: str
    queues: Mapping[int, ImaginedQueue]
    windows: Sequence[Mapping[int, Serves]]
    comings: Sequence[Coming]
    away: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    appointments: Sequence[Appointments] = ()
    policy: CallPolicy = _POLICY


def log_normal(mean_s: float, cv: float) -> Draw:
    """Service times with a long tail."""
    sigma = math.sqrt(math.log1p(cv**2))
    mu = math.log(mean_s) - sigma**2 / 2
    return lambda random: random.lognormvariate(mu, sigma)


def two_kinds(short_s: float, long_s: float, share_long: float) -> Draw:
    """A queue with two kinds of items: most take a moment, some take long."""

    def draw(random: Random) -> float:
        mean_s = long_s if random.random() < share_long else short_s
        return random.gammavariate(4, mean_s / 4)

    return draw


def imagined_halls() -> list[ImaginedHall]:
    """All halls of the comparison."""
    return [_steady(), _lunch(), _no_shows(), _mixed(), _ranks(), _appointments()]


_OWN = Serves(rank=1)


def _steady() -> ImaginedHall:
    return ImaginedHall(
        name="one queue",
        queues={1: ImaginedQueue(service=log_normal(540, 0.9), configured_s=540)},
        windows=[{1: _OWN}] * 4,
        comings=[Coming(queue_id=1, per_hour=[28, 27, 26, 24, 26, 24])],
    )


def _lunch() -> ImaginedHall:
    noon = 2.5 * 3600
    return ImaginedHall(
        name="lunch dip",
        queues={1: ImaginedQueue(service=log_normal(540, 0.9), configured_s=540)},
        windows=[{1: _OWN}] * 4,
        comings=[Coming(queue_id=1, per_hour=[26, 26, 18, 14, 22, 20])],
        away={2: (noon, noon + 3600), 3: (noon, noon + 3600)},
    )


def _no_shows() -> ImaginedHall:
    return ImaginedHall(
        name="no-shows, mean set wrong",
        queues={
            1: ImaginedQueue(
                service=two_kinds(420, 1500, 0.3), configured_s=540, no_show=0.25, no_show_s=90
            )
        },
        windows=[{1: _OWN}] * 5,
        comings=[Coming(queue_id=1, per_hour=[33, 30, 28, 28, 28, 26])],
    )


def _mixed() -> ImaginedHall:
    both = {1: _OWN, 2: _OWN}
    return ImaginedHall(
        name="mixed skills, priority",
        queues={
            1: ImaginedQueue(service=log_normal(360, 0.9), configured_s=360),
            2: ImaginedQueue(service=log_normal(840, 0.8), configured_s=840),
        },
        windows=[{1: _OWN}, {2: _OWN}, {2: _OWN}, both, both],
        comings=[
            Coming(queue_id=1, per_hour=[17, 16, 15, 14, 15, 14]),
            Coming(queue_id=1, priority=1, per_hour=[2.2] * 6),
            Coming(queue_id=2, per_hour=[13, 12, 11, 11, 11, 10]),
            Coming(queue_id=2, priority=1, per_hour=[1.6] * 6),
        ],
    )


def _ranks() -> ImaginedHall:
    return ImaginedHall(
        name="ranks and help",
        queues={
            1: ImaginedQueue(service=log_normal(300, 0.8), configured_s=360),
            2: ImaginedQueue(service=two_kinds(480, 1500, 0.35), configured_s=700),
            3: ImaginedQueue(service=log_normal(600, 0.9), configured_s=600),
        },
        windows=[
            {1: Serves(rank=1), 2: Serves(rank=2)},
            {1: Serves(rank=1), 3: Serves(rank=2)},
            {2: Serves(rank=1), 1: Serves(rank=2, help_when_idle=True)},
            {2: Serves(rank=1), 3: Serves(rank=2)},
            {3: Serves(rank=1), 2: Serves(rank=2, help_when_idle=True)},
        ],
        comings=[
            Coming(queue_id=1, per_hour=[15, 14, 13, 12, 13, 12]),
            Coming(queue_id=2, per_hour=[9.5, 9, 9, 8.5, 8.5, 8]),
            Coming(queue_id=3, per_hour=[7, 7, 7, 6.5, 6.5, 6]),
            Coming(queue_id=3, priority=1, per_hour=[1.0] * 6),
        ],
    )


def _appointments() -> ImaginedHall:
    half_an_hour = 1800.0
    return ImaginedHall(
        name="appointments",
        queues={1: ImaginedQueue(service=log_normal(540, 0.9), configured_s=540, no_show=0.05)},
        windows=[{1: _OWN}] * 4,
        comings=[Coming(queue_id=1, per_hour=[20, 19, 18, 17, 18, 17])],
        appointments=[
            Appointments(
                queue_id=1,
                every_s=half_an_hour,
                last_s=5 * 3600.0,
                per_slot=4,
                come=0.8,
                # Most come some minutes early; few, half an hour early or too late.
                off_s=lambda random: random.triangular(-1800, 1500, -480),
            )
        ],
    )
