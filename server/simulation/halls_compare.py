"""How well waits are estimated in imagined halls, ours beside the usual simple ways.

Every estimator learns from the days before and knows nothing of how a hall is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from statistics import fmean

from server.domain.estimate.comings import Comings
from server.domain.estimate.formula import queue_length_wait, windows_for
from server.domain.estimate.habits import LATEST, Habits, PastVisit, learn
from server.domain.estimate.lines import ghost_id, prepare
from server.domain.estimate.quotes import WaitRange, fitted, waits_in
from server.domain.estimate.replay import replays
from server.domain.estimate.spread import Spread
from server.domain.estimate.state import HallNow, Stream
from server.domain.queueing import NORMAL, Waiting
from server.simulation.halls import ImaginedHall
from server.simulation.halls_day import Day, at_clock
from server.simulation.halls_people import WALKING_S, Booked, Person, booked_of, people_of

OURS = "range"
PER_MEAN = "n × mean ÷ windows"
CONFIGURED = "configured mean"
LAST_CALLED = "last to enter service"
QUEUE_LENGTH = "queue length, all its windows"
SHARED = "queue length, windows shared out"
SIMPLE = (PER_MEAN, CONFIGURED, LAST_CALLED, QUEUE_LENGTH, SHARED)

LEARNING_DAYS = 6
_DAYS_IN_A_SERIES = 1_000  # at most
_OF_LAST = 20

Class = tuple[str, int, int]  # hall, queue, priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What each estimator said to one person, and what came true; seconds.

    Attributes:
        said: by estimator.
        range: what ours said besides its middle.
        spread: the distribution that the range was read off.
        least_s: the way to the window; nobody is ever told less.
        day: on which day of which series.
        stands_for: how many people: those of whom only every so many-th was looked at count more.
    """

    waited_s: float
    said: Mapping[str, float]
    range: WaitRange
    spread: Spread
    least_s: float
    day: tuple[int, int]
    stands_for: int = 1


