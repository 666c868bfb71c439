"""How well waits are estimated in imagined halls, ours beside the usual simple ways.

Every estimator learns from the days before and knows nothing of how a hall is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import fmean

from server.domain.estimate.formula import queue_length_wait, windows_for
from server.domain.estimate.habits import LATEST, Habits, PastVisit, learn
from server.domain.estimate.quotes import WaitRange, quote
from server.domain.estimate.state import HallNow, Stream
from server.simulation.halls import ImaginedHall
from server.simulation.halls_day import WALKING_S, Day, Person, people_of

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
        least_s: the way to the window; nobody is ever told less.
        series: of which series of days.
    """

    waited_s: float
    said: Mapping[str, float]
    range: WaitRange
    least_s: float
    series: int


@dataclass(slots=True)
class Past:
    """What the days before have left in the records."""

    hall: ImaginedHall
    days: int = 0
    visits: dict[int, list[PastVisit]] = field(default_factory=dict)
    came: dict[tuple[int, int, int], int] = field(default_factory=dict)  # queue, priority, hour

    def add(self, day: Day) -> None:
        """Learn from a day that is over."""
        self.days += 1
        for queue_id, visits in day.visits.items():
            self.visits[queue_id] = [*self.visits.get(queue_id, []), *visits][-LATEST:]
        for person in day.people:
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


def compare(
    hall: ImaginedHall, *, series: int, days: int, every: int = 1
) -> dict[Class, list[Guess]]:
    """Play days of a hall and collect what was said to people who had to wait.

    Args:
        series: which people come; two series share none.
        days: how many to measure, after LEARNING_DAYS that only teach.
        every: look at every so many-th arrival.
    """
    past = Past(hall)
    guesses: dict[Class, list[Guess]] = {}
    for number in range(LEARNING_DAYS + days):
        habits = past.habits()
        looking = _Looking(past, habits, every)
        people = people_of(hall, series * _DAYS_IN_A_SERIES + number)
        day = Day(hall, people, look=looking if number >= LEARNING_DAYS else _blind)
        day.run()
        for person, said, wait_range in looking.said:
            guess = Guess(
                waited_s=day.waits[person.ticket_id],
                said=said,
                range=wait_range,
                least_s=habits[person.queue_id].walking_s,
                series=series,
            )
            guesses.setdefault((hall.name, person.queue_id, person.priority), []).append(guess)
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
    said: list[tuple[Person, dict[str, float], WaitRange]] = field(default_factory=list)

    def __call__(self, day: Day, person: Person) -> None:
        if person.ticket_id % self.every == 0 and not day.is_idle(person.queue_id):
            self.said.extend(_say(day, person, self.past, self.habits))


def _say(
    day: Day, person: Person, past: Past, habits: dict[int, Habits]
) -> Iterator[tuple[Person, dict[str, float], WaitRange]]:
    streams = past.streams(int(person.at_s // 3600))
    now = day.hall_now(habits, streams)
    ours = quote(_with_newcomer(now, person)).queues[person.queue_id]
    if ours is not None:
        yield person, {OURS: ours.mid_s, **_simple(day, now, person, past)}, ours


def _with_newcomer(now: HallNow, person: Person) -> HallNow:
    return HallNow(
        now=now.now,
        policy=now.policy,
        waiting=now.waiting,
        windows=now.windows,
        habits=now.habits,
        streams=now.streams,
        newcomers={person.queue_id: person.priority},
    )


def _simple(day: Day, now: HallNow, person: Person, past: Past) -> dict[str, float]:
    queue_id = person.queue_id
    ahead = sum(w.queue_id == queue_id and w.priority >= person.priority for w in now.waiting)
    is_open = [w for w in now.windows if w.away_s <= 0]
    serving = sum(queue_id in w.serves for w in is_open)
    latest = [*past.visits.get(queue_id, []), *day.visits.get(queue_id, [])]
    services = [v.service_s for v in latest if v.service_s is not None][-_OF_LAST:]
    configured = day.hall.queues[queue_id].configured_s
    return {
        PER_MEAN: ahead * (fmean(services) if services else configured) / len(is_open),
        CONFIGURED: (ahead + 1) * configured / serving,
        LAST_CALLED: day.latest.get((queue_id, person.priority), 0.0),
        QUEUE_LENGTH: queue_length_wait(ahead, habits=now.habits[queue_id], windows=serving),
        SHARED: queue_length_wait(
            ahead, habits=now.habits[queue_id], windows=windows_for(now, queue_id)
        ),
    }
