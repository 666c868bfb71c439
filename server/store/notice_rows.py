"""Rows of 一次性告知书, fields in the tables' column order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice: what was told, about which item in which version, in which visit."""

    id: int
    hall_id: int
    day: date
    serial: int
    number: str
    token: str
    kind: str
    ticket_id: int
    visit_id: int
    window_id: int
    account_id: int
    item_id: int
    item_name: str
    item_code: str
    item_version: int
    statutory_limit: dict[str, Any]
    promised_limit: dict[str, Any]
    agent_mask: str | None
    how: str
    words: str
    promise: str
    made_at: datetime
    due_at: datetime | None
    windows: list[str]
    suspend_kind: str | None
    suspend_code: str | None


@dataclass(frozen=True, slots=True)
class NoticeMaterialRow:
    """A material on a notice, and whether it has been handed in."""

    notice_id: int
    position: int
    name: str
    form: str
    copies: int
    has_sample: bool | None
    fault: str
    words: str
    handed_in_at: datetime | None
    handed_in_to: int | None


@dataclass(frozen=True, slots=True)
class NoticePrintRow:
    """One time that a notice was printed."""

    id: int
    hall_id: int
    notice_id: int
    how: str
    is_reprint: bool
    asked_at: datetime
    actor: str
    station_id: int | None
    job_id: str | None
    slips: list[str]
    reason: str | None
