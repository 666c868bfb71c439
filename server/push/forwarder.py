"""Carries ratings to platforms, in a thread of its own: a platform that hangs holds up nobody.

An attempt is sent first and written down afterwards. A program that dies in between sends the same
rating again when it is back, under the same key, and the platform says that it has it.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from server.adapters.platform import Platform
from server.domain.clock import Clock
from server.domain.forwarding import Recipient, Verdict, retry_at
from server.reports.forwarding import Due, due_ratings
from server.services import forwarding
from server.services.commands import Commands
from server.store.database import Database

log = logging.getLogger(__name__)

ROUND_S = 2.0
BATCH = 50
# So many failures in a row are the platform's, not the ratings': it is left alone for a while.
FAILURES_IN_A_ROW = 3
_END_WITHIN_S = 2.0


class Forwarder:
    """Takes what is due to each platform, one rating after another."""

    def __init__(
        self,
        database: Database,
        commands: Commands,
        clock: Clock,
        *,
        platforms: Sequence[Platform],
        luck: Callable[[], float] = random.random,
        round_s: float = ROUND_S,
    ) -> None:
        self._database = database
        self._commands = commands
        self._clock = clock
        self._platforms = platforms
        self._luck = luck
        self._round_s = round_s
        self._pauses = {platform.recipient.name: _Pause() for platform in platforms}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="forwarder", daemon=True)

    def start(self) -> None:
        """Begin, if there is any platform."""
        if self._platforms:
            self._thread.start()

    def stop(self) -> None:
        """End; an attempt that is under way is not waited for, since it can be made again."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_END_WITHIN_S)

    def round(self) -> None:
        """Enter what is new, let go what has its reason, and send what is due."""
        for platform in self._platforms:
            self._enter(platform.recipient)
            self._send_due(platform)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.round()
            except Exception:
                # Ratings wait in their table: what one round met must not end all rounds.
                if not self._stopping.is_set():
                    log.exception("a round of forwarding failed")
            self._stopping.wait(self._round_s)

    def _enter(self, recipient: Recipient) -> None:
        with self._database.read() as conn:
            behind = forwarding.halls_to_read(conn, recipient)
            explained = forwarding.halls_with_explained(conn, recipient)
        for hall_id in behind:
            enter = partial(forwarding.enter_new, recipient=recipient)
            self._commands.run(hall_id, enter, name="enter_new", actor="system")
        for hall_id in explained:
            ready = partial(forwarding.ready_explained, recipient=recipient)
            self._commands.run(hall_id, ready, name="ready_explained", actor="system")

    def _send_due(self, platform: Platform) -> None:
        name = platform.recipient.name
        pause, now = self._pauses[name], self._clock.now()
        if pause.until is not None and now < pause.until:
            return
        with self._database.read() as conn:
            due = due_ratings(conn, name, now=now, limit=BATCH)
        for each in due:
            if self._stopping.is_set():
                return
            verdict = self._send(platform, each)
            if pause.note(verdict):
                self._leave_alone(platform.recipient, pause)
                return

    def _send(self, platform: Platform, due: Due) -> Verdict:
        outcome = platform.deliver(due.rating)
        note = partial(
            forwarding.note_verdict,
            forward_id=due.forward_id,
            verdict=outcome.verdict,
            error=outcome.error,
            luck=self._luck(),
            recipient=platform.recipient,
        )
        self._commands.run(due.hall_id, note, name="note_verdict", actor="system")
        return outcome.verdict

    def _leave_alone(self, recipient: Recipient, pause: _Pause) -> None:
        if pause.times == 1:
            log.warning("platform %s does not take ratings now", recipient.name)
        pause.until = retry_at(
            self._clock.now(),
            attempts=pause.times,
            luck=self._luck(),
            persistence=recipient.persistence,
        )


class _Pause:
    """How a platform has been doing; forgotten at the end of the program."""

    def __init__(self) -> None:
        self.until: datetime | None = None
        self.times = 0  # left alone so often since it last answered
        self._failures = 0

    def note(self, verdict: Verdict) -> bool:
        """Count an attempt; True when it is time to leave the platform alone."""
        if verdict is not Verdict.RETRY:
            self.until, self.times, self._failures = None, 0, 0
            return False
        self._failures += 1
        # Once left alone, one failure more is enough.
        is_too_much = self._failures >= FAILURES_IN_A_ROW
        self.times += is_too_much
        return is_too_much
