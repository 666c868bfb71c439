"""Rows of ratings on their way to platforms, fields in the table's column order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ForwardRow:
    """What became of a rating with one platform."""

    id: int
    hall_id: int
    rating_id: int
    platform: str
    key: str
    state: str
    stays: str | None
    attempts: int
    resent: int
    ready_at: datetime | None
    next_at: datetime | None
    error: str | None
    state_since: datetime
