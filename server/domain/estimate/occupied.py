"""When a window that is busy, paused or at rest becomes free, in one replay."""

from __future__ import annotations

from server.domain.estimate.chance import shares
from server.domain.estimate.state import AtWindow, HallNow, WindowNow


def first_free_s(hall: HallNow, window: WindowNow, replays: int) -> list[float]:
    """For each replay: seconds until a window calls somebody for the first time."""
    busy = [0.0] * replays if window.at_window is None else _busy_s(hall, window.at_window, replays)
    return [after_breaks(hall, max(busy_s, window.away_s)) for busy_s in busy]


def after_breaks(hall: HallNow, at: float) -> float:
    """The first moment from `at` on that lies in no break."""
    for begin, end in hall.breaks:
        if begin <= at < end:
            return end
    return at


def _busy_s(hall: HallNow, visit: AtWindow, replays: int) -> list[float]:
    """How long a window is still occupied by whom it has or had in front of it."""
    habits, elapsed_s = hall.habits[visit.queue_id], visit.elapsed_s
    if visit.has_ended:
        return [max(habits.turnaround_s - elapsed_s, 0.0)] * replays
    luck = shares(visit.ticket_id, "service", replays)
    if visit.has_started:
        left = [habits.service.remaining(elapsed_s, u) for u in luck]
    else:
        missing_share = habits.missing_share(elapsed_s)
        missing_s = max(habits.no_show_s - elapsed_s, 0.0)
        until_start_s = max(habits.walking_s - elapsed_s, 0.0)
        left = [
            missing_s if v < missing_share else until_start_s + habits.service.at(u)
            for u, v in zip(luck, shares(visit.ticket_id, "missing", replays), strict=True)
        ]
    return [left_s + habits.turnaround_s for left_s in left]