@dataclass(slots=True)
class Past:
    """What the days before have left in the records."""

    hall: ImaginedHall
    days: int = 0
    visits: dict[int, list[PastVisit]] = field(default_factory=dict)
    came: dict[tuple[int, int, int], int] = field(default_factory=dict)  # queue, priority, hour
    booked: dict[int, list[Booked]] = field(default_factory=dict)

    def add(self, day: Day) -> None:
        """Learn from a day that is over."""
        self.days += 1
        for queue_id, visits in day.visits.items():
            self.visits[queue_id] = [*self.visits.get(queue_id, []), *visits][-LATEST:]
        for booked in day.booked:
            self.booked.setdefault(booked.queue_id, []).append(booked)
        for person in day.people:
            if person.appointment_id is not None:
                continue  # of today's everybody is known
            hour = person.queue_id, person.priority, int(person.at_s // 3600)
            self.came[hour] = self.came.get(hour, 0) + 1

    def habits(self) -> dict[int, Habits]:
        """What there is to know of every queue."""
        return {
            queue_id: learn(
                self.visits.get(queue_id, []),
                expected_service_s=queue.configured_s,
                walking_s=WALKING_S,
                no_show_s=60,
            )
            for queue_id, queue in self.hall.queues.items()
        }

    def streams(self, hour: int) -> list[Stream]:
        """Who came at this hour on the days before."""
        return [
            Stream(queue_id=queue_id, priority=priority, per_hour=n / max(self.days, 1))
            for (queue_id, priority, at), n in self.came.items()
            if at == hour
        ]

    def comings(self) -> dict[int, Comings]:
        """How those came who had an appointment."""
        return {
            queue_id: Comings(
                booked=len(booked),
                on_time_s=tuple(
                    sorted(
                        b.comes_s - b.slot_s for b in booked if b.comes_s is not None and b.is_kept
                    )
                ),
            )
            for queue_id, booked in self.booked.items()
        }


def compare(
    hall: ImaginedHall, *, series: int, days: int, every: int = 1
) -> dict[Class, list[Guess]]:
    """Play days of a hall and collect what was said to people who had to wait.

    Args:
        series: which people come; two series share none.
        days: how many to measure, after LEARNING_DAYS that only teach.
        every: look at every so many-th arrival; at all who go first, because they are few.
    """
    past = Past(hall)
    guesses: dict[Class, list[Guess]] = {}
    for number in range(LEARNING_DAYS + days):
        looking = _Looking(past, past.habits(), every)
        seed = series * _DAYS_IN_A_SERIES + number
        day = Day(
            hall,
            people_of(hall, seed),
            look=looking if number >= LEARNING_DAYS else _blind,
            booked=booked_of(hall, seed),
        )
        day.run()
        for person, simple, waits in looking.said:
            of = hall.name, person.queue_id, person.priority
            least_s = looking.habits[person.queue_id].walking_s
            until_due_s = person.order_s - person.at_s
            our_range = fitted(waits, least_s=least_s, until_due_s=until_due_s)
            guesses.setdefault(of, []).append(
                Guess(
                    waited_s=day.waits[person.ticket_id],
                    said={OURS: our_range.mid_s, **simple},
                    range=our_range,
                    spread=Spread.of(waits, until_due_s=until_due_s),
                    least_s=least_s,
                    day=(series, number),
                    stands_for=every if person.priority == NORMAL else 1,
                )
            )
        past.add(day)
    return guesses


def _blind(day: Day, person: Person) -> None:
    pass


@dataclass(slots=True)
class _Looking:
    """Asks every estimator as somebody arrives who has to wait."""

    past: Past
    habits: dict[int, Habits]
    every: int
    said: list[tuple[Person, dict[str, float], list[float]]] = field(default_factory=list)

    def __call__(self, day: Day, person: Person) -> None:
        is_looked_at = person.priority != NORMAL or person.ticket_id % self.every == 0
        if not is_looked_at or day.is_idle(person.queue_id):
            return
        streams = self.past.streams(int(person.at_s // 3600))
        now = day.hall_now(self.habits, streams, self.past.comings())
        waits = _replayed(now, person)
        if waits is not None:
            self.said.append((person, _simple(day, now, person, self.past), waits))


def _replayed(now: HallNow, person: Person) -> list[float] | None:
    """What somebody who comes now waits in each replay."""
    if person.appointment_id is None:
        newcomers = {person.queue_id: person.priority}
        plays = replays(prepare(replace(now, newcomers=newcomers)))
        return waits_in(plays, ghost_id(person.queue_id))
    # Their place is not that of who comes now.
    plays = replays(prepare(replace(now, waiting=[*now.waiting, _as_waiting(person)])))
    return waits_in(plays, person.ticket_id)


def _as_waiting(person: Person) -> Waiting:
    return Waiting(
        ticket_id=person.ticket_id,
        queue_id=person.queue_id,
        order_at=at_clock(person.order_s),
        priority=person.priority,
    )


def _simple(day: Day, now: HallNow, person: Person, past: Past) -> dict[str, float]:
    queue_id = person.queue_id
    ahead = sum(_is_ahead(w, person) for w in now.waiting)
    is_open = [w for w in now.windows if w.away_s <= 0]
    serving = sum(queue_id in w.serves for w in is_open)
    latest = [*past.visits.get(queue_id, []), *day.visits.get(queue_id, [])]
    services = [v.service_s for v in latest if v.service_s is not None][-_OF_LAST:]
    configured = day.hall.queues[queue_id].configured_s
    said = {
        PER_MEAN: ahead * (fmean(services) if services else configured) / len(is_open),
        CONFIGURED: (ahead + 1) * configured / serving,
        LAST_CALLED: day.latest.get((queue_id, person.priority), 0.0),
        QUEUE_LENGTH: queue_length_wait(ahead, habits=now.habits[queue_id], windows=serving),
        SHARED: queue_length_wait(
            ahead, habits=now.habits[queue_id], windows=windows_for(now, queue_id)
        ),
    }
    # Any system knows that who is early for an appointment waits for it at least.
    return {name: max(wait_s, person.order_s - day.now_s) for name, wait_s in said.items()}


def _is_ahead(w: Waiting, person: Person) -> bool:
    is_before = w.order_at <= at_clock(person.order_s)
    return w.queue_id == person.queue_id and (
        w.priority > person.priority or (w.priority == person.priority and is_before)
    )
