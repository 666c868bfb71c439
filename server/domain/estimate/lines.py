"""Who waits, sorted once into lines, so that a replay only ever looks at the first of each.

A line is the tickets of one queue, priority and destination: within it the order is fixed, and
only its first can be called (see `queueing.heads`). Places are those of `domain.picking`,
microseconds from the moment of the hall.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import timedelta

from server.domain.estimate.chance import replays_for, shares
from server.domain.estimate.state import Expected, HallNow, Stream, WindowNow
from server.domain.picking import Place
from server.domain.queueing import Serves

Key = tuple[int, int, int | None]  # queue, priority, destination

# Ids of those who imagine drawing a number now, GHOSTS + queue id: behind everybody who has one.
GHOSTS = 2**40
STRANGERS = 2**41  # ids of people who are expected to come

_MICROSECOND = timedelta.resolution


@dataclass(frozen=True, slots=True)
class Prepared:
    """A hall sorted for replays.

    Attributes:
        replays: how often it is to be played.
        lines: key -> the places of its tickets in order, the imagined newcomers among them.
        reach: for each window, the lines it may ever call from.
        imagined: the lines that a newcomer imagines standing in.
        wanted: how many tickets some window will call sooner or later.
        streams: line -> who is expected in it; only those who may overtake somebody.
        appointed: line -> for each replay, when people with appointments join it, in order;
            likewise only those who may overtake somebody.
        occupied: ticket id -> how long its call takes in each replay; filled as it is needed.
    """

    hall: HallNow
    replays: int
    lines: dict[Key, list[Place]]
    reach: list[tuple[Key, ...]]
    imagined: Set[Key]
    wanted: int
    streams: dict[Key, Stream]
    appointed: dict[Key, list[list[float]]]
    occupied: dict[int, tuple[float, ...]] = field(default_factory=dict)


def ghost_id(queue_id: int) -> int:
    """The id of the one who imagines drawing a number in this queue now."""
    return GHOSTS + queue_id


def prepare(hall: HallNow) -> Prepared:
    """Sort a hall's waiting tickets and its imagined newcomers into lines."""
    lines: dict[Key, list[Place]] = {}
    for w in hall.waiting:
        place = (w.order_at - hall.now) // _MICROSECOND, w.ticket_id
        lines.setdefault((w.queue_id, w.priority, w.window_id), []).append(place)
    imagined: set[Key] = {(queue, priority, None) for queue, priority in hall.newcomers.items()}
    for key in imagined:
        lines.setdefault(key, []).append((0, ghost_id(key[0])))
    for line in lines.values():
        line.sort()
    streams: dict[Key, Stream] = {
        (s.queue_id, s.priority, None): s
        for s in hall.streams
        if s.per_hour > 0 and _may_overtake(s.queue_id, s.priority, lines, hall.windows)
    }
    replays = replays_for(len(hall.waiting))
    appointed = _appointed(hall, lines, replays)
    for key in (*streams, *appointed):
        lines.setdefault(key, [])
    reach = [tuple(key for key in lines if _may_call(window, key)) for window in hall.windows]
    wanted = sum(len(lines[key]) for key in {key for keys in reach for key in keys})
    return Prepared(hall, replays, lines, reach, imagined, wanted, streams, appointed)


def _appointed(
    hall: HallNow, lines: dict[Key, list[Place]], replays: int
) -> dict[Key, list[list[float]]]:
    by_line: dict[Key, list[Expected]] = {}
    for e in hall.expected:
        by_line.setdefault((e.queue_id, e.priority, None), []).append(e)
    return {
        key: [_join_in_order(people, n, replays) for n in range(replays)]
        for key, people in by_line.items()
        if _may_overtake(key[0], key[1], lines, hall.windows)
    }


def _join_in_order(people: Sequence[Expected], replay: int, replays: int) -> list[float]:
    joining = (_joins_s(e, replay, replays) for e in people)
    return sorted(at_s for at_s in joining if at_s is not None)


def _joins_s(expected: Expected, replay: int, replays: int) -> float | None:
    """When somebody with an appointment joins their line, from now; None if never.

    Not before their slot begins: until then they are called only when nobody else is there.
    """
    comes_s: float | None = 0.0
    if expected.comings is not None:
        luck = shares(expected.appointment_id, "comes", replays)[replay]
        comes_s = expected.comings.comes_s(-expected.at_s, luck)
    return None if comes_s is None else max(expected.at_s + max(comes_s, 0.0), 0.0)


def _may_call(window: WindowNow, key: Key) -> bool:
    queue_id, _, destination = key
    return queue_id in window.serves if destination is None else destination == window.window_id


def _may_overtake(
    queue_id: int, priority: int, lines: dict[Key, list[Place]], windows: Sequence[WindowNow]
) -> bool:
    """Whether a window prefers later people of this queue and priority to somebody who waits.

    It prefers anybody to those whose time is still to come.
    """
    for window in windows:
        how = window.serves.get(queue_id)
        if how is None:
            continue
        theirs = _preference(priority, how)
        for key, tickets in lines.items():
            other = window.serves.get(key[0])
            if not tickets or other is None or key[2] is not None:
                continue
            if theirs < _preference(key[1], other) or tickets[-1][0] > 0:
                return True
    return False


def _preference(priority: int, how: Serves) -> tuple[int, bool, int]:
    return -priority, not how.is_own, how.rank
