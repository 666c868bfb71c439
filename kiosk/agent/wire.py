"""What the agent reads from the server, checked. Unknown fields are let through unread."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kiosk.agent.clock import from_wire

Json = dict[str, Any]
SlipState = Literal["printed", "failed", "unknown"]
Outcome = Literal["done", "failed", "timed_out", "dropped"]
Instant = Annotated[datetime, BeforeValidator(lambda v: from_wire(v) if isinstance(v, str) else v)]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Identity(_Message):
    """Who this station is, as the server has it."""

    station_id: int
    code: str
    kind: str
    hall_id: int
    window_id: int | None = None
    zone_id: int | None = None


class Job(_Message):
    """Something this station is asked to do, once, before deadline_at."""

    job_id: Annotated[str, Field(min_length=1, max_length=64)]
    kind: str
    body: Json
    created_at: Instant
    deadline_at: Instant


class RatingAsk(_Message):
    """Body of a job `rating.ask`: one visit to be rated within timeout_s seconds."""

    visit_id: int
    number: str
    window_id: int
    timeout_s: Annotated[float, Field(gt=0, le=3600)]


class Named(_Message):
    name: str
    name_en: str = ""


class ZoneOfTicket(Named):
    place: str = ""


class ItemOfTicket(Named):
    bring: str | None = None


class WindowOfTicket(_Message):
    number: str
    place: str = ""


class WaitOfTicket(_Message):
    """Seconds that 20 and 80 in a hundred do not exceed."""

    low_s: float
    high_s: float


class AppointmentOfTicket(_Message):
    starts_at: Instant
    ends_at: Instant
    arrival: str | None = None


class Ticket(_Message):
    """The part of a ticket that a slip needs."""

    ticket_id: int | None
    hall_id: int
    number: str
    hall: Named
    queue: Named
    zone: ZoneOfTicket
    items: tuple[ItemOfTicket, ...] = ()
    issued_at: Instant
    ahead: int | None = None
    wait: WaitOfTicket | None = None
    windows: tuple[WindowOfTicket, ...] = ()
    appointment: AppointmentOfTicket | None = None
    warning: str | None = None
    reprints: int = 0
    offline: bool = False
    url: str
