"""Slows guessing down: so many tries of one thing within so long, and then none for a while."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

from server.domain.clock import Clock
from server.domain.errors import TooManyAttempts


class Attempts:
    """Counts tries by what they are about. Usable from any thread."""

    def __init__(self, clock: Clock, *, most: int, within: timedelta, what: str) -> None:
        """Allow so many tries of one name within so long.

        Args:
            what: of what there are too many, for developers: "failed sign-ins".
        """
        self._clock = clock
        self._most = most
        self._within = within
        self._what = what
        self._tries: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def count(self, name: str) -> None:
        """Count a try, before it is known how it ends: tries made at once see one another.

        Raises:
            TooManyAttempts: there were too many; `minutes` says within how long.
        """
        now = self._clock.now()
        with self._lock:
            self._forget_before(now - self._within)
            tries = self._tries.setdefault(name, deque())
            if len(tries) >= self._most:
                minutes = self._within.seconds // 60
                raise TooManyAttempts(f"too many {self._what}", minutes=minutes)
            tries.append(now)

    def forgive(self, name: str) -> None:
        """It was the right one: earlier tries count no more."""
        with self._lock:
            self._tries.pop(name, None)

    def _forget_before(self, since: datetime) -> None:
        """Drop what no longer counts, so that made-up names do not pile up."""
        for name, tries in list(self._tries.items()):
            while tries and tries[0] < since:
                tries.popleft()
            if not tries:
                del self._tries[name]
