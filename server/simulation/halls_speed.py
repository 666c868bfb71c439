"""A hall on its busiest day, to time one estimate of all its waits."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from time import process_time

from server.domain.estimate.habits import learn
from server.domain.estimate.quotes import quote
from server.domain.estimate.state import AtWindow, HallNow, Stream, WindowNow
from server.domain.queueing import CallPolicy, Serves, Waiting
from server.simulation.halls_day import OPENS

WAITING, WINDOWS, QUEUES = 100, 20, 8


def busy_hall() -> HallNow:
    """A hundred people wait for twenty windows that share eight queues; one in eight goes first."""
    random = Random(1)
    habits = {
        q: learn([], expected_service_s=300 + 60 * q, walking_s=30, no_show_s=90)
        for q in range(QUEUES)
    }
    return HallNow(
        now=OPENS,
        policy=CallPolicy(patience=timedelta(minutes=40), ratio=3),
        waiting=[
            Waiting(
                ticket_id=n,
                queue_id=random.randrange(QUEUES),
                order_at=OPENS - timedelta(seconds=20 * n),
                priority=int(random.random() < 1 / 8),
            )
            for n in range(WAITING)
        ],
        windows=[_window(k, random.uniform(0, 600)) for k in range(WINDOWS)],
        habits=habits,
        newcomers=dict.fromkeys(range(QUEUES), 0),
        streams=[
            Stream(queue_id=q, priority=priority, per_hour=per_hour)
            for q in range(QUEUES)
            for priority, per_hour in ((0, 20), (1, 3))
        ],
    )


def milliseconds_for(hall: HallNow) -> float:
    """Processor time of one estimate of all its waits, milliseconds."""
    begun = process_time()
    quote(hall)
    return (process_time() - begun) * 1000


def _window(k: int, elapsed_s: float) -> WindowNow:
    queues = [(k + step) % QUEUES for step in range(3)]
    return WindowNow(
        window_id=k,
        serves={q: Serves(rank=rank) for rank, q in enumerate(queues, start=1)},
        at_window=AtWindow(
            ticket_id=10_000 + k, queue_id=queues[0], has_started=True, elapsed_s=elapsed_s
        ),
    )
