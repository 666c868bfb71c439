"""The hall that a simulated day plays in, as far as its clerks and visitors know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from server.sample.schema import HallFile

# A hall whose own files are not at hand: the usual office hours, and a middling errand.
USUAL_HOURS = ((8.5 * 3600, 12 * 3600.0), (13.5 * 3600, 17.5 * 3600))
USUAL_SERVICE_S = 600.0

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue, and what may be asked for in it.

    Attributes:
        service_s: the mean length of a visit, in seconds.
        by_staff_only: people cannot take its numbers by themselves: it is for few.
    """

    queue_id: int
    name: str
    prefix: str
    service_s: float = USUAL_SERVICE_S
    by_staff_only: bool = False
    items: tuple[int, ...] = ()
    packages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A window; its queues come in the order in which it prefers them."""

    window_id: int
    number: str
    queues: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A hall.

    Attributes:
        sessions: begin and end of each stretch of opening hours, in seconds since midnight.
    """

    hall_id: int
    name: str
    queues: Mapping[int, Queue]
    windows: Sequence[Window]
    sessions: Sequence[Span] = USUAL_HOURS


def hall_from(catalogue: Mapping[str, Any], file: HallFile | None) -> Hall:
    """The hall of a server's catalogue.

    Args:
        catalogue: as `GET /api/v1/halls/{hall}/catalogue` answers.
        file: the hall's own files, which alone know its hours and its service times.
    """
    config = catalogue["hall"]
    return Hall(
        hall_id=config["hall_id"],
        name=config["name"],
        queues={q.queue_id: q for q in _queues(catalogue, file)},
        windows=[
            Window(window_id=w["window_id"], number=w["number"], queues=tuple(w["queues"]))
            for w in config["windows"]
        ],
        sessions=_sessions(file) if file else USUAL_HOURS,
    )


def _queues(catalogue: Mapping[str, Any], file: HallFile | None) -> list[Queue]:
    items, packages = defaultdict(list), defaultdict(list)
    for item in catalogue["items"]:
        items[item["queue_id"]].append(item["item_id"])
    for package in catalogue["hall"]["packages"]:
        packages[package["queue_id"]].append(package["package_id"])
    minutes = {q.code: q.expected_service_minutes for q in file.queues} if file else {}
    return [
        Queue(
            queue_id=q["queue_id"],
            name=q["name"],
            prefix=q["prefix"],
            service_s=minutes.get(q["code"], USUAL_SERVICE_S / 60) * 60,
            by_staff_only=not q.get("on_kiosk", True),
            items=tuple(items[q["queue_id"]]),
            packages=tuple(packages[q["queue_id"]]),
        )
        for q in catalogue["hall"]["queues"]
    ]


def _sessions(file: HallFile) -> Sequence[Span]:
    """The hours of the first weekday that is as long as any."""

    def on(weekday: int) -> list[Span]:
        return sorted(
            (_seconds(s.opens), _seconds(s.closes))
            for s in file.calendar.sessions
            if weekday in s.weekdays
        )

    return max((on(day) for day in range(1, 8)), key=lambda day: sum(b - a for a, b in day))


def _seconds(at: time) -> float:
    return at.hour * 3600.0 + at.minute * 60 + at.second
