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
    heard: str = "on_displays"  # "by_voice": nobody counts; "at_window": no display tells of it
    ahead: int | None = None
    wait: WaitOfTicket | None = None
    windows: tuple[WindowOfTicket, ...] = ()
    appointment: AppointmentOfTicket | None = None
    warning: str | None = None
    reprints: int = 0
    offline: bool = False
    url: str


class LimitOfItem(_Message):
    """A time limit; without days its note says what it is."""

    days: int | None = None
    unit: str = ""
    note: str = ""


class MaterialOfItem(_Message):
    name: str
    form: str = ""
    copies: int = 1
    note: str = ""
    has_sample: bool | None = None  # None where the guide does not say


class HallOfCatalogue(Named):
    enquiry_phone: str = ""
    supervision_phone: str = ""


class ItemOfCatalogue(Named):
    """The part of an item's guide that a list of its materials needs."""

    item_id: int
    code: str
    version: int
    statutory_limit: LimitOfItem
    promised_limit: LimitOfItem
    materials: tuple[MaterialOfItem, ...]
    url: str = ""  # of its whole guide


class GuideOfCatalogue(ItemOfCatalogue):
    """The whole guide; an empty text was not published."""

    agency: str = ""
    conditions: str = ""
    procedure: tuple[str, ...] = ()
    result: str = ""
    fees: str = ""
    fee_basis: str = ""
    legal_basis: str = ""
    where_and_when: str = ""
    supervision: str = ""


class ItemOfNotice(Named):
    code: str
    version: int
    statutory_limit: LimitOfItem
    promised_limit: LimitOfItem


class ClerkOfNotice(_Message):
    staff_no: str
    surname: str


class MaterialOfNotice(MaterialOfItem):
    """What is the matter with a material."""

    fault: str
    words: str = ""


class Notice(_Message):
    """All that stands on a notice; of citizens masks alone."""

    number: str
    kind: str
    hall: Named
    utc_offset_s: Annotated[int, Field(gt=-86_400, lt=86_400)]
    item: ItemOfNotice
    applicant: str | None = None
    agent: str | None = None
    ticket: str
    window: str
    clerk: ClerkOfNotice
    materials: tuple[MaterialOfNotice, ...] = ()
    how: str = ""
    words: str = ""
    promise: str = ""
    made_at: Instant
    due_at: Instant | None = None
    windows: tuple[str, ...] = ()
    return_code: str | None = None
    url: str
    enquiry_phone: str
    supervision_phone: str


class NoticePrint(_Message):
    """Body of a job `notice.print`."""

    notice: Json
    is_reprint: bool
