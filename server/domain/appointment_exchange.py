"""What halls and the systems that book for them tell one another of appointments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from server.domain.persons import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedElsewhere:
    """An appointment as another system tells it.

    Attributes:
        row: where it stands in what that system sent, from 1.
        external_id: its name there; the same name is the same appointment, for ever.
        queue: the code of the queue here.
        code: what the citizen holds; None to make one here.
        is_cancelled: that system has called it off.
    """

    row: int
    external_id: str
    queue: str
    starts_at: datetime
    code: str | None = None
    person: Person | None = None
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A row that says no appointment, and what is wrong with it."""

    row: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An appointment as we tell it to another system. `person_mask` shows nobody."""

    external_id: str | None
    queue: str
    starts_at: datetime
    code: str
    state: str
    arrival: str | None
    number: str | None
    person_hash: str | None
    person_mask: str | None


class AppointmentExchange(Protocol):
    """Another system that books for this hall, or wants to know what became of it."""

    def read(self) -> Iterable[BookedElsewhere | Unreadable]:
        """What was booked there."""
        ...

    def write(self, told: Sequence[Told]) -> None:
        """Tell it how appointments stand."""
        ...
