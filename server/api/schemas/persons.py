"""What a hall has of one person, and the key by which its stations know people."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from server.api.schemas.base import Outgoing, QueueName
from server.api.schemas.person_said import PersonSaid
from server.api.schemas.tickets import Ticket


class FindPerson(PersonSaid):
    """Whose numbers and appointments are asked for."""

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.says_who:
            raise ValueError("say who it is")
        return self


class AppointmentToday(Outgoing):
    """An appointment that is still to be checked in; before `from_at` it is too early."""

    appointment_id: int
    queue_id: int
    queue: QueueName
    starts_at: str
    ends_at: str
    from_at: str
    may_check_in: bool


class PersonToday(Outgoing):
    """The numbers of a person that are not over, and today's appointments."""

    tickets: list[Ticket]
    appointments: list[AppointmentToday]


class PersonKey(Outgoing):
    """The hall's key for persons, in hexadecimal digits; kept in memory, never on a disk."""

    key: str
