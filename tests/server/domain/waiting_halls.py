"""Halls at a moment, for the tests of the wait estimate; minutes, as people speak of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from server.domain.estimate.habits import learn
from server.domain.estimate.state import AtWindow, HallNow, WindowNow
from server.domain.queueing import CallPolicy, Serves, Waiting

NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
OWN = Serves(rank=1)
HABITS = {
    queue_id: learn([], expected_service_s=minutes * 60, walking_s=30, no_show_s=90)
    for queue_id, minutes in {1: 6, 2: 14, 3: 9}.items()
}


def waits(ticket_id, queue_id=1, *, since_min, priority=0, window_id=None):
    """Somebody who has waited for so many minutes."""
    return Waiting(
        ticket_id=ticket_id,
        queue_id=queue_id,
        order_at=NINE - timedelta(minutes=since_min),
        priority=priority,
        window_id=window_id,
    )


def window(number, *queues, serving=None, elapsed_min=0.0, has_started=True, **more):
    """A window that serves queues as its own, in this order, with somebody there or not."""
    serves = {q: Serves(rank=rank) for rank, q in enumerate(queues or (1,), start=1)}
    there = serving and AtWindow(
        ticket_id=serving, queue_id=min(serves), has_started=has_started,
        elapsed_s=elapsed_min * 60,
    )  # fmt: skip
    return WindowNow(window_id=number, serves=serves, at_window=there, **more)


def hall(waiting=(), windows=(), *, newcomers=None, patience_min=40, ratio=3, **more):
    return HallNow(
        now=NINE,
        policy=CallPolicy(patience=timedelta(minutes=patience_min), ratio=ratio),
        waiting=list(waiting),
        windows=list(windows),
        habits=HABITS,
        newcomers={1: 0} if newcomers is None else newcomers,
        **more,
    )


def people_ahead(n):
    """So many people in queue 1, the first for the longest."""
    return [waits(k, since_min=n - k) for k in range(n)]


def paused(this_hall, number, away_min):
    """The same hall with one window paused for so long."""
    windows = [
        replace(w, away_s=away_min * 60) if w.window_id == number else w for w in this_hall.windows
    ]
    return replace(this_hall, windows=windows)


@st.composite
def single_queue_halls(draw):
    """One queue, first come first served, windows busy or free."""
    windows = [
        window(k, serving=draw(st.none() | st.integers(1_000, 2_000)), elapsed_min=draw(MINUTES))
        for k in range(draw(st.integers(1, 5)))
    ]
    return hall(people_ahead(draw(st.integers(0, 12))), windows)


@st.composite
def mixed_halls(draw):
    """Queues, ranks, help, priorities, and tickets sent to one window."""
    windows = [draw(_mixed_windows(k)) for k in range(draw(st.integers(1, 4)))]
    people = [draw(_mixed_people(k, len(windows))) for k in range(draw(st.integers(0, 12)))]
    patience = draw(st.sampled_from([5, 20, 60]))
    ratio = draw(st.none() | st.integers(1, 3))
    return hall(people, windows, newcomers={1: 0, 2: 0}, patience_min=patience, ratio=ratio)


MINUTES = st.floats(0, 30, allow_nan=False)


@st.composite
def _mixed_windows(draw, number):
    queues = draw(st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=3, unique=True))
    serves = {
        q: Serves(
            rank=draw(st.integers(1, 2)),
            help_when_idle=draw(st.booleans()) if n else False,
            help_after=draw(st.none() | st.just(timedelta(minutes=15))) if n else None,
        )
        for n, q in enumerate(queues)
    }
    return WindowNow(window_id=number, serves=serves, priority_run=draw(st.integers(0, 3)))


@st.composite
def _mixed_people(draw, ticket_id, windows):
    sent_to = draw(st.integers(0, windows - 1)) if draw(st.integers(0, 7)) == 0 else None
    return waits(
        ticket_id,
        draw(st.sampled_from([1, 2, 3])),
        since_min=draw(st.integers(0, 50)),
        priority=draw(st.sampled_from([0, 0, 0, 1])),
        window_id=sent_to,
    )
