"""What becomes of jobs: a station's answer, or a deadline that passes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from server.domain.errors import NotFound
from server.services import asking_rating, printing_notices
from server.services.jobs import end_job
from server.store.station_rows import JobRow
from server.store.station_tables import jobs
from server.store.unit_of_work import UnitOfWork


def take_result(
    uow: UnitOfWork, *, job_id: str, station_id: int, outcome: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Take a station's answer to a job; a job that has ended takes no second one.

    Raises:
        NotFound: not a job of this station.
        InvalidInput: the answer lacks what its outcome promises.
    """
    query = select(jobs).where(jobs.c.id == job_id, jobs.c.station_id == station_id)
    job = uow.one(JobRow, query)
    if job is None:
        raise NotFound("no such job of this station", what="job")
    if job.kind in asking_rating.KINDS:
        asking_rating.take_answer(uow, job, outcome=outcome, body=body)
    elif job.kind == printing_notices.KIND:
        printing_notices.take_printed(
            uow,
            job,
            outcome=outcome,
            slips=body.get("slips") or [],
            reason=body.get("error"),
        )
    elif job.state == "pending":
        end_job(uow, job, outcome, result=body)
    return {"job_id": job.id}


def drop_overdue(uow: UnitOfWork) -> dict[str, Any]:
    """End the jobs whose deadline has passed without an answer."""
    query = select(jobs).where(
        jobs.c.hall_id == uow.hall.id, jobs.c.state == "pending", jobs.c.deadline_at < uow.now
    )
    overdue = [JobRow(*row) for row in uow.conn.execute(query)]
    for job in overdue:
        if job.kind in asking_rating.KINDS:
            asking_rating.drop(uow, job)
        elif job.kind == printing_notices.KIND:
            printing_notices.drop(uow, job)
        else:
            end_job(uow, job, "dropped", result=None)
    return {"dropped": len(overdue)}


def halls_with_overdue(conn: Connection, now: datetime) -> list[int]:
    """The halls in which `drop_overdue` has something to do."""
    query = select(jobs.c.hall_id).where(jobs.c.state == "pending", jobs.c.deadline_at < now)
    return sorted(set(conn.execute(query).scalars()))
