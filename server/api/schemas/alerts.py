"""Alerts for staff."""

from __future__ import annotations

from server.api.schemas.base import HallPath, Outgoing, Whole


class AlertPath(HallPath):
    """`/halls/{hall_id}/alerts/{alert_id}`"""

    alert_id: Whole


class Alert(Outgoing):
    """`about`: case, feedback or notice; `kind`: opened, soon or overdue.

    `name`: the window of a case, the receipt number of feedback, the number of a notice.
    """

    alert_id: int
    about: str
    about_id: int
    kind: str
    name: str
    due_at: str
    raised_at: str


class AlertsView(Outgoing):
    """The most pressing first; `stuck`: ratings that platforms refused or that were given up."""

    alerts: list[Alert]
    stuck: int
