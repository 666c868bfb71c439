"""Telling people of work that is soon due or overdue, of each once; and that they have seen it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, select

from server.domain.alerts import About, AlertKind, is_soon
from server.domain.errors import NotFound
from server.domain.feedback import UNANSWERED, FeedbackState, Urgency, urgency
from server.services.cases import OFFICE, Actor
from server.services.telling import tell
from server.store.alert_tables import alerts
from server.store.alerted import IS_WAITED_FOR, standing_alerts
from server.store.case_tables import cases
from server.store.feedback_tables import feedback
from server.store.hall_rows import HallRow
from server.store.hall_tables import halls
from server.store.notice_tables import notices
from server.store.unit_of_work import UnitOfWork

# A complaint is reminded of by working days, of which the longest holiday leaves few.
_LOOK_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _Due:
    hall_id: int
    about: About
    about_id: int
    kind: AlertKind
    due_at: datetime


def halls_with_alerts(conn: Connection, now: datetime) -> list[int]:
    """The halls in which `tell_of_due` has something to do."""
    return sorted({due.hall_id for due in _to_tell(conn, now)})


def tell_of_due(uow: UnitOfWork) -> dict[str, Any]:
    """Tell of what is soon due or overdue, and has not been told of."""
    mine = [due for due in _to_tell(uow.conn, uow.now) if due.hall_id == uow.hall.id]
    for due in mine:
        tell(uow, about=due.about, about_id=due.about_id, kind=due.kind, due_at=due.due_at)
    return {"told": len(mine)}


def see(uow: UnitOfWork, *, alert_id: int, actor: Actor) -> dict[str, Any]:
    """Note that somebody has seen an alert; it is shown no more.

    Raises:
        NotFound: no such alert stands for this person.
    """
    standing = standing_alerts(
        uow.conn, uow.hall.id, account_id=actor.account_id, is_office=actor.role in OFFICE
    )
    if alert_id not in {alert.id for alert in standing}:
        raise NotFound(f"no alert {alert_id} for this person", what="alert")
    uow.update(alerts, alert_id, seen_at=uow.now, seen_by=actor.account_id)
    return {"alert_id": alert_id}


def _to_tell(conn: Connection, now: datetime) -> Iterator[_Due]:
    of_halls: dict[int, HallRow] = {}
    for about, query in _OPEN.items():
        for row in conn.execute(query.where(_DUE[about] <= now + _LOOK_AHEAD)):
            if row.hall_id not in of_halls:
                found = conn.execute(select(halls).where(halls.c.id == row.hall_id)).one()
                of_halls[row.hall_id] = HallRow(*found)
            kind = _kind(about, row, of_halls[row.hall_id], now)
            if kind is AlertKind.OVERDUE or (kind is AlertKind.SOON and not row.is_reminded):
                yield _Due(row.hall_id, about, row.id, kind, row.due_at)


def _kind(about: About, row: Any, hall: HallRow, now: datetime) -> AlertKind | None:
    if row.due_at < now:
        return AlertKind.OVERDUE
    if about is About.FEEDBACK:
        stands = urgency(
            FeedbackState(row.state), due_at=row.due_at, now=now, hours=hall.opening_hours()
        )
        return AlertKind.SOON if stands is Urgency.SOON else None
    return AlertKind.SOON if is_soon(row.due_at, now=now) else None


def _is_told(table: Any, about: About, kind: AlertKind) -> Any:
    return exists().where(
        and_(
            alerts.c.about == about,
            alerts.c.about_id == table.c.id,
            alerts.c.kind == kind,
            alerts.c.due_at == table.c.due_at,
        )
    )


def _open(table: Any, about: About, still: Any, state: Any) -> Select[Any]:
    return select(
        table.c.hall_id,
        table.c.id,
        table.c.due_at,
        state.label("state"),
        _is_told(table, about, AlertKind.SOON).label("is_reminded"),
    ).where(still, ~_is_told(table, about, AlertKind.OVERDUE))


_OPEN: dict[About, Select[Any]] = {
    # A case in which nothing is due has no such instant.
    About.CASE: _open(cases, About.CASE, cases.c.due_at.is_not(None), cases.c.state),
    About.FEEDBACK: _open(
        feedback, About.FEEDBACK, feedback.c.state.in_(UNANSWERED), feedback.c.state
    ),
    About.NOTICE: _open(notices, About.NOTICE, IS_WAITED_FOR, notices.c.kind),
}
_DUE = {
    About.CASE: cases.c.due_at,
    About.FEEDBACK: feedback.c.due_at,
    About.NOTICE: notices.c.due_at,
}
