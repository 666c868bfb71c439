"""A hall's calendar and a queue's rules, from the JSON in their rows to the domain's terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from server.domain.appointments import AppointmentRules, Late, SlotRange
from server.domain.calendar import OpeningHours, Season, Session
from server.domain.issuing_rules import (
    CutOffPolicy,
    Identification,
    IssuingRules,
    Overnight,
)
from server.store.holidays import read_holidays


def opening_hours(calendar: Mapping[str, Any], *, zone: str) -> OpeningHours:
    """The hours of a hall.

    Raises:
        LookupError: it names holidays that this release does not have.
    """
    name = calendar.get("holidays")
    return OpeningHours(
        zone=zone,
        sessions=[_session(s) for s in calendar["sessions"]],
        closed_on={date.fromisoformat(d["on"]): d["reason"] for d in calendar["closed_days"]},
        open_on={date.fromisoformat(d["on"]): d["weekday"] for d in calendar["open_days"]},
        holidays=None if name is None else read_holidays(name),
        exchange_like=calendar.get("exchange_like", 1),
    )


def issuing_rules(rules: Mapping[str, Any]) -> IssuingRules:
    """A queue's rules for giving numbers; what is not said has its default."""
    plain = {name: value for name, value in rules.items() if name not in _READ}
    read = {name: make(rules[name]) for name, make in _READ.items() if name in rules}
    return IssuingRules(**plain, **read)


def appointment_rules(rules: Mapping[str, Any]) -> AppointmentRules:
    """A queue's rules for appointments; what is not said has its default."""
    plain = {name: value for name, value in rules.items() if name not in _READ_OF_APPOINTMENTS}
    read = {
        name: make(rules[name]) for name, make in _READ_OF_APPOINTMENTS.items() if name in rules
    }
    return AppointmentRules(**plain, **read)


def _slots(written: Mapping[str, Any]) -> SlotRange:
    return SlotRange(
        weekdays=frozenset(written["weekdays"]),
        opens=time.fromisoformat(written["opens"]),
        closes=time.fromisoformat(written["closes"]),
        minutes=written["minutes"],
        capacity=written["capacity"],
    )


def _session(written: Mapping[str, Any]) -> Session:
    season = written.get("season")
    return Session(
        weekdays=frozenset(written["weekdays"]),
        opens=time.fromisoformat(written["opens"]),
        closes=time.fromisoformat(written["closes"]),
        season=season and Season(_day(season[0]), _day(season[1])),
        quota=written.get("quota"),
    )


def _day(of_the_year: str) -> tuple[int, int]:
    month, day = of_the_year.split("-")
    return int(month), int(day)


_READ_OF_APPOINTMENTS: Mapping[str, Any] = {
    "ranges": lambda ranges: tuple(_slots(r) for r in ranges),
    "late": Late,
}
_READ: Mapping[str, Any] = {
    "sessions": lambda sessions: tuple(_session(s) for s in sessions),
    "identification": Identification,
    "cut_off": CutOffPolicy,
    "overnight": Overnight,
}
