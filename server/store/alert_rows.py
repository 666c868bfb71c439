"""Rows of alerts, fields in the table's column order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert."""

    id: int
    hall_id: int
    about: str
    about_id: int
    kind: str
    due_at: datetime
    raised_at: datetime
    seen_at: datetime | None
    seen_by: int | None
