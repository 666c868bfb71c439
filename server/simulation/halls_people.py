"""Who comes to an imagined hall on one day; the same seed brings the same people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from server.domain.queueing import NORMAL
from server.simulation.halls import Appointments, ImaginedHall

WALKING_S = 25.0
_SHORTEST_S = 20.0  # nobody is served faster


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the day, and what is true of them; seconds from opening.

    Attributes:
        order_s: their place in time: their arrival, or the begin of the slot that they keep.
        appointment_id: of who has booked, on time or not.
    """

    ticket_id: int
    queue_id: int
    priority: int
    at_s: float
    order_s: float
    walking_s: float
    service_s: float
    is_missing: bool
    appointment_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An appointment of the day.

    Attributes:
        comes_s: when its owner comes; None if never.
        on_time_s: until when that is on time.
    """

    appointment_id: int
    queue_id: int
    priority: int
    slot_s: float
    on_time_s: float
    comes_s: float | None

    @property
    def is_kept(self) -> bool:
        """Whether its owner comes on time."""
        return self.comes_s is not None and self.comes_s <= self.on_time_s


def booked_of(hall: ImaginedHall, seed: int) -> list[Booked]:
    """Draw the appointments of one day, in the order of their slots."""
    random = Random(f"{hall.name}:{seed}:booked")
    slots = [slot for rules in hall.appointments for slot in _slots(rules)]
    return [
        Booked(
            appointment_id=n,
            queue_id=rules.queue_id,
            priority=rules.priority,
            slot_s=slot_s,
            on_time_s=slot_s + rules.late_s,
            comes_s=slot_s + rules.off_s(random) if random.random() < rules.come else None,
        )
        for n, (slot_s, rules) in enumerate(slots)
    ]


def people_of(hall: ImaginedHall, seed: int) -> list[Person]:
    """Draw the people of one day, those with appointments among them, in order of arrival."""
    random = Random(f"{hall.name}:{seed}")
    arrivals = [*_arrivals(hall, random), *_appointed(hall, seed)]
    return [
        Person(
            ticket_id=n,
            queue_id=a.queue_id,
            priority=a.priority,
            at_s=a.at_s,
            order_s=a.order_s,
            walking_s=random.uniform(0.5, 1.5) * WALKING_S,
            service_s=max(hall.queues[a.queue_id].service(random), _SHORTEST_S),
            is_missing=random.random() < hall.queues[a.queue_id].no_show,
            appointment_id=a.appointment_id,
        )
        for n, a in enumerate(sorted(arrivals, key=lambda a: a.at_s))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    at_s: float
    queue_id: int
    priority: int
    order_s: float
    appointment_id: int | None = None


def _slots(rules: Appointments) -> Iterator[tuple[float, Appointments]]:
    slot_s = rules.every_s
    while slot_s <= rules.last_s:
        yield from [(slot_s, rules)] * rules.per_slot
        slot_s += rules.every_s


def _arrivals(hall: ImaginedHall, random: Random) -> Iterator[_Arrival]:
    for coming in hall.comings:
        for hour, per_hour in enumerate(coming.per_hour):
            at_s = hour * 3600.0
            while (at_s := at_s + random.expovariate(per_hour / 3600)) < (hour + 1) * 3600.0:
                yield _Arrival(
                    at_s=at_s, queue_id=coming.queue_id, priority=coming.priority, order_s=at_s
                )


def _appointed(hall: ImaginedHall, seed: int) -> Iterator[_Arrival]:
    for booked in booked_of(hall, seed):
        if booked.comes_s is not None:
            yield _Arrival(
                at_s=booked.comes_s,
                queue_id=booked.queue_id,
                priority=booked.priority if booked.is_kept else NORMAL,
                order_s=booked.slot_s if booked.is_kept else booked.comes_s,
                appointment_id=booked.appointment_id,
            )
