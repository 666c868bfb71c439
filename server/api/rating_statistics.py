"""The statistics of ratings, and what became of ratings on their way to platforms."""

from __future__ import annotations

from functools import partial

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires
from server.api.running import run
from server.api.schemas.base import Accepted, HallPath
from server.api.schemas.rating_statistics import (
    EnterCaseNumber,
    ForwardPath,
    Forwards,
    ForwardsQuery,
    RatingStatistics,
    StatisticsQuery,
)
from server.domain.access import Permission
from server.domain.errors import InvalidInput
from server.reports.board import hall_row
from server.reports.forwarding import forwarding_view
from server.reports.rating_statistics import rating_statistics
from server.services import forwarding
from server.wiring import wiring

bp = Blueprint(
    "rating_statistics",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="rating statistics")],
    abp_security=SIGNED_IN,
)

_MOST_DAYS = 400


@bp.get("/halls/<int:hall_id>/rating-statistics", responses={200: RatingStatistics})
@requires(Permission.SEE_REPORTS)
def get_rating_statistics(path: HallPath, query: StatisticsQuery) -> Answer:
    """参评率, 满意率, 平均分 … of a period, in all and by window, person, day and so on."""
    parts = wiring()
    with parts.database.read() as conn:
        now = parts.clock.now()
        last = query.last or query.first or hall_row(conn, path.hall_id).day(now)
        first = query.first or last
        if not 0 <= (last - first).days < _MOST_DAYS:
            raise InvalidInput(f"a period has 1 to {_MOST_DAYS} days, the first one first")
        return rating_statistics(conn, path.hall_id, first=first, last=last, by=query.by, now=now)


@bp.get("/halls/<int:hall_id>/rating-forwards", responses={200: Forwards})
@requires(Permission.FORWARD_RATINGS)
def get_rating_forwards(path: HallPath, query: ForwardsQuery) -> Answer:
    """上报: how many ratings stand how with each platform, and those to look at."""
    with wiring().database.read() as conn:
        return forwarding_view(conn, path.hall_id, state=query.state)


@bp.post(
    "/halls/<int:hall_id>/rating-forwards/<int:forward_id>/case-number",
    responses={200: Accepted},
)
@requires(Permission.FORWARD_RATINGS)
def enter_case_number(path: ForwardPath, body: EnterCaseNumber) -> Answer:
    """Enter 办件编号 for a rating that waits for it."""
    command = partial(
        forwarding.enter_number, forward_id=path.forward_id, case_number=body.case_number
    )
    run(path.hall_id, command, name=f"case_number:{path.forward_id}")
    return {"accepted": True}


@bp.post("/halls/<int:hall_id>/rating-forwards/<int:forward_id>/resend", responses={200: Accepted})
@requires(Permission.FORWARD_RATINGS)
def resend_rating(path: ForwardPath) -> Answer:
    """重报: send again what the platform refused or what was given up."""
    command = partial(forwarding.resend, forward_id=path.forward_id)
    run(path.hall_id, command, name=f"resend:{path.forward_id}")
    return {"accepted": True}
