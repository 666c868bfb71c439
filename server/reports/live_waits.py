"""The waits of all halls as they are now, estimated at most once a second a hall.

An estimate takes some milliseconds and a dozen reads, so that it is made beside the commands and
never inside one: whoever needs it finds the latest, and one request a second makes it anew. When
hundreds wait it takes longer; it is then made less often, so that estimating never takes more
than a twentieth of the time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter
from typing import TypeVar

from server.domain.clock import Clock
from server.domain.errors import DomainError
from server.domain.estimate.comings import Comings
from server.domain.estimate.habits import Habits
from server.domain.estimate.quotes import Quotes, WaitRange, quote, quote_checking_in
from server.domain.estimate.state import HallNow, Stream
from server.domain.queueing import NORMAL
from server.reports.board import hall_row
from server.reports.habits import comings, hall_habits, hall_queues, streams_at
from server.reports.hall_now import hall_now
from server.store.database import Database
from server.store.hall_rows import QueueRow

log = logging.getLogger(__name__)

T = TypeVar("T")
NewcomersWait = Callable[[int, int], WaitRange | None]  # of hall and queue

_AT_MOST_EVERY = timedelta(seconds=1)
_REST_FOR_WORK = 20
_ANYWAY_AFTER = timedelta(seconds=5)  # time alone changes a wait too
_LEARN_EVERY = timedelta(seconds=60)
_UNKNOWN = Quotes(tickets={}, queues={})


@dataclass(frozen=True, slots=True, kw_only=True)
class HallWaits:
    """A hall's waits, when and after which event they were estimated, and for how long they do.

    Attributes:
        state: the hall that they were estimated for; None where that failed.
        counted: whether anybody knows who waits; not where numbers are called out by voice.
    """

    at: datetime
    seq: int
    quotes: Quotes
    state: HallNow | None = None
    good_for: timedelta = _AT_MOST_EVERY
    counted: bool = True


@dataclass(slots=True)
class _Hall:
    """What is kept of a hall. The lock is held by the one who estimates."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    latest: HallWaits | None = None
    learned_at: datetime | None = None
    habits: dict[int, Habits] = field(default_factory=dict)
    streams: list[Stream] = field(default_factory=list)
    comings: dict[int, Comings] = field(default_factory=dict)

    def knows(self, queues: Sequence[QueueRow], now: datetime) -> bool:
        """Whether what was learned is recent, and of all queues that there are."""
        is_recent = self.learned_at is not None and now - self.learned_at < _LEARN_EVERY
        return is_recent and all(queue.id in self.habits for queue in queues)


class LiveWaits:
    """Estimates on demand and keeps the latest."""

    def __init__(
        self, database: Database, clock: Clock, *, stopwatch: Callable[[], float] = perf_counter
    ) -> None:
        """Set up.

        Args:
            stopwatch: seconds, to see how long an estimate takes on this machine as it is now.
        """
        self._database = database
        self._clock = clock
        self._stopwatch = stopwatch
        self._halls: dict[int, _Hall] = {}
        self._adding = threading.Lock()

    def of(self, hall_id: int) -> HallWaits:
        """The hall's waits, not more than a second behind its events or five behind the clock.

        Raises:
            NotFound: no such hall.
        """
        hall = self._hall(hall_id)
        latest = hall.latest
        if latest is not None and self._clock.now() - latest.at < latest.good_for:
            return latest
        # While one estimates, the others take what there is; only the first ever wait for it.
        if not hall.lock.acquire(blocking=latest is None):
            assert latest is not None
            return latest
        try:
            made = _or_unknown(hall_id, partial(self._estimate, hall, hall_id))
            hall.latest = made or HallWaits(at=self._clock.now(), seq=-1, quotes=_UNKNOWN)
        finally:
            hall.lock.release()
        return hall.latest

    def newcomer(self, hall_id: int, queue_id: int) -> WaitRange | None:
        """What a number drawn now would wait, from the latest estimate; never makes one.

        It is asked inside commands. The routes that run these have called `of` before.
        """
        latest = self._hall(hall_id).latest
        return None if latest is None else latest.quotes.queues.get(queue_id)

    def newcomer_with(self, hall_id: int, priority: int) -> NewcomersWait:
        """What numbers drawn now with a priority would wait, to be asked inside the command.

        Makes an estimate of its own, so never inside a command.
        """
        state = self.of(hall_id).state
        if priority == NORMAL or state is None:
            return self.newcomer
        newcomers = {queue: max(usual, priority) for queue, usual in state.newcomers.items()}
        theirs = _or_unknown(hall_id, partial(quote, replace(state, newcomers=newcomers)))
        queues = (theirs or _UNKNOWN).queues
        return lambda _hall_id, queue_id: queues.get(queue_id)

    def of_appointments(self, hall_id: int, ids: Iterable[int]) -> dict[int, WaitRange | None]:
        """What the numbers of some appointments would wait, checked in now; only who is on time.

        Makes an estimate for each, so never inside a command.
        """
        state = self.of(hall_id).state
        expected = {} if state is None else {e.appointment_id: e for e in state.expected}
        return {
            each: _or_unknown(hall_id, partial(quote_checking_in, state, expected[each]))
            for each in ids
            if state is not None and each in expected
        }

    def _hall(self, hall_id: int) -> _Hall:
        hall = self._halls.get(hall_id)
        if hall is None:
            with self._adding:
                hall = self._halls.setdefault(hall_id, _Hall())
        return hall

    def _estimate(self, hall: _Hall, hall_id: int) -> HallWaits:
        now, begun_s = self._clock.now(), self._stopwatch()
        with self._database.read() as conn:
            row = hall_row(conn, hall_id)
            if hall.latest is not None and _is_fresh(hall.latest, row.event_seq, now):
                return hall.latest
            if not row.stages.consoles:
                return HallWaits(at=now, seq=row.event_seq, quotes=_UNKNOWN, counted=False)
            queues = hall_queues(conn, hall_id)
            if not hall.knows(queues, now):
                hall.habits = hall_habits(conn, hall_id, queues)
                hall.streams = streams_at(conn, row, queues, now=now)
                hall.comings = comings(conn, row, queues, now=now)
                hall.learned_at = now
            state = hall_now(
                conn,
                row,
                now=now,
                habits=hall.habits,
                streams=hall.streams,
                queues=queues,
                comings=hall.comings,
            )
        quotes = quote(state)
        rest = timedelta(seconds=(self._stopwatch() - begun_s) * _REST_FOR_WORK)
        return HallWaits(
            at=now,
            seq=row.event_seq,
            quotes=quotes,
            state=state,
            good_for=max(rest, _AT_MOST_EVERY),
        )


def _or_unknown(hall_id: int, estimate: Callable[[], T]) -> T | None:
    """What was estimated; None where that went wrong."""
    try:
        return estimate()
    except DomainError:
        raise
    except Exception:
        # Nobody may go without a number because their wait could not be estimated.
        log.exception("the waits of hall %d could not be estimated", hall_id)
        return None


def _is_fresh(latest: HallWaits, seq: int, now: datetime) -> bool:
    return latest.seq == seq and now - latest.at < _ANYWAY_AFTER
