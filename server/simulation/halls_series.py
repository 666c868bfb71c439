"""Plays the imagined halls in several series of days that share no people, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

from server.simulation.halls import imagined_halls
from server.simulation.halls_compare import Class, Guess, compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much to play.

    Attributes:
        series: how many series of each hall.
        days: measured ones in a series.
        every: look at every so many-th arrival.
    """

    series: int
    days: int
    every: int

    @property
    def parts(self) -> int:
        """How many series of a hall there are to play, all halls together."""
        return self.series * len(imagined_halls())


def play_all(
    plan: Plan, *, after_each: Callable[[], None] = lambda: None
) -> dict[Class, list[Guess]]:
    """Play every series of every hall; the same plan gives the same guesses.

    Args:
        after_each: called as each series of a hall is over.
    """
    guesses: dict[Class, list[Guess]] = {}
    # Spawned, not forked: whoever calls may have threads.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        parts = [
            pool.submit(_play, place, series, plan)
            for place in range(len(imagined_halls()))
            for series in range(plan.series)
        ]
        for _ in as_completed(parts):
            after_each()
    for part in parts:
        for of, seen in part.result().items():
            guesses.setdefault(of, []).extend(seen)
    return guesses


def _play(place: int, series: int, plan: Plan) -> dict[Class, list[Guess]]:
    # By its place: a hall holds functions, which no process can send to another.
    hall = imagined_halls()[place]
    return compare(hall, series=series, days=plan.days, every=plan.every)
