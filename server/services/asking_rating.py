"""Asking the citizen at the window to rate the visit, and taking the answer.

A keypad gives a level and no more. A tablet gives the level first, which is stored at once, so
that it counts whatever becomes of the citizen; then it is asked to offer the labels.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from server.domain.clock import from_wire
from server.domain.errors import AlreadyRated, InvalidInput, ReasonNotAsked
from server.domain.events import RatingEnded
from server.domain.rating import Channel, Level, is_possible
from server.services.alarms import raise_alarm
from server.services.jobs import add_job, end_job
from server.services.ratings import Given, give_reason, store_rating
from server.store.keypads import keypad_at
from server.store.prepared import Prepared
from server.store.station_rows import JobRow, StationRow
from server.store.station_tables import jobs, stations
from server.store.ticket_rows import VisitRow
from server.store.ticket_tables import visits
from server.store.unit_of_work import UnitOfWork

ASK = "rating.ask"
WHY = "rating.why"
KINDS = frozenset({ASK, WHY})
TABLET = "tablet"  # the kind of a station that is a tablet at a window

# How long a tablet waits for another touch while it shows the labels, and how long in all.
_IDLE_S = 60
_WHY_WITHIN = timedelta(minutes=5)

# The station needs a moment to take the job, and the answer a moment to come back.
_GRACE = timedelta(seconds=10)


_OURS = or_(jobs.c.kind == ASK, jobs.c.kind == WHY)


def ask_rating(uow: UnitOfWork, *, visit: VisitRow, number: str) -> None:
    """Ask the window's station to arm its keypad for this visit, if the window has a station.

    Only visits that were really started are asked about; no station, no question, and none
    while the hall does not use ratings yet.
    """
    if not uow.hall.stages.ratings:
        return
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
        kind=ASK,
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
    .where(
        visits.c.window_id == bindparam("window"),
        jobs.c.state == "pending",
        _OURS,
    )
)


def rated_otherwise(uow: UnitOfWork, visit_id: int) -> None:
    """Stop asking at the window about a visit that was rated by another channel."""
    for row in _ASKED_ABOUT.all(uow.conn, visit=visit_id):
        end_job(uow, JobRow(*row), "withdrawn", result=None)


_ASKED_ABOUT = Prepared(
    select(jobs).where(jobs.c.visit_id == bindparam("visit"), jobs.c.state == "pending", _OURS)
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
    if job.kind == WHY:
        _take_why(uow, job, outcome=outcome, body=body)
    elif job.state in ("pending", "withdrawn", "dropped") and outcome == "done":
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
    channel = _channel(uow, job.station_id)
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
    with suppress(AlreadyRated):  # by telephone meanwhile; the first one stands
        store_rating(
            uow,
            visit=visit,
            given=Given(
                level=level,
                channel=channel,
                station_id=job.station_id,
                device=body.get("device"),
                raw_value=body.get("value"),
                armed_at=armed_at,
                pressed_at=pressed_at,
            ),
        )
    end_job(uow, job, "done", result=body)
    if channel is Channel.TABLET and job.state == "pending":
        _ask_why(uow, job, visit=visit, level=level)


def _channel(uow: UnitOfWork, station_id: int) -> Channel:
    is_tablet = uow.get(StationRow, stations, station_id).kind == TABLET
    return Channel.TABLET if is_tablet else Channel.KEYPAD


def _ask_why(uow: UnitOfWork, job: JobRow, *, visit: VisitRow, level: Level) -> None:
    """Let the tablet offer the labels, until the next call withdraws the question."""
    add_job(
        uow,
        station_id=job.station_id,
        kind=WHY,
        body={**job.body, "level": level, "timeout_s": _IDLE_S},
        deadline_at=uow.now + _WHY_WITHIN,
        visit_id=visit.id,
    )


def _take_why(uow: UnitOfWork, job: JobRow, *, outcome: str, body: dict[str, Any]) -> None:
    if job.state not in ("pending", "withdrawn", "dropped"):
        return
    if outcome == "done":
        with suppress(ReasonNotAsked):  # given by telephone meanwhile
            give_reason(
                uow,
                visit_id=job.body["visit_id"],
                channel=Channel.TABLET,
                labels=body.get("labels", ()),
                words=body.get("words"),
            )
    end_job(uow, job, outcome, result=None)  # the citizen's words stand with the rating alone


def _end(uow: UnitOfWork, job: JobRow, state: str, *, result: dict[str, Any] | None) -> None:
    end_job(uow, job, state, result=result)
    if job.kind == WHY:
        return
    visit_id, window_id = job.body["visit_id"], job.body["window_id"]
    uow.update(visits, visit_id, rating_state=state)
    uow.record(RatingEnded(visit_id=visit_id, window_id=window_id, state=state))
