"""Rows of what displays show beside calls, fields in the tables' column order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.media import MediumKind


@dataclass(frozen=True, slots=True)
class SlideRow:
    """A picture or video with the time that it is shown."""

    id: int
    hall_id: int
    position: int
    title: str
    medium: str
    size: int
    duration_s: int | None
    fit: str
    first_on: date | None
    last_on: date | None
    weekdays: list[int]
    from_time: str | None
    until_time: str | None
    is_on: bool

    @property
    def kind(self) -> MediumKind:
        """What its file is."""
        return MediumKind(self.medium.rpartition(".")[2])


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """A layout of the hall's own."""

    id: int
    hall_id: int
    name: str
    title: str
    definition: dict[str, Any]
