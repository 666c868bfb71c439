"""一次性告知书."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from server.api.schemas.base import HallPath, Incoming, Outgoing, PlainName, Whole
from server.domain.lifecycle import SuspendKind
from server.domain.notices import MOST_WORKING_DAYS, Fault, NoticeKind, Told, ToldMaterial

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
FewWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Slip = Literal["asked", "printed", "failed", "unknown"]


class NoticePath(HallPath):
    """`/halls/{hall_id}/notices/{notice_id}`"""

    notice_id: Whole


class PeriodQuery(BaseModel):
    """`?first=2026-11-01&last=2026-11-30`: business days, both included."""

    first: date
    last: date


class TickedMaterial(Incoming):
    """A material of the item's guide, by its place from 1; `words` say what is wrong with it."""

    position: Annotated[int, Field(ge=1, le=200)]
    fault: Fault
    words: FewWords = ""


class MakeNotice(Incoming):
    """A notice for the present ticket.

    `suspend`: the citizen will be back with it without queueing. `slips`: print two copies on
    the printer for this window. `agent`: who came for somebody else; only a mask is kept.
    """

    kind: NoticeKind
    item_id: Whole
    materials: Annotated[tuple[TickedMaterial, ...], Field(max_length=100)] = ()
    how: Words = ""
    words: Words = ""
    promise: Words = ""
    due_days: Annotated[int | None, Field(ge=1, le=MOST_WORKING_DAYS)] = None
    agent: Annotated[
        str | None, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)
    ] = None
    suspend: SuspendKind | None = None
    slips: bool = True

    def told(self) -> Told:
        """What is written on it."""
        return Told(
            kind=self.kind,
            materials=tuple(ToldMaterial(m.position, m.fault, m.words) for m in self.materials),
            how=self.how,
            words=self.words,
            promise=self.promise,
            due_days=self.due_days,
        )


class PrintNotice(Incoming):
    """Print a notice: two slips for a window, or as a page by the browser."""

    how: Literal["slip", "page"]
    window_id: Whole | None = None


class HandIn(Incoming):
    """Materials that were handed in, by their places."""

    positions: Annotated[
        list[Annotated[int, Field(ge=1, le=200)]], Field(min_length=1, max_length=100)
    ]


class NoticeItem(Outgoing):
    """The item as its guide was when the notice was made."""

    item_id: int
    name: str
    code: str
    version: int
    statutory_limit: dict[str, Any]
    promised_limit: dict[str, Any]


class NoticeClerk(Outgoing):
    """Who made it, as the paper names them."""

    staff_no: str
    surname: str


class NoticeMaterial(Outgoing):
    """A material and what is the matter with it; `has_sample` is null where no guide says."""

    position: int
    name: str
    form: str
    copies: int
    has_sample: bool | None
    fault: str
    words: str
    handed_in_at: str | None


class OwnNotice(Outgoing):
    """All that stands on a notice; of citizens masks alone."""

    notice_id: int
    hall_id: int
    number: str
    kind: str
    hall: PlainName
    utc_offset_s: int
    item: NoticeItem
    applicant: str | None
    agent: str | None
    ticket: str
    window: str
    clerk: NoticeClerk
    materials: list[NoticeMaterial]
    how: str
    words: str
    promise: str
    made_at: str
    due_at: str | None
    windows: list[str]
    suspend_kind: str | None
    return_code: str | None
    url: str
    enquiry_phone: str
    supervision_phone: str


class NoticePrint(Outgoing):
    """One time that it was printed; what is known of each sheet."""

    how: Literal["slip", "page"]
    is_reprint: bool
    asked_at: str
    slips: list[Slip]
    reason: str | None


class HeldNotice(OwnNotice):
    """To whoever holds its code; `may_return`: the ticket still waits with it, without queueing."""

    may_return: bool


class Notice(OwnNotice):
    """A notice as staff see it."""

    prints: list[NoticePrint]


class Reminder(Outgoing):
    """A notice with materials that somebody still owes."""

    notice_id: int
    number: str
    kind: str
    item_name: str
    ticket: str
    window: str
    owing: int
    made_at: str
    due_at: str
    urgency: Literal["overdue", "soon", "fine"]


class ReminderList(Outgoing):
    """Notices still waited for, the earliest day first."""

    notices: list[Reminder]


class FaultCount(Outgoing):
    """How many notices named a material."""

    name: str
    notices: int


class ItemCount(Outgoing):
    """How many notices an item had, by kind and by material."""

    item_code: str
    item_name: str
    notices: int
    kinds: dict[str, int]
    materials: list[FaultCount]


class ItemCountList(Outgoing):
    """The items with notices in a period, most first."""

    first: date
    last: date
    items: list[ItemCount]
