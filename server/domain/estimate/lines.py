"""Who waits, sorted once into lines, so that a replay only ever looks at the first of each.

A line is the tickets of one queue, priority and destination: within it the order is fixed, and
only its first can be called (see `queueing.heads`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.estimate.state import HallNow, Stream, WindowNow
from server.domain.queueing import Serves, Waiting

Key = tuple[int, int, int | None]  # queue, priority, destination

GHOSTS = 2**40  # their ids: GHOSTS + queue id; behind everybody who has a number
STRANGERS = 2**41  # ids of people who are expected to come


@dataclass(frozen=True, slots=True)
class Place:
    """A window with the lines it may call from.

    Attributes:
        helped: the lines that open up to it by waiting, and after how long.
        is_simple: whether all its queues are its own, so that it may always call from them.
    """

    window: WindowNow
    lines: tuple[Key, ...]
    helped: tuple[tuple[Key, timedelta], ...]
    is_simple: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A hall sorted for replays.

    Attributes:
        lines: key -> its tickets in order, the imagined newcomers among them.
        wanted: how many tickets some window will call sooner or later.
        occupied: ticket id -> how long its call takes in each replay; filled as it is needed.
        streams: line -> who is expected in it; only those who may overtake somebody.
    """

    hall: HallNow
    lines: dict[Key, list[Waiting]]
    places: list[Place]
    wanted: int
    streams: dict[Key, Stream]
    occupied: dict[int, tuple[float, ...]] = field(default_factory=dict)


def ghost_id(queue_id: int) -> int:
    """The id of the one who imagines drawing a number in this queue now."""
    return GHOSTS + queue_id


def is_newcomer(w: Waiting) -> bool:
    """Whether this one only imagines standing in the line."""
    return GHOSTS <= w.ticket_id < STRANGERS


def prepare(hall: HallNow) -> Prepared:
    """Sort a hall's waiting tickets and its imagined newcomers into lines."""
    lines: dict[Key, list[Waiting]] = {}
    newcomers = [
        Waiting(ticket_id=ghost_id(queue_id), queue_id=queue_id, order_at=hall.now, priority=p)
        for queue_id, p in hall.newcomers.items()
    ]
    for w in sorted([*hall.waiting, *newcomers], key=_by_order):
        lines.setdefault((w.queue_id, w.priority, w.window_id), []).append(w)
    streams: dict[Key, Stream] = {
        (s.queue_id, s.priority, None): s
        for s in hall.streams
        if s.per_hour > 0 and _may_overtake(s, lines, hall.windows)
    }
    for key in streams:
        lines.setdefault(key, [])
    places = [_place(window, lines) for window in hall.windows]
    reached = {key for place in places for key in place.lines}
    wanted = sum(len(lines[key]) for key in reached)
    return Prepared(hall, lines, places, wanted, streams)


def stranger(stream: Stream, number: int, line: int, at: datetime) -> Waiting:
    """Somebody who is expected to come at an instant."""
    return Waiting(
        ticket_id=STRANGERS + 1_000 * line + number,
        queue_id=stream.queue_id,
        order_at=at,
        priority=stream.priority,
    )


def _place(window: WindowNow, lines: dict[Key, list[Waiting]]) -> Place:
    keys = tuple(key for key in lines if _may_call(window, key))
    helped = []
    for key in keys:
        how = window.serves.get(key[0])
        if how is not None and key[2] is None and how.help_after is not None:
            helped.append((key, how.help_after))
    is_simple = all(how.is_own for how in window.serves.values())
    return Place(window, keys, tuple(helped), is_simple)


def _may_call(window: WindowNow, key: Key) -> bool:
    queue_id, _, destination = key
    return queue_id in window.serves if destination is None else destination == window.window_id


def _may_overtake(
    stream: Stream, lines: dict[Key, list[Waiting]], windows: Sequence[WindowNow]
) -> bool:
    """Whether a window prefers later people of this stream to somebody who waits."""
    for window in windows:
        how = window.serves.get(stream.queue_id)
        if how is None:
            continue
        theirs = _preference(stream.priority, how)
        for key, tickets in lines.items():
            other = window.serves.get(key[0])
            if tickets and other and key[2] is None and theirs < _preference(key[1], other):
                return True
    return False


def _preference(priority: int, how: Serves) -> tuple[int, bool, int]:
    return -priority, not how.is_own, how.rank


def _by_order(w: Waiting) -> tuple[datetime, int]:
    return w.order_at, w.ticket_id
