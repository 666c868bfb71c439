"""What stations ask and report."""

from __future__ import annotations

from functools import partial

from flask_openapi3.models.tag import Tag
from sqlalchemy import select

from server.api.answer import STATION_ONLY, Answer, Responses
from server.api.blueprint import Blueprint
from server.api.identity import station_id
from server.api.running import run
from server.api.schemas.base import Accepted, HallPath, JobPath
from server.api.schemas.stations import (
    Announcement,
    JobList,
    JobResult,
    StationAlarm,
    StationHealth,
    StationInfo,
)
from server.domain.errors import Forbidden
from server.push.stations import job_json
from server.services import alarms, answering_jobs, calling, stations
from server.store.station_rows import JobRow, StationRow
from server.store.station_tables import jobs
from server.store.station_tables import stations as stations_table
from server.wiring import wiring

bp = Blueprint(
    "stations",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="stations")],
    abp_security=STATION_ONLY,
)

_ACCEPTED: Responses = {200: Accepted}


@bp.get("/stations/me", responses={200: StationInfo})
def get_me() -> Answer:
    """Who the asking station is."""
    station = _me()
    return {
        "station_id": station.id,
        "code": station.code,
        "kind": station.kind,
        "hall_id": station.hall_id,
        "window_id": station.window_id,
        "zone_id": station.zone_id,
    }


@bp.get("/stations/me/jobs", responses={200: JobList})
def get_jobs() -> Answer:
    """The station's pending jobs, oldest first."""
    query = (
        select(jobs)
        .where(jobs.c.station_id == station_id(), jobs.c.state == "pending")
        .order_by(jobs.c.created_at)
    )
    with wiring().database.read() as conn:
        return {"jobs": [job_json(JobRow(*row)) for row in conn.execute(query)]}


@bp.post("/stations/me/jobs/<job_id>/result", responses=_ACCEPTED)
def post_result(path: JobPath, body: JobResult) -> Answer:
    """Answer a job; the first answer stands, a repeated one changes nothing."""
    station = _me()
    command = partial(
        answering_jobs.take_result,
        job_id=path.job_id,
        station_id=station.id,
        outcome=body.outcome,
        body=body.body.model_dump(exclude_none=True),
    )
    run(station.hall_id, command, name=f"take_result:{path.job_id}")
    return {"accepted": True}


@bp.post("/stations/me/alarms", responses=_ACCEPTED)
def post_alarm(body: StationAlarm) -> Answer:
    """Raise an alarm."""
    station = _me()
    command = partial(
        alarms.raise_alarm,
        kind=body.kind,
        station_id=station.id,
        window_id=station.window_id,
        device=body.device,
        detail=body.detail,
    )
    run(station.hall_id, command, name="alarm")
    return {"accepted": True}


@bp.post("/stations/me/health", responses=_ACCEPTED)
def post_health(body: StationHealth) -> Answer:
    """Say how the station's devices are."""
    station = _me()
    command = partial(stations.note_health, station_id=station.id, devices=body.devices)
    run(station.hall_id, command, name="health")
    return {"accepted": True}


@bp.post("/halls/<int:hall_id>/announcements", responses=_ACCEPTED)
def post_announcement(path: HallPath, body: Announcement) -> Answer:
    """Acknowledge that a call was spoken, or say why it was not."""
    station = _me()
    if station.hall_id != path.hall_id or not station.speaks:
        raise Forbidden("only a speaking station of the hall may say so")
    command = partial(
        calling.note_announced,
        visit_id=body.visit_id,
        calls=body.calls,
        outcome=body.outcome,
        why=body.why,
    )
    # A second loudspeaker may have spoken what the first could not.
    run(path.hall_id, command, name=f"announced:{body.visit_id}:{body.calls}:{body.outcome}")
    return {"accepted": True}


def _me() -> StationRow:
    query = select(stations_table).where(stations_table.c.id == station_id())
    with wiring().database.read() as conn:
        return StationRow(*conn.execute(query).one())
