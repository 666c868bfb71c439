"""Which screens follow a hall, and how they say they are. In memory: a screen tells it again."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.domain.clock import Clock

_LEAST_APART = timedelta(seconds=4)  # of two messages of one connection
_MOST = 100  # of a hall: anybody in the building may call themselves a screen


@dataclass(frozen=True, slots=True)
class Unplayable:
    """A slide that a screen cannot show: "missing", "no_room", "broken" or "unsupported"."""

    slide_id: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a screen says of itself.

    Attributes:
        screen: its browser's own name, kept over reloads.
        address: path and options of its page; they say which screen of the hall it is.
        seq: of the board that is painted; None while there is none.
        width, height: of the page, in CSS pixels.
        up_s: seconds since the page was loaded.
        reloads: how often it has loaded itself anew lately.
        fault: what it fell over last, None if over nothing.
        unplayable: the slides that it passes over.
    """

    screen: str
    address: str
    seq: int | None
    width: int
    height: int
    up_s: float
    reloads: int
    fault: str | None
    unplayable: tuple[Unplayable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen as it last told; `connection` is None when it is no longer there."""

    health: Health
    since: datetime  # its page was loaded
    told_at: datetime
    connection: str | None


class Screens:
    """The screens of all halls that this process serves."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._halls: dict[int, dict[str, Screen]] = {}

    def told(self, hall_id: int, connection: str, health: Health) -> None:
        """Keep what a screen says; more often than it should is left aside."""
        now = self._clock.now()
        with self._lock:
            hall = self._halls.setdefault(hall_id, {})
            last = max(
                (each.told_at for each in hall.values() if each.connection == connection),
                default=None,
            )
            if last is not None and timedelta(0) <= now - last < _LEAST_APART:
                return
            since = now - timedelta(seconds=health.up_s)
            hall[health.screen] = Screen(
                health=health, since=since, told_at=now, connection=connection
            )
            while len(hall) > _MOST:
                del hall[
                    min(
                        hall,
                        key=lambda name: (hall[name].connection is not None, hall[name].told_at),
                    )
                ]

    def left(self, connection: str) -> None:
        """A connection has ended; its screen stays in the list as one that is away."""
        with self._lock:
            for hall in self._halls.values():
                for name, each in hall.items():
                    if each.connection == connection:
                        hall[name] = replace(each, connection=None)

    def of(self, hall_id: int) -> list[Screen]:
        """The hall's screens, by their address and name."""
        with self._lock:
            screens = list(self._halls.get(hall_id, {}).values())
        return sorted(screens, key=lambda each: (each.health.address, each.health.screen))
