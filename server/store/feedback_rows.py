"""Rows of complaints, suggestions and praise, fields in the tables' column order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """A complaint, a suggestion or a word of praise."""

    id: int
    hall_id: int
    day: date
    number: int
    kind: str
    channel: str
    zone_id: int | None
    text: str
    contact_mask: str | None
    contact_sealed: str | None
    code_salt: str
    state: str
    state_since: datetime
    registered_at: datetime
    due_at: datetime
    assigned_id: int | None
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedbackStepRow:
    """One step of it."""

    id: int
    hall_id: int
    feedback_id: int
    number: int
    step: str
    state: str
    at: datetime
    actor: str
    account_id: int | None
    to_id: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A photograph or a scan that came with it."""

    id: int
    hall_id: int
    feedback_id: int
    number: int
    kind: str
    size: int
    content: bytes
