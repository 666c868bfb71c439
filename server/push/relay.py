"""Carries the outbox to the sockets.

Woken after every commit, it reads what has come after its cursor, in order, and hands it on.
No data passes with the wake-up, so that nothing depends on it: a server that dies between
commit and send has lost nothing, because clients ask again with the last `seq` they have.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select

from server.reports.stream import REPLAY_LIMIT, events_since
from server.store.database import Database
from server.store.hall_tables import halls
from server.store.prepared import Prepared

log = logging.getLogger(__name__)

HEARTBEAT_S = 5.0
_LOOK_ANYWAY_S = 1.0  # another process may have written
_PAUSE_S = 0.2  # after a failure, so that one that stays does not fill the log

_HEADS = Prepared(select(halls.c.id, halls.c.event_seq))

Send = Callable[[int, list[dict[str, Any]]], None]


class Relay:
    """One thread that follows the outbox of all halls."""

    def __init__(
        self,
        database: Database,
        *,
        send: Send,
        every_beat: Sequence[Callable[[dict[int, int]], None]],
        every_round: Callable[[], None],
        beat_every_s: float = HEARTBEAT_S,
    ) -> None:
        """Set up; `start` begins.

        Args:
            send: takes a hall's id and its new events, in order.
            every_beat: each takes hall id -> seq, every `beat_every_s`.
            every_round: called after each round, for what else hangs on commits (jobs).
        """
        self._database = database
        self._send = send
        self._every_beat = every_beat
        self._every_round = every_round
        self._beat_every_s = beat_every_s
        self._wake = threading.Event()
        self._stopping = False
        self._cursors: dict[int, int] = {}
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        """Begin after what is in the outbox now: older events are asked for, not pushed."""
        self._cursors = self._heads()
        self._thread.start()

    def wake(self) -> None:
        """Say that something was committed."""
        self._wake.set()

    def stop(self) -> None:
        """End the thread."""
        self._stopping = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        next_beat = time.monotonic() + self._beat_every_s
        while not self._stopping:
            until_beat = max(0.0, next_beat - time.monotonic())
            self._wake.wait(timeout=min(_LOOK_ANYWAY_S, until_beat))
            self._wake.clear()
            # Each for itself: a job that cannot be sent must not silence the hall's heartbeat.
            _go_on(self._follow)
            _go_on(self._every_round)
            if time.monotonic() >= next_beat:
                next_beat = time.monotonic() + self._beat_every_s
                for beat in self._every_beat:
                    _go_on(partial(beat, dict(self._cursors)))

    def _follow(self) -> None:
        is_behind = True
        while is_behind:
            new = self._new_events()
            for hall_id, events in new.items():
                self._send(hall_id, events)
                self._cursors[hall_id] = events[-1]["seq"]
            is_behind = any(len(events) == REPLAY_LIMIT for events in new.values())

    def _new_events(self) -> dict[int, list[dict[str, Any]]]:
        """Hall -> what has come after its cursor, at most REPLAY_LIMIT; never an empty list."""
        with self._database.read() as conn:
            behind = [
                hall_id
                for hall_id, head in _HEADS.all(conn)
                if self._cursors.setdefault(hall_id, 0) < head
            ]
            found = {
                hall_id: events_since(conn, hall_id, self._cursors[hall_id]) for hall_id in behind
            }
        return {hall_id: events for hall_id, events in found.items() if events}

    def _heads(self) -> dict[int, int]:
        with self._database.read() as conn:
            return dict(_HEADS.all(conn))


def _go_on(step: Callable[[], None]) -> None:
    """Take a step of a round; the stream must go on whatever it meets."""
    try:
        step()
    except Exception:
        # Displays, consoles and stations all hang on this thread: it may not end of one fault.
        log.exception("a round of the relay failed")
        time.sleep(_PAUSE_S)
