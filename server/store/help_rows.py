"""Rows of requests for help, fields in the tables' column order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HelpRow:
    """Somebody who wants help."""

    id: int
    hall_id: int
    kind: str
    station_id: int | None
    ticket_id: int | None
    state: str
    asked_at: datetime
    helper_id: int | None
    taken_at: datetime | None
    ended_at: datetime | None
    has_helped: bool | None


@dataclass(frozen=True, slots=True)
class HelpStepRow:
    """One step of it."""

    id: int
    hall_id: int
    help_id: int
    number: int
    step: str
    state: str
    at: datetime
    actor: str
    account_id: int | None
    note: str | None
