"""A hall at one moment, as the wait estimate sees it. Offsets are seconds from that moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.domain.estimate.comings import Comings
from server.domain.estimate.habits import Habits
from server.domain.queueing import CallPolicy, Serves, Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWindow:
    """Whom a window has in front of it, or had until a moment ago.

    Attributes:
        ticket_id: what its luck is drawn from, the same as while it waited.
        has_ended: whether the visit is over; the window has not called anybody since.
        elapsed_s: since the end of the visit, or the start of service, or the first call.
    """

    ticket_id: int
    queue_id: int
    has_started: bool
    elapsed_s: float
    has_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowNow:
    """A window that calls people now or is going to.

    Attributes:
        serves: queue id -> how the window serves it.
        priority_run: how many priority tickets it has called in a row until now.
        at_window: whom it has or had in front of it; None when there was nobody.
        away_s: how long it stays paused; 0 when it is open.
    """

    window_id: int
    serves: Mapping[int, Serves]
    priority_run: int = 0
    at_window: AtWindow | None = None
    away_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """How often people of a queue and priority come."""

    queue_id: int
    priority: int
    per_hour: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Somebody who has an appointment and has not checked in yet.

    Attributes:
        appointment_id: what their luck is drawn from.
        priority: of the number that they get when they are on time.
        at_s: when their slot begins; below 0 when it has begun and they would still be on time.
        comings: how such people come; None where nothing is known: all of them in time.
    """

    appointment_id: int
    queue_id: int
    priority: int
    at_s: float
    comings: Comings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HallNow:
    """All that the wait depends on.

    Attributes:
        now: aware UTC.
        windows: those that are open, or paused until a known time; others are left out.
        habits: of every queue.
        newcomers: queue id -> the priority that a number drawn there now would have.
        streams: who is expected to come; only those who can overtake make a difference.
        expected: whose appointments are still to come today.
        breaks: when the hall rests between two sessions, (begin, end), in order.
    """

    now: datetime
    policy: CallPolicy
    waiting: Sequence[Waiting]
    windows: Sequence[WindowNow]
    habits: Mapping[int, Habits]
    newcomers: Mapping[int, int]
    streams: Sequence[Stream] = ()
    expected: Sequence[Expected] = ()
    breaks: Sequence[tuple[float, float]] = field(default=())
