"""How long people have to wait, and how true it was what they were told."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires
from server.api.schemas.base import HallPath
from server.api.schemas.waits import HallWaits, WaitAccuracy
from server.domain.access import Permission
from server.domain.errors import InvalidInput
from server.reports.board import hall_row
from server.reports.wait_view import hall_waits
from server.reports.waits import wait_accuracy
from server.wiring import wiring

bp = Blueprint("waits", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="waits")])

_MOST_DAYS = 400


class PeriodQuery(BaseModel):
    """`?from=YYYY-MM-DD&to=YYYY-MM-DD`, both included; today without them."""

    first: Annotated[date | None, Field(alias="from")] = None
    last: Annotated[date | None, Field(alias="to")] = None


@bp.get("/halls/<int:hall_id>/waits", responses={200: HallWaits})
def get_waits(path: HallPath) -> Answer:
    """What a number drawn now would wait in each queue, and what every waiting ticket has left.

    `wait` is null where nothing is known: no window that serves the queue is open, or paused
    until a known time.
    """
    return hall_waits(wiring().waits.of(path.hall_id))


@bp.get(
    "/halls/<int:hall_id>/wait-accuracy",
    responses={200: WaitAccuracy},
    security=SIGNED_IN,
)
@requires(Permission.SEE_REPORTS)
def get_wait_accuracy(path: HallPath, query: PeriodQuery) -> Answer:
    """How true the quoted waits of a period were, by queue and by hour of arrival."""
    parts = wiring()
    with parts.database.read() as conn:
        today = hall_row(conn, path.hall_id).day(parts.clock.now())
        last = query.last or query.first or today
        first = query.first or last
        if not 0 <= (last - first).days < _MOST_DAYS:
            raise InvalidInput(f"a period has 1 to {_MOST_DAYS} days, the first one first")
        return wait_accuracy(conn, path.hall_id, first=first, last=last)
