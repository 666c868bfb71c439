"""Complaints, suggestions and praise."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, Field, SecretStr

from server.api.schemas.base import HallPath, Incoming, Outgoing, Whole
from server.domain.attachments import LARGEST_BYTES, MOST
from server.domain.feedback import FeedbackKind, FeedbackStep

Words = Annotated[str, Field(min_length=1, max_length=2000)]
_BASE64_LENGTH = LARGEST_BYTES * 4 // 3 + 8
File = Annotated[Base64Bytes, Field(max_length=_BASE64_LENGTH)]


class FeedbackPath(HallPath):
    """`/halls/{hall_id}/feedback/{feedback_id}`"""

    feedback_id: Whole


class AttachmentPath(FeedbackPath):
    """`/halls/{hall_id}/feedback/{feedback_id}/attachments/{number}`"""

    number: Whole


class FeedbackQuery(BaseModel):
    """`?archived=true`: what is over, instead of the rest."""

    archived: bool = False


class FiguresQuery(BaseModel):
    """`?first=2026-11-01&last=2026-11-30`, both included."""

    first: date
    last: date


class WriteFeedback(Incoming):
    """What a citizen writes. `attachments`: JPEG, PNG or PDF in base64.

    `contact` is a telephone number for questions and the answer; it is kept sealed, and seen by
    who handles it alone. Without one it is anonymous.
    """

    kind: FeedbackKind
    text: Words
    channel: Literal["online", "kiosk"] = "online"
    zone_id: Whole | None = None
    contact: Annotated[SecretStr, Field(max_length=128)] | None = None
    attachments: Annotated[tuple[File, ...], Field(max_length=MOST)] = ()


class EnterFeedback(Incoming):
    """What staff type in, that came by telephone or lay in the box."""

    kind: FeedbackKind
    text: Words
    channel: Literal["phone", "paper"]
    zone_id: Whole | None = None
    contact: Annotated[SecretStr, Field(max_length=128)] | None = None
    attachments: Annotated[tuple[File, ...], Field(max_length=MOST)] = ()


class LookUp(Incoming):
    """受理编号 and 查询码."""

    receipt: Annotated[str, Field(min_length=1, max_length=20)]
    code: Annotated[str, Field(min_length=1, max_length=40)]


class TakeFeedbackStep(Incoming):
    """A step; `account_id` says to whom it is handed over."""

    step: FeedbackStep
    words: Annotated[str, Field(max_length=2000)] | None = None
    account_id: Whole | None = None


class FeedbackReceipt(Outgoing):
    """What whoever wrote it keeps: without both nobody reads the answer."""

    feedback_id: int
    receipt: str
    code: str
    registered_at: str
    due_at: str


class FeedbackAddress(Outgoing):
    """Where complaints are written, for a telephone."""

    url: str


class FeedbackLookedUp(Outgoing):
    """Where it stands; `answer` is null until there is one."""

    receipt: str
    kind: str
    state: str
    state_since: str
    registered_at: str
    due_at: str
    answer: str | None
    answered_at: str | None


class FeedbackLine(Outgoing):
    """A line of the register. `contact` is a mask; null: anonymous."""

    feedback_id: int
    receipt: str
    kind: str
    channel: str
    zone: str | None
    contact: str | None
    state: str
    state_since: str
    registered_at: str
    due_at: str
    urgency: str
    assigned: str | None
    is_mine: bool
    next: list[str]


class FeedbackRegister(Outgoing):
    """Most urgent first."""

    feedback: list[FeedbackLine]


class FeedbackStepTaken(Outgoing):
    """What was done, when, by whom; `by` is null for the citizen."""

    number: int
    step: str
    state: str
    at: str
    by: str | None
    to: str | None
    words: str | None


class AttachmentName(Outgoing):
    """A file; `kind` by its content, `size` in bytes."""

    number: int
    kind: str
    size: int


class FeedbackView(FeedbackLine):
    """All of it."""

    text: str
    answer: str | None
    steps: list[FeedbackStepTaken]
    attachments: list[AttachmentName]


class Attachment(Outgoing):
    """A file in base64, under a name of ours."""

    name: str
    media_type: str
    content: str


class Counted(Outgoing):
    """How many of a name."""

    name: str
    n: int


class CountedZone(Outgoing):
    """How many of a zone; null: it names none."""

    zone: str | None
    n: int


class Answered(Outgoing):
    """Of `n` answered ones `in_time` were so by their term; `share` is null of none."""

    n: int
    in_time: int
    share: float | None


class FeedbackFigures(Outgoing):
    """Of those registered on the days from `first` to `last`."""

    first: str
    last: str
    n: int
    by_kind: list[Counted]
    by_channel: list[Counted]
    by_state: list[Counted]
    by_zone: list[CountedZone]
    answered: Answered
    overdue: int
