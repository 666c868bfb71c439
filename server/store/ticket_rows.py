"""Rows of appointments, tickets and visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment."""

    id: int
    hall_id: int
    queue_id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    state: str
    state_since: datetime
    arrival: str | None
    code: str
    source: str
    external_id: str | None
    person_hash: str | None
    person_mask: str | None
    booked_at: datetime


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket."""

    id: int
    hall_id: int
    day: date
    queue_id: int
    issued_queue_id: int
    serial: int
    number: str
    state: str
    priority: int
    priority_class: str
    priority_reason: str | None
    priority_approver: str | None
    channel: str
    station_id: int | None
    token: str
    joined_at: datetime
    order_at: datetime
    ahead_at_issue: int | None
    quoted_at: datetime | None
    quote_low_s: int | None
    quote_high_s: int | None
    quote_p90_s: int | None
    warning: str | None
    person_hash: str | None
    person_mask: str | None
    kept_from: date | None
    appointment_id: int | None
    lease_id: int | None
    target_window_id: int | None
    visit_id: int | None
    slip: str
    slip_reason: str | None
    reprints: int
    route: list[int]
    self_returns: int
    suspend_kind: str | None
    suspend_code: str | None
    suspend_window_id: int | None
    state_since: datetime


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One stay of a ticket at a window."""

    id: int
    hall_id: int
    ticket_id: int
    queue_id: int
    window_id: int
    account_id: int | None
    called_at: datetime
    last_called_at: datetime
    calls: int
    announced_calls: int
    why: dict[str, str] | None
    started_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    outcome: str | None
    note: str | None
    case_number: str | None
    rating_state: str | None
    unspoken_calls: int | None
    unspoken_why: str | None
