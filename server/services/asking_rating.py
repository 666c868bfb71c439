"""Asking the citizen at the window to rate the visit, and taking the answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from server.domain.clock import from_wire
from server.domain.errors import InvalidInput
from server.domain.events import RatingEnded, RatingStored
from server.domain.rating import BAD_LEVELS, SERIAL_PRESSES, Channel, Level, flags, is_possible
from server.services.alarms import raise_alarm
from server.services.cases import open_case
from server.services.jobs import add_job, end_job
from server.store.keypads import keypad_at
from server.store.prepared import Prepared
from server.store.rows import JobRow, VisitRow
from server.store.tables import jobs, ratings, visits
from server.store.unit_of_work import UnitOfWork

KIND = "rating.ask"

# The station needs a moment to take the job, and the answer a moment to come back.
_GRACE = timedelta(seconds=10)


def ask_rating(uow: UnitOfWork, *, visit: VisitRow, number: str) -> None:
    """Ask the window's station to arm its keypad for this visit, if the window has a station.

    Only visits that were really started are asked about; no station, no question.
    """
    keypad = keypad_at(uow.conn, visit.window_id)
    if visit.started_at is None or keypad is None:
        return
    timeout_s = uow.hall.policy.rating_timeout_s
    body = {
        "visit_id": visit.id,
        "number": number,
        "window_id": visit.window_id,
        "window": keypad.window,
        "timeout_s": timeout_s,
    }
    add_job(
        uow,
        station_id=keypad.station_id,
        kind=KIND,
        body=body,
        deadline_at=uow.now + timedelta(seconds=timeout_s) + _GRACE,
        visit_id=visit.id,
    )
    uow.update(visits, visit.id, rating_state="asked")


def withdraw_rating(uow: UnitOfWork, window_id: int) -> None:
    """Stop asking about an earlier visit of this window."""
    for row in _ASKED_AT.all(uow.conn, window=window_id):
        _end(uow, JobRow(*row), "withdrawn", result=None)


_ASKED_AT = Prepared(
    select(jobs)
    .join(visits, visits.c.id == jobs.c.visit_id)
    .where(visits.c.window_id == bindparam("window"), jobs.c.state == "pending")
)


def drop(uow: UnitOfWork, job: JobRow) -> None:
    """End a question whose deadline has passed."""
    _end(uow, job, "dropped", result=None)


def take_answer(uow: UnitOfWork, job: JobRow, *, outcome: str, body: dict[str, Any]) -> None:
    """Take a station's answer to a question; the first one stands.

    A key that was pressed for this visit counts even if the news of it comes after the job was
    withdrawn or dropped, because the citizen gave it, and the link was late.

    Raises:
        InvalidInput: the answer lacks what its outcome promises.
    """
    if job.state in ("pending", "withdrawn", "dropped") and outcome == "done":
        _store(uow, job, body)
    elif job.state == "pending":
        _end(uow, job, outcome, result=body)
        if outcome == "failed":
            raise_alarm(
                uow,
                kind=f"rating_{body.get('error', 'failed')}",
                station_id=job.station_id,
                window_id=job.body["window_id"],
                device=body.get("device"),
                detail=body,
            )


def _store(uow: UnitOfWork, job: JobRow, body: dict[str, Any]) -> None:
    visit = uow.get(VisitRow, visits, job.body["visit_id"])
    try:
        level = Level(body["level"])
        armed_at, pressed_at = from_wire(body["armed_at"]), from_wire(body["pressed_at"])
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"not a rating: {error}") from error
    began = visit.started_at or visit.called_at
    # The station's clock may run some moments apart from ours; more than the grace is a fault.
    possible = (
        is_possible(started_at=began - _GRACE, armed_at=armed_at, pressed_at=pressed_at)
        and pressed_at <= uow.now + _GRACE
    )
    if not possible:
        _end(uow, job, "failed", result={**body, "error": "clock_fault"})
        raise_alarm(
            uow,
            kind="rating_clock_fault",
            station_id=job.station_id,
            window_id=visit.window_id,
            device=body.get("device"),
            detail={"armed_at": body["armed_at"], "pressed_at": body["pressed_at"]},
        )
        return
    already = select(ratings.c.id).where(ratings.c.visit_id == visit.id, ratings.c.ordinal == 1)
    if uow.conn.execute(already).first() is None:
        rating_id = uow.insert(
            ratings,
            hall_id=uow.hall.id,
            visit_id=visit.id,
            ordinal=1,
            level=level,
            channel=Channel.KEYPAD,
            station_id=job.station_id,
            device=body.get("device"),
            raw_value=body.get("value"),
            armed_at=armed_at,
            pressed_at=pressed_at,
            stored_at=uow.now,
            flags=_flags(uow, visit, armed_at=armed_at, pressed_at=pressed_at),
        )
        if level in BAD_LEVELS:
            open_case(uow, rating_id=rating_id, visit=visit, is_anonymous=True)
    end_job(uow, job, "done", result=body)
    uow.update(visits, visit.id, rating_state="stored")
    uow.record(RatingStored(visit_id=visit.id, window_id=visit.window_id))


def _flags(
    uow: UnitOfWork, visit: VisitRow, *, armed_at: datetime, pressed_at: datetime
) -> list[str]:
    """What is odd about a press, seen beside those of the visits before it at its window."""
    before = _PRESSED_BEFORE.all(uow.conn, window=visit.window_id, visit=visit.id)
    others = [row.pressed_at for row in before]
    return sorted(flags(armed_at=armed_at, pressed_at=pressed_at, others=others))


_PRESSED_BEFORE = Prepared(
    select(ratings.c.pressed_at)
    .join(visits, visits.c.id == ratings.c.visit_id)
    .where(visits.c.window_id == bindparam("window"), visits.c.id < bindparam("visit"))
    .order_by(visits.c.id.desc())
    .limit(SERIAL_PRESSES - 1)
)


def _end(uow: UnitOfWork, job: JobRow, state: str, *, result: dict[str, Any] | None) -> None:
    end_job(uow, job, state, result=result)
    visit_id, window_id = job.body["visit_id"], job.body["window_id"]
    uow.update(visits, visit_id, rating_state=state)
    uow.record(RatingEnded(visit_id=visit_id, window_id=window_id, state=state))
