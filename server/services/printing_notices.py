"""Printing notices: two slips by a job, or a page by the browser; every print is on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from server.domain.errors import NoPrinter
from server.domain.notices import COPIES, is_reprint
from server.services.alarms import raise_alarm
from server.services.jobs import add_job, end_job
from server.store.notice_rows import NoticePrintRow, NoticeRow
from server.store.notice_tables import notice_prints, notices
from server.store.noticed import notice_document, prints_of
from server.store.slip_printers import printer_for
from server.store.station_rows import JobRow
from server.store.station_tables import jobs
from server.store.unit_of_work import UnitOfWork

KIND = "notice.print"

# Somebody stands beside the printer; after this long the page is the better way.
_DEADLINE = timedelta(minutes=2)


def print_slips(
    uow: UnitOfWork, *, notice_id: int, window_id: int, public_url: str
) -> dict[str, Any]:
    """Print both copies on the printer for a window; without one, say so on record.

    The print is marked 补打 unless all paper before it is known not to have come out.
    """
    notice = uow.get(NoticeRow, notices, notice_id)
    printer = printer_for(uow.conn, window_id)
    again = _is_reprint(uow, notice.id)
    if printer is None:
        _note(
            uow, notice.id, how="slip", again=again, slips=["failed"] * COPIES, reason="no_printer"
        )
        return {"notice_id": notice.id, "printing": False}
    document = notice_document(uow.conn, notice, public_url=public_url)
    job_id = add_job(
        uow,
        station_id=printer.station_id,
        kind=KIND,
        body={"notice": document, "copies": COPIES, "is_reprint": again},
        deadline_at=uow.now + _DEADLINE,
        visit_id=notice.visit_id,
    )
    _note(
        uow,
        notice.id,
        how="slip",
        again=again,
        slips=["asked"] * COPIES,
        station_id=printer.station_id,
        job_id=job_id,
    )
    return {"notice_id": notice.id, "printing": True}


def print_again(
    uow: UnitOfWork, *, notice_id: int, window_id: int, public_url: str
) -> dict[str, Any]:
    """补打 on the printer for a window.

    Raises:
        NotFound: no such notice in this hall.
        NoPrinter: there is no printer for the window.
    """
    uow.get(NoticeRow, notices, notice_id)
    if printer_for(uow.conn, window_id) is None:
        raise NoPrinter("no station near this window has a printer")
    return print_slips(uow, notice_id=notice_id, window_id=window_id, public_url=public_url)


def note_page(uow: UnitOfWork, *, notice_id: int) -> dict[str, Any]:
    """Note that a browser prints the notice; it does not tell what becomes of it."""
    notice = uow.get(NoticeRow, notices, notice_id)
    again = _is_reprint(uow, notice.id)
    _note(uow, notice.id, how="page", again=again, slips=["unknown"])
    return {"notice_id": notice.id, "is_reprint": again}


def take_printed(
    uow: UnitOfWork, job: JobRow, *, outcome: str, slips: list[str], reason: str | None
) -> None:
    """Take what a station says of its slips; news that comes late counts as well.

    A station that failed without saying which slips came out printed none. That something did
    not come out is worth an alarm: the citizen may be waiting at another place than the clerk.
    """
    if job.state not in ("pending", "dropped"):
        return
    if len(slips) != COPIES:
        slips = ["unknown" if outcome == "done" else "failed"] * COPIES
    _end(uow, job, outcome, slips=slips, reason=reason)
    if "failed" in slips:
        raise_alarm(
            uow,
            kind="notice_not_printed",
            station_id=job.station_id,
            window_id=None,
            device=None,
            detail={"reason": reason, "slips": slips},
        )


def drop(uow: UnitOfWork, job: JobRow) -> None:
    """End a job that no station answered in time; it may be printing all the same."""
    _end(uow, job, "dropped", slips=["unknown"] * COPIES, reason="no_answer")


def _end(uow: UnitOfWork, job: JobRow, state: str, *, slips: list[str], reason: str | None) -> None:
    query = select(notice_prints).where(notice_prints.c.job_id == job.id)
    asked = uow.one(NoticePrintRow, query)
    assert asked is not None, "written together with its job"
    uow.update(notice_prints, asked.id, slips=slips, reason=reason)
    end_job(uow, job, state, result={"slips": slips, "reason": reason})
    # The mask of who applied would outlive its own erasing in the job.
    uow.update(jobs, job.id, body={"notice_id": asked.notice_id})


def _is_reprint(uow: UnitOfWork, notice_id: int) -> bool:
    return is_reprint([earlier.slips for earlier in prints_of(uow.conn, notice_id)])


def _note(
    uow: UnitOfWork,
    notice_id: int,
    *,
    how: str,
    again: bool,
    slips: list[str],
    station_id: int | None = None,
    job_id: str | None = None,
    reason: str | None = None,
) -> None:
    uow.insert(
        notice_prints,
        hall_id=uow.hall.id,
        notice_id=notice_id,
        how=how,
        is_reprint=again,
        asked_at=uow.now,
        actor=uow.actor,
        station_id=station_id,
        job_id=job_id,
        slips=slips,
        reason=reason,
    )
