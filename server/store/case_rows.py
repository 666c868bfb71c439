"""Rows of bad-rating cases, fields in the tables' column order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A bad-rating case (差评处置)."""

    id: int
    hall_id: int
    rating_id: int
    visit_id: int
    window_id: int
    rated_id: int | None
    is_anonymous: bool
    state: str
    state_since: datetime
    opened_at: datetime
    assigned_id: int | None
    is_complex: bool
    due_at: datetime | None
    extended_to: datetime | None
    extension_reason: str | None
    contact_mask: str | None
    contact_sealed: str | None
