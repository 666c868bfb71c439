"""What somebody has to be told of, in the words that a page needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from server.domain.alerts import About
from server.domain.clock import to_wire
from server.domain.feedback import receipt_number
from server.domain.forwarding import RESENDABLE
from server.reports.cases import Reader
from server.store.alert_rows import AlertRow
from server.store.alerted import standing_alerts
from server.store.case_tables import cases
from server.store.feedback_tables import feedback
from server.store.forwarding_tables import forwards
from server.store.hall_tables import windows
from server.store.notice_tables import notices


def alerts_view(
    conn: Connection, hall_id: int, *, reader: Reader, sees_forwards: bool
) -> dict[str, Any]:
    """The alerts for a reader, and for whom it concerns the ratings that do not get away.

    An alert's `name` is that of its matter: a case's window, a receipt number, a notice's number.
    """
    found = standing_alerts(conn, hall_id, account_id=reader.account_id, is_office=reader.is_office)
    return {
        "alerts": [
            {
                "alert_id": alert.id,
                "about": alert.about,
                "about_id": alert.about_id,
                "kind": alert.kind,
                "name": _name(conn, alert),
                "due_at": to_wire(alert.due_at),
                "raised_at": to_wire(alert.raised_at),
            }
            for alert in found
        ],
        "stuck": _stuck(conn, hall_id) if sees_forwards else 0,
    }


def _name(conn: Connection, alert: AlertRow) -> str:
    if alert.about == About.CASE:
        query = select(windows.c.number).join(cases, cases.c.window_id == windows.c.id)
        return str(conn.execute(query.where(cases.c.id == alert.about_id)).scalar_one())
    if alert.about == About.FEEDBACK:
        columns = select(feedback.c.day, feedback.c.number)
        row = conn.execute(columns.where(feedback.c.id == alert.about_id)).one()
        return receipt_number(row.day, row.number)
    of_notice = select(notices.c.number).where(notices.c.id == alert.about_id)
    return str(conn.execute(of_notice).scalar_one())


def _stuck(conn: Connection, hall_id: int) -> int:
    """How many ratings platforms refused, or that were tried too often."""
    query = select(func.count()).where(
        forwards.c.hall_id == hall_id, forwards.c.state.in_(RESENDABLE)
    )
    return conn.execute(query).scalar_one()
