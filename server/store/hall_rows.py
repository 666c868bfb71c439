"""Rows of a hall as it is set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from server.domain.appointments import AppointmentRules
from server.domain.calendar import OpeningHours
from server.domain.cases import CaseTerms
from server.domain.clock import business_day
from server.domain.discipline import Discipline
from server.domain.issuing_rules import IssuingRules
from server.domain.queueing import CallPolicy
from server.domain.stages import Stages
from server.store.timetable import appointment_rules, issuing_rules, opening_hours
from server.store.types import SETTINGS_KEPT, Settings


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
        forget_contact_after_days: when the telephone that came with a complaint is erased, from
            its archiving on.
        rate_within_days: how long a visit may be rated on the ticket's page or at a kiosk, from
            its end on; None for no limit.
        consoles, displays, ratings: the stages that the hall uses by now.
        window_slip: the reception desk prints a second slip, for the window.
        count_visitors: the reception desk counts who comes and takes no number.
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
    forget_contact_after_days: int = 30
    rate_within_days: int | None = None
    consoles: bool = True
    displays: bool = True
    ratings: bool = True
    window_slip: bool = False
    count_visitors: bool = False


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
    calendar: Settings
    policy_json: Settings
    event_seq: int
    open_day: date | None
    voice: Settings

    @property
    def policy(self) -> HallPolicy:
        """The hall's settings, defaults filled in."""
        return _policy(self.policy_json)

    @property
    def call_policy(self) -> CallPolicy:
        """How the hall balances priority and waiting."""
        policy = self.policy
        return CallPolicy(
            patience=timedelta(seconds=policy.patience_s), ratio=policy.priority_ratio
        )

    @property
    def stages(self) -> Stages:
        """What the hall uses beside kiosks and printers."""
        policy = self.policy
        return Stages(consoles=policy.consoles, displays=policy.displays, ratings=policy.ratings)

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
        return _hours(self.calendar, zone=self.time_zone)


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
    voice: Settings


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
    policy_json: Settings

    @property
    def discipline(self) -> Discipline:
        """The queue's rules for calling, defaults filled in."""
        return _discipline(self.policy_json)

    @property
    def issuing(self) -> IssuingRules:
        """The queue's rules for giving numbers, defaults filled in."""
        return _issuing(self.policy_json)

    @property
    def appointments(self) -> AppointmentRules:
        """The queue's rules for appointments; none are offered where nothing is said."""
        return _appointments(self.policy_json)


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


# What settings mean, kept while they stay the same: a command asks several times, and making
# them anew took a tenth of the time of giving a number. All of it is read-only.
_hours = lru_cache(SETTINGS_KEPT)(opening_hours)


@lru_cache(SETTINGS_KEPT)
def _policy(settings: Settings) -> HallPolicy:
    return HallPolicy(**settings)


@lru_cache(SETTINGS_KEPT)
def _discipline(settings: Settings) -> Discipline:
    return Discipline(**settings.get("discipline", {}))


@lru_cache(SETTINGS_KEPT)
def _issuing(settings: Settings) -> IssuingRules:
    return issuing_rules(settings.get("issuing", {}))


@lru_cache(SETTINGS_KEPT)
def _appointments(settings: Settings) -> AppointmentRules:
    return appointment_rules(settings.get("appointments", {}))
