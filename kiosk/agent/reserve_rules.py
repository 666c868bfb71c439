"""Whether a number may be given without asking. Pure; the server's rules, by the hall's time."""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kiosk.agent.clock import to_wire
from kiosk.agent.reserve_document import Booked, Day, Hours, QueueDay, ReserveDocument
from kiosk.agent.wire import Json

_QR_PREFIX = "BDY:"
_CODE = re.compile(r"[0-9A-Za-z_-]{6,40}")

Given = Callable[[Hours], int]
"""How many numbers this kiosk has given by itself in some hours, beyond what was told of them."""


@dataclass(frozen=True, slots=True)
class Shut:
    """Why no number is given: the code of the refusal that the server would give, its fields."""

    code: str
    fields: Json


AWAY = Shut("server_away", {})  # nothing to give, or nothing known: only the server can help


def why_shut(
    reserve: ReserveDocument, day: Day, queue: QueueDay, *, now: datetime, given: Given
) -> Shut | None:
    """Return why a queue gives nobody a number now, or None if it does."""
    closed = why_closed(queue)
    if closed is not None:
        return closed
    running = next((session for session in queue.sessions if now in session), None)
    if running is None and not reserve.any_hour:
        is_open = any(now in hours for hours in day.sessions)
        fields = {"opens_at": _opens_at(reserve, queue.queue_id, now)}
        return Shut("not_issuing_now" if is_open else "hall_closed", fields)
    if running is not None and running.left is not None and given(running) >= running.left:
        return Shut("session_full", {"opens_at": _opens_at(reserve, queue.queue_id, now)})
    whole_day = Hours(opens_at=day.begins_at, closes_at=day.ends_at)
    if queue.left is not None and given(whole_day) >= queue.left:
        return Shut("numbers_used_up", {})
    return None


def why_closed(queue: QueueDay) -> Shut | None:
    """Return why a queue gives not even promised numbers, or None."""
    return None if queue.open else Shut("queue_closed", {"reason": queue.closed_reason})


def warning(day: Day, queue: QueueDay, *, now: datetime) -> Literal["near_closing"] | None:
    """Return what the slip says beside the number, if anything."""
    if queue.warn_from is None or not day.sessions:
        return None
    closes_at = max(hours.closes_at for hours in day.sessions)
    return "near_closing" if queue.warn_from <= now < closes_at else None


def opening(reserve: ReserveDocument, day: Day, *, now: datetime) -> Json:
    """Return whether the hall is open, as the server says it."""
    running = next((hours for hours in day.sessions if now in hours), None)
    to_come = [h.opens_at for d in reserve.days for h in d.sessions if h.opens_at > now]
    is_open = running is not None or reserve.any_hour
    return {
        "now": is_open,
        "issuing": is_open,
        "opens_at": to_wire(min(to_come)) if to_come else None,
        "closes_at": to_wire(running.closes_at) if running else None,
    }


def find_booked(reserve: ReserveDocument, code: str) -> tuple[Day, Booked] | None:
    """Return the appointment of a code as typed or scanned, and its day; None if not known."""
    plain = "".join(code.split())
    if plain[: len(_QR_PREFIX)].upper() == _QR_PREFIX:
        plain = plain[len(_QR_PREFIX) :]
    if not _CODE.fullmatch(plain):
        return None
    for day in reserve.days:
        mark = hmac.new(bytes.fromhex(day.code_key), plain.encode(), hashlib.sha256).hexdigest()
        for booked in day.appointments:
            if hmac.compare_digest(booked.mark, mark):
                return day, booked
    return None


def why_not_checked_in(
    day: Day, today: Day, booked: Booked, *, now: datetime, number: str | None
) -> Shut | None:
    """Return why an appointment gets no number now, or None if it does.

    Args:
        day: the day of the appointment.
        number: the one that this kiosk gave for it, if it did.
    """
    starts_at = to_wire(booked.starts_at)
    if number is not None:
        return Shut("appointment_used", {"number": number, "starts_at": starts_at})
    if day.day != today.day:
        return Shut("appointment_not_today", {"starts_at": starts_at})
    if now < booked.from_at:
        return Shut("too_early", {"starts_at": starts_at, "from_at": to_wire(booked.from_at)})
    if is_late(booked, now=now) and booked.late == "refuse":
        return Shut("appointment_expired", {"starts_at": starts_at})
    return None


def is_late(booked: Booked, *, now: datetime) -> bool:
    """Return whether who comes now stands where everybody stands."""
    return now > booked.late_after


def _opens_at(reserve: ReserveDocument, queue_id: int, now: datetime) -> str | None:
    queues = [queue for day in reserve.days if (queue := day.queue(queue_id))]
    to_come = [s.opens_at for queue in queues for s in queue.sessions if s.opens_at > now]
    return to_wire(min(to_come)) if to_come else None
