"""Alerts: what the asking person has to be told of. Consoles and pages of staff ask now and again.

They are not in the hall's stream: it is public, and which window was rated badly is not.
"""

from __future__ import annotations

from functools import partial

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import clerk_id, requires, who
from server.api.running import run
from server.api.schemas.alerts import AlertPath, AlertsView
from server.api.schemas.base import HallPath
from server.domain.access import ALLOWED, Permission
from server.reports.alerts import alerts_view
from server.reports.cases import Reader
from server.services import alerts
from server.services.cases import OFFICE, Actor
from server.wiring import wiring

bp = Blueprint(
    "alerts", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="alerts")], abp_security=SIGNED_IN
)


@bp.get("/halls/<int:hall_id>/alerts", responses={200: AlertsView})
@requires(Permission.HANDLE_CASES)
def get_alerts(path: HallPath) -> Answer:
    """What has come, is soon due or overdue, until it is seen or done."""
    return _view(path.hall_id)


@bp.post("/halls/<int:hall_id>/alerts/<int:alert_id>/seen", responses={200: AlertsView})
@requires(Permission.HANDLE_CASES)
def see_alert(path: AlertPath) -> Answer:
    """知道了: shown no more, to nobody; the next one of the same matter comes in its time."""
    actor = Actor(account_id=clerk_id(), role=who().role)
    command = partial(alerts.see, alert_id=path.alert_id, actor=actor)
    run(path.hall_id, command, name=f"alert:{path.alert_id}")
    return _view(path.hall_id)


def _view(hall_id: int) -> Answer:
    role = who().role
    reader = Reader(account_id=clerk_id(), is_office=role in OFFICE)
    with wiring().database.read() as conn:
        return alerts_view(
            conn,
            hall_id,
            reader=reader,
            sees_forwards=Permission.FORWARD_RATINGS in ALLOWED[role],
        )
