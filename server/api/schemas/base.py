"""What all shapes have, and those that several routes share: paths, refusals, names, waits."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """What every shape has."""

    @classmethod
    @cache
    def model_json_schema(cls, **options: Any) -> dict[str, Any]:  # type: ignore[override]
        """The JSON schema, made once: the document's makers ask again for every route.

        Half a second of every start went there.
        """
        return super().model_json_schema(**options)


class Incoming(Shape):
    """A request body: nothing unknown is let through."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Outgoing(Shape):
    """An answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


ShortText = Annotated[str, Field(min_length=1, max_length=200)]
Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]  # what every database's integer column holds


class HallPath(Shape):
    """`/halls/{hall_id}`"""

    hall_id: Whole


class WindowPath(HallPath):
    """`/halls/{hall_id}/windows/{window_id}`"""

    window_id: Whole


class TicketPath(HallPath):
    """`/halls/{hall_id}/tickets/{ticket_id}`"""

    ticket_id: Whole


class QueuePath(HallPath):
    """`/halls/{hall_id}/queues/{queue_id}`"""

    queue_id: Whole


class TokenPath(BaseModel):
    """`/tickets/{token}`"""

    token: str


class AccountPath(HallPath):
    """`/halls/{hall_id}/accounts/{account_id}`"""

    account_id: Whole


class JobPath(BaseModel):
    """`/stations/me/jobs/{job_id}`"""

    job_id: str


class SinceQuery(BaseModel):
    """`?since=N`"""

    since: Whole = 0


class Problem(Outgoing):
    """A refusal: `code` never changes, `detail` is for developers."""

    model_config = ConfigDict(extra="allow")

    code: str
    detail: str


class Wait(Outgoing):
    """How long until the call: 20, 80 and 90 in a hundred are called by then."""

    low_s: int
    high_s: int
    p90_s: int


class PlainName(Outgoing):
    """A name in both languages."""

    name: str
    name_en: str


class QueueName(PlainName):
    """A queue's code and names."""

    code: str


class ZonePlace(PlainName):
    """Where a zone is."""

    zone_id: int
    place: str


class WindowPlace(Outgoing):
    """Where a window is."""

    window_id: int
    number: str
    place: str


# 办件编号, as the case system writes it: no blanks within.
CaseNumber = Annotated[str, Field(pattern=r"^\S{1,50}$")]


class SeenContact(Outgoing):
    """A citizen's telephone, for who has to call; that it was looked at is on record."""

    contact: str


class Accepted(Outgoing):
    """Taken; saying it again changes nothing."""

    accepted: Literal[True] = True
