"""Alerts that still hold: nobody has seen them, and what they are about stands as it stood."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from server.domain.alerts import About, AlertKind, pressing
from server.domain.cases import ENDED, CaseState
from server.domain.feedback import UNANSWERED, FeedbackState
from server.domain.notices import REMINDED
from server.store.alert_rows import AlertRow
from server.store.alert_tables import alerts
from server.store.case_tables import cases
from server.store.feedback_tables import feedback
from server.store.notice_tables import notice_materials, notices

# Something of it is still to be handed in.
IS_WAITED_FOR = and_(
    notices.c.kind.in_(REMINDED),
    exists().where(
        notice_materials.c.notice_id == notices.c.id, notice_materials.c.handed_in_at.is_(None)
    ),
)


def standing_alerts(
    conn: Connection, hall_id: int, *, account_id: int, is_office: bool
) -> list[AlertRow]:
    """What somebody has to be told of now: of each matter the most pressing, those first.

    The office is told of everything, others of what they have to do; whoever is rated is told of
    no case of their own.
    """
    most: dict[tuple[About, int], AlertRow] = {}
    for about, query in _QUERIES.items():
        for row in conn.execute(_for(query, about, hall_id, account_id, is_office)):
            alert = AlertRow(*row)
            earlier = most.get((about, alert.about_id))
            if earlier is None or _pressing(alert) > _pressing(earlier):
                most[about, alert.about_id] = alert
    return sorted(most.values(), key=lambda alert: (-_pressing(alert), alert.due_at, alert.id))


def _pressing(alert: AlertRow) -> int:
    return pressing(AlertKind(alert.kind))


def _standing(table: Any, about: About, still: ColumnElement[bool]) -> Select[Any]:
    same = and_(
        alerts.c.about == about, alerts.c.about_id == table.c.id, alerts.c.due_at == table.c.due_at
    )
    return select(alerts).join(table, same).where(alerts.c.seen_at.is_(None), still)


_IS_NEWS = alerts.c.kind == AlertKind.OPENED
_QUERIES: dict[About, Select[Any]] = {
    About.CASE: _standing(
        cases,
        About.CASE,
        and_(cases.c.state.not_in(ENDED), or_(~_IS_NEWS, cases.c.state == CaseState.NEW)),
    ),
    About.FEEDBACK: _standing(
        feedback,
        About.FEEDBACK,
        and_(
            feedback.c.state.in_(UNANSWERED),
            or_(~_IS_NEWS, feedback.c.state == FeedbackState.REGISTERED),
        ),
    ),
    About.NOTICE: _standing(notices, About.NOTICE, IS_WAITED_FOR),
}
_WHOSE = {
    About.CASE: cases.c.assigned_id,
    About.FEEDBACK: feedback.c.assigned_id,
    About.NOTICE: notices.c.account_id,
}


def _for(
    query: Select[Any], about: About, hall_id: int, account_id: int, is_office: bool
) -> Select[Any]:
    query = query.where(alerts.c.hall_id == hall_id)
    if about is About.CASE:
        query = query.where(cases.c.rated_id.is_distinct_from(account_id))
    return query if is_office else query.where(_WHOSE[about] == account_id)
