"""Jobs for stations: rows with a deadline, written in the transaction that causes them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from server.store.station_rows import JobRow
from server.store.station_tables import jobs
from server.store.unit_of_work import UnitOfWork


def add_job(
    uow: UnitOfWork,
    *,
    station_id: int,
    kind: str,
    body: dict[str, Any],
    deadline_at: datetime,
    visit_id: int | None = None,
) -> str:
    """Ask a station to do something once, before a deadline; the job's id."""
    job_id = str(uuid.uuid4())
    uow.conn.execute(
        insert(jobs).values(
            id=job_id,
            hall_id=uow.hall.id,
            station_id=station_id,
            kind=kind,
            body=body,
            visit_id=visit_id,
            created_at=uow.now,
            deadline_at=deadline_at,
            state="pending",
        )
    )
    return job_id


def end_job(uow: UnitOfWork, job: JobRow, state: str, *, result: dict[str, Any] | None) -> None:
    """Write down what became of a job: an outcome of its station, "dropped" or "withdrawn"."""
    uow.update(jobs, job.id, state=state, result=result, ended_at=uow.now)
