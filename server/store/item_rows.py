"""Rows of items in all their versions, fields in the tables' column order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ItemVersionRow:
    """One version of an item. `content` is what its writers say, checked or not."""

    id: int
    hall_id: int
    item_id: int
    version: int
    state: str
    state_since: datetime
    content: dict[str, Any]
    valid_from: date | None
    valid_to: date | None
    approved_by: int | None
