"""The simple estimate: people ahead, how long a call occupies a window, how many windows."""

from __future__ import annotations

from server.domain.estimate.habits import Habits
from server.domain.estimate.state import HallNow


def queue_length_wait(ahead: int, *, habits: Habits, windows: float) -> float:
    """Seconds until the call of somebody behind `ahead` people, all windows being busy.

    The queue-length estimator of Ibrahim and Whitt, (ahead + 1) times service over windows, with
    those discounted who will not come.

    Args:
        windows: how many windows serve the queue; a shared one counts as a part.

    Raises:
        ValueError: no window at all; then nothing is known.
    """
    if windows <= 0:
        raise ValueError("nobody serves the queue")
    return (ahead + 1) * habits.occupied_s / windows


def windows_for(hall: HallNow, queue_id: int) -> float:
    """How many open windows a queue has, a shared one counting by the load of what it serves.

    A window that serves three queues gives each the part that its waiting people, times how long
    they take, have in all three's. Whoever asks counts as waiting.
    """
    load = dict.fromkeys(hall.habits, 0.0)
    load[queue_id] = hall.habits[queue_id].occupied_s
    for w in hall.waiting:
        load[w.queue_id] += hall.habits[w.queue_id].occupied_s
    return sum(
        load[queue_id] / sum(load[q] for q in window.serves)
        for window in hall.windows
        if queue_id in window.serves and window.away_s <= 0
    )
