"""导办台: its options, and visitors who came without taking a number."""

from __future__ import annotations

from functools import partial

from flask_openapi3.models.tag import Tag
from sqlalchemy import select

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires
from server.api.running import run
from server.api.schemas.base import HallPath
from server.api.schemas.reception import CountVisitor, DeskOptions, SetDeskOptions, Visitors
from server.domain.access import Permission
from server.reports.board import hall_row
from server.reports.catalogue import desk_options
from server.services import reception
from server.store.visitor_tables import visitor_counts
from server.wiring import wiring

bp = Blueprint("reception", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="halls")])


@bp.post("/halls/<int:hall_id>/desk-options", responses={200: DeskOptions}, security=SIGNED_IN)
@requires(Permission.MANAGE_STAGES)
def set_desk_options(path: HallPath, body: SetDeskOptions) -> Answer:
    """Say what reception desks do beside giving numbers."""
    command = partial(reception.set_options, **body.model_dump())
    run(path.hall_id, command, name="set_desk_options")
    with wiring().database.read() as conn:
        return desk_options(hall_row(conn, path.hall_id))


@bp.get("/halls/<int:hall_id>/visitors", responses={200: Visitors}, security=SIGNED_IN)
@requires(Permission.MANAGE_TICKETS)
def get_visitors(path: HallPath) -> Answer:
    """How many came today without taking a number, as far as the desk counted them."""
    parts = wiring()
    with parts.database.read() as conn:
        day = hall_row(conn, path.hall_id).today(parts.clock.now())
        query = select(visitor_counts.c.visitors).where(
            visitor_counts.c.hall_id == path.hall_id, visitor_counts.c.day == day
        )
        return {"visitors": conn.execute(query).scalar_one_or_none() or 0}


@bp.post("/halls/<int:hall_id>/visitors", responses={200: Visitors}, security=SIGNED_IN)
@requires(Permission.MANAGE_TICKETS)
def count_visitor(path: HallPath, body: CountVisitor) -> Answer:
    """Count somebody who took no number; 409 `stage_off` where the hall does not count them."""
    command = partial(reception.count_visitor, by=-1 if body.undo else 1)
    return run(path.hall_id, command, name=f"count_visitor:{body.undo}")
