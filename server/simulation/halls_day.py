"""One day of an imagined hall, played by the real call policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from server.domain.estimate.comings import Comings
from server.domain.estimate.habits import Habits, PastVisit
from server.domain.estimate.state import AtWindow, Expected, HallNow, Stream, WindowNow
from server.domain.queueing import NORMAL, Waiting, choose_next
from server.simulation.halls import ImaginedHall
from server.simulation.halls_people import Booked, Person

OPENS = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TURNAROUND_S = 20.0


@dataclass(slots=True)
class _Desk:
    """A window during the day."""

    number: int
    person: Person | None = None
    called_s: float = 0.0
    until_s: float = 0.0
    run: int = 0


Look = Callable[["Day", Person], None]


@dataclass(slots=True)
class Day:
    """A day under way. `look` is called at each arrival, before the person has joined.

    Attributes:
        booked: the appointments of the day.
        waits: ticket id -> seconds from arrival to call, as it came true.
        visits: queue id -> what a server would have noted of its visits.
        latest: (queue, priority) -> the wait of the last one called.
    """

    hall: ImaginedHall
    people: Sequence[Person]
    look: Look
    booked: Sequence[Booked] = ()
    now_s: float = 0.0
    waiting: dict[int, Waiting] = field(default_factory=dict)
    waits: dict[int, float] = field(default_factory=dict)
    visits: dict[int, list[PastVisit]] = field(default_factory=dict)
    latest: dict[tuple[int, int], float] = field(default_factory=dict)
    desks: list[_Desk] = field(default_factory=list)
    _moments: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def run(self) -> Day:
        """Play the day until everybody has been called."""
        self.desks = [_Desk(k) for k in range(len(self.hall.windows))]
        for person in self.people:
            self._at(person.at_s, lambda person=person: self._arrive(person))  # type: ignore[misc]
        for k, (_, end) in self.hall.away.items():
            self._at(end, lambda k=k: self._free(self.desks[k]))  # type: ignore[misc]
        while self._moments:
            self.now_s, _, happen = heappop(self._moments)
            happen()
        return self

    def hall_now(
        self,
        habits: Mapping[int, Habits],
        streams: Sequence[Stream],
        comings: Mapping[int, Comings],
    ) -> HallNow:
        """What a server knows at this moment."""
        return HallNow(
            now=self._instant(),
            policy=self.hall.policy,
            waiting=list(self.waiting.values()),
            windows=[self._window(desk) for desk in self.desks],
            habits=habits,
            newcomers={},
            streams=streams,
            expected=[self._expected(b, comings) for b in self.booked if self._may_come(b)],
        )

    def is_idle(self, queue_id: int) -> bool:
        """Whether a window that serves the queue has nobody in front of it, nor anybody to call."""
        return any(
            self._is_idle(desk) for desk in self.desks if queue_id in self.hall.windows[desk.number]
        )

    def _is_idle(self, desk: _Desk) -> bool:
        if desk.person is None:
            return not self._away_s(desk)
        has_ended = self._at_window(desk, desk.person).has_ended
        serves = self.hall.windows[desk.number]
        return has_ended and not any(w.queue_id in serves for w in self.waiting.values())

    def _at(self, at_s: float, happen: Callable[[], None]) -> None:
        heappush(self._moments, (at_s, next(self._order), happen))

    def _instant(self) -> datetime:
        return at_clock(self.now_s)

    def _may_come(self, booked: Booked) -> bool:
        """Whether somebody has not come yet who would still be on time."""
        has_come = booked.comes_s is not None and booked.comes_s <= self.now_s
        return not has_come and self.now_s <= booked.on_time_s

    def _expected(self, booked: Booked, comings: Mapping[int, Comings]) -> Expected:
        return Expected(
            appointment_id=booked.appointment_id,
            queue_id=booked.queue_id,
            priority=booked.priority,
            at_s=booked.slot_s - self.now_s,
            comings=comings.get(booked.queue_id),
        )

    def _away_s(self, desk: _Desk) -> float:
        begin, end = self.hall.away.get(desk.number, (0.0, 0.0))
        return end - self.now_s if begin <= self.now_s < end else 0.0

    def _window(self, desk: _Desk) -> WindowNow:
        return WindowNow(
            window_id=desk.number,
            serves=self.hall.windows[desk.number],
            priority_run=desk.run,
            at_window=None if desk.person is None else self._at_window(desk, desk.person),
            away_s=self._away_s(desk),
        )

    def _at_window(self, desk: _Desk, person: Person) -> AtWindow:
        since_call_s = self.now_s - desk.called_s
        since_end_s = since_call_s - self._here_s(person)
        has_ended = since_end_s >= 0
        has_started = not person.is_missing and since_call_s >= person.walking_s
        since_step_s = since_call_s - person.walking_s if has_started else since_call_s
        return AtWindow(
            ticket_id=person.ticket_id,
            queue_id=person.queue_id,
            has_started=has_started,
            has_ended=has_ended,
            elapsed_s=since_end_s if has_ended else since_step_s,
        )

    def _here_s(self, person: Person) -> float:
        """From the call of somebody to the end of their visit."""
        if person.is_missing:
            return self.hall.queues[person.queue_id].no_show_s
        return person.walking_s + person.service_s

    def _arrive(self, person: Person) -> None:
        self.look(self, person)
        self.waiting[person.ticket_id] = Waiting(
            ticket_id=person.ticket_id,
            queue_id=person.queue_id,
            order_at=at_clock(person.order_s),
            priority=person.priority,
        )
        for desk in self.desks:
            if desk.person is None:
                self._free(desk)

    def _free(self, desk: _Desk) -> None:
        """A window looks for somebody, unless it is away or busy."""
        if desk.person is not None or self._away_s(desk):
            return
        choice = choose_next(
            self.waiting.values(),
            self.hall.windows[desk.number],
            window_id=desk.number,
            now=self._instant(),
            policy=self.hall.policy,
            priority_run=desk.run,
        )
        if choice is not None:
            self._call(desk, self.people[choice.ticket_id])

    def _call(self, desk: _Desk, person: Person) -> None:
        del self.waiting[person.ticket_id]
        self.waits[person.ticket_id] = self.now_s - person.at_s
        self.latest[person.queue_id, person.priority] = self.waits[person.ticket_id]
        desk.person, desk.called_s = person, self.now_s
        desk.run = desk.run + 1 if person.priority != NORMAL else 0
        until_free_s = self._here_s(person) + TURNAROUND_S
        self._at(self.now_s + until_free_s, lambda: self._end(desk, person))

    def _end(self, desk: _Desk, person: Person) -> None:
        missing = person.is_missing
        self.visits.setdefault(person.queue_id, []).append(
            PastVisit(
                walking_s=None if missing else person.walking_s,
                service_s=None if missing else person.service_s,
                missing_s=self.hall.queues[person.queue_id].no_show_s if missing else None,
                turnaround_s=TURNAROUND_S if self.waiting else None,
            )
        )
        desk.person = None
        self._free(desk)


def at_clock(seconds: float) -> datetime:
    """The instant so many seconds after opening."""
    return OPENS + timedelta(seconds=seconds)
