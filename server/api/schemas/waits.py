"""Waits, and how true they were."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from server.api.schemas.base import Outgoing, Wait


class QueueWait(Outgoing):
    """What a number drawn now would wait; null: nothing is known."""

    queue_id: int
    wait: Wait | None


class TicketWait(Outgoing):
    """What a waiting ticket still has to wait; null: nothing is known."""

    ticket_id: int
    wait: Wait | None


class HallWaits(Outgoing):
    """All waits of a hall, when they were estimated, and after which event."""

    at: str
    seq: int
    queues: list[QueueWait]
    tickets: list[TicketWait]


class AccuracyFigures(Outgoing):
    """How true quotes were; figures are null without tickets. Seconds, and shares from 0 to 1.

    `n` tickets were called and had been told a wait; `not_quoted` were called and had been told
    nothing. `bias_s` above 0: quoted too long. `inside`: called between low and high. `late`:
    called more than five minutes after high.
    """

    n: int
    not_quoted: int
    mae_s: float | None
    bias_s: float | None
    inside: float | None
    below_p90: float | None
    late: float | None


class QueueAccuracy(AccuracyFigures):
    """Of one queue."""

    queue_id: int
    name: str
    name_en: str


class HourAccuracy(AccuracyFigures):
    """Of those who arrived in one hour of the day, in the hall's own time."""

    hour: int


class WaitAccuracy(Outgoing):
    """How true the quoted waits of a period were."""

    first: Annotated[str, Field(serialization_alias="from", validation_alias="from")]
    last: Annotated[str, Field(serialization_alias="to", validation_alias="to")]
    total: AccuracyFigures
    queues: list[QueueAccuracy]
    hours: list[HourAccuracy]
