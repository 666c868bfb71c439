"""Rows as frozen values, one class a table, fields in the table's column order.

Frozen, because a row is what was read: changes go through the unit of work, and a ticket's
state through one function only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from server.domain.appointments import AppointmentRules
from server.domain.calendar import OpeningHours
from server.domain.cases import CaseTerms
from server.domain.clock import business_day
from server.domain.discipline import Discipline
from server.domain.issuing_rules import IssuingRules
from server.domain.leasing import Block
from server.domain.queueing import CallPolicy
from server.store.timetable import appointment_rules, issuing_rules, opening_hours


@dataclass(frozen=True, slots=True)
class HallPolicy:
    """What an office sets for its hall; durations in seconds.

    Attributes:
        patience_s: how long a normal ticket may be overtaken by others.
        priority_ratio: after so many priority tickets in a row a window calls a normal one;
            None for no such rule.
        speak_for_s: how long a call is still worth speaking.
        bring_back_after: behind how many waiting people a missed ticket rejoins; 0 for all.
        rating_timeout_s: how long a keypad waits for a key.
        auto_call_after_s: an open window that has had nobody for so long calls by itself while
            people wait for it; None for never.
        demand_authorisation: clerks call only tickets whose items they hold a letter for.
        issue_outside_hours: give numbers outside the sessions (demonstrations, 24-hour desks).
        person_daily_limit: how many numbers one person gets in a day, in all queues that ask
            who it is; None for no limit.
        offline_numbers: how many numbers of each queue and day a kiosk holds for when the server
            cannot be reached; 0 for none.
        case_verify_days, case_clear_days, case_complex_days, case_call_back_days: how long the
            parts of a bad-rating case may take, in working days of the hall.
        feedback_days: how long the answer to a complaint may take, in working days of the hall.
        forget_persons_after_days: when the hash and the mask of who drew a number are erased.
    """

    patience_s: int = 2400
    priority_ratio: int | None = 3
    speak_for_s: int = 60
    bring_back_after: int = 3
    rating_timeout_s: int = 30
    auto_call_after_s: int | None = None
    demand_authorisation: bool = False
    issue_outside_hours: bool = False
    person_daily_limit: int | None = None
    offline_numbers: int = 40
    forget_persons_after_days: int = 30
    case_verify_days: int = 1
    case_clear_days: int = 5
    case_complex_days: int = 15
    case_call_back_days: int = 3
    feedback_days: int = 10


@dataclass(frozen=True, slots=True)
class HallRow:
    """A hall."""

    id: int
    code: str
    name: str
    name_en: str
    kind: str
    time_zone: str
    day_starts_at: str
    address: str
    supervision_phone: str
    enquiry_phone: str
    notices: list[dict[str, str]]
    calendar: dict[str, Any]
    policy_json: Mapping[str, Any]
    event_seq: int
    open_day: date | None

    @property
    def policy(self) -> HallPolicy:
        """The hall's settings, defaults filled in."""
        return HallPolicy(**self.policy_json)

    @property
    def call_policy(self) -> CallPolicy:
        """How the hall balances priority and waiting."""
        policy = self.policy
        return CallPolicy(
            patience=timedelta(seconds=policy.patience_s), ratio=policy.priority_ratio
        )

    @property
    def case_terms(self) -> CaseTerms:
        """How long the parts of a bad-rating case may take."""
        policy = self.policy
        return CaseTerms(
            verify=policy.case_verify_days,
            clear=policy.case_clear_days,
            complex=policy.case_complex_days,
            call_back=policy.case_call_back_days,
        )

    @property
    def speak_for(self) -> timedelta:
        """How long a call is still worth speaking."""
        return timedelta(seconds=self.policy.speak_for_s)

    def day(self, at: datetime) -> date:
        """The business day of an instant in this hall."""
        begins = time.fromisoformat(self.day_starts_at)
        return business_day(at, zone=self.time_zone, day_starts_at=begins)

    def today(self, now: datetime) -> date:
        """The hall's business day now; a clock that was set back begins no day again."""
        return max(self.day(now), self.open_day or date.min)

    def opening_hours(self) -> OpeningHours:
        """The hall's calendar in the domain's terms."""
        return opening_hours(self.calendar, zone=self.time_zone)


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone of a hall."""

    id: int
    hall_id: int
    code: str
    name: str
    name_en: str
    about: str
    about_en: str
    place: str
    position: int
    default_queue_id: int | None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue of a hall."""

    id: int
    hall_id: int
    zone_id: int
    code: str
    name: str
    name_en: str
    prefix: str
    digits: int
    first_number: int
    daily_limit: int | None
    expected_service_s: int
    priority: int
    is_open: bool
    closed_reason: str | None
    on_kiosk: bool
    position: int
    policy_json: Mapping[str, Any]

    @property
    def discipline(self) -> Discipline:
        """The queue's rules for calling, defaults filled in."""
        return Discipline(**self.policy_json.get("discipline", {}))

    @property
    def issuing(self) -> IssuingRules:
        """The queue's rules for giving numbers, defaults filled in."""
        return issuing_rules(self.policy_json.get("issuing", {}))

    @property
    def appointments(self) -> AppointmentRules:
        """The queue's rules for appointments; none are offered where nothing is said."""
        return appointment_rules(self.policy_json.get("appointments", {}))


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window of a hall."""

    id: int
    hall_id: int
    zone_id: int
    number: str
    place: str
    position: int
    state: str
    state_since: datetime
    account_id: int | None
    pause_reason: str | None
    pause_until: datetime | None
    responsible_id: int | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person who signs in. `password_hash` is argon2's, never the password."""

    id: int
    hall_id: int | None
    login: str
    name: str
    staff_no: str
    role: str
    password_hash: str
    is_active: bool
    is_demonstration: bool
    session_epoch: int


@dataclass(frozen=True, slots=True)
class StationRow:
    """A computer with devices. `token_hash` is SHA-256 of its token, in hex."""

    id: int
    hall_id: int
    code: str
    kind: str
    zone_id: int | None
    window_id: int | None
    speaks: bool
    token_hash: str
    is_demonstration: bool
    revoked_at: datetime | None
    seen_at: datetime | None
    health: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class PairingRow:
    """A computer that asks to become a station, by the code on its screen."""

    id: int
    hall_id: int
    code: str
    token_hash: str
    kind: str
    host: str
    asked_at: datetime
    expires_at: datetime
    station_id: int | None


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
class LeaseRow:
    """Numbers of a queue's day that a kiosk holds."""

    id: int
    hall_id: int
    queue_id: int
    day: date
    station_id: int
    holder: str
    first_serial: int
    last_serial: int
    taken_at: datetime

    @property
    def block(self) -> Block:
        """Its numbers."""
        return Block(self.first_serial, self.last_serial)


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
    rating_state: str | None


@dataclass(frozen=True, slots=True)
class JobRow:
    """Something a station is asked to do once, before its deadline."""

    id: str
    hall_id: int
    station_id: int
    kind: str
    body: dict[str, Any]
    visit_id: int | None
    created_at: datetime
    deadline_at: datetime
    state: str
    result: dict[str, Any] | None
    ended_at: datetime | None
