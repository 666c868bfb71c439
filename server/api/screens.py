"""The hall's display pages: who is there, what they show, since when."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires
from server.api.schemas.base import HallPath
from server.api.schemas.screens import ScreenViewList
from server.domain.access import Permission
from server.domain.clock import to_wire
from server.reports.board import hall_row
from server.services.screens import Screen
from server.wiring import wiring

bp = Blueprint("screens", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="stations")])


@bp.get("/halls/<int:hall_id>/screens", responses={200: ScreenViewList}, security=SIGNED_IN)
@requires(Permission.MANAGE_STATIONS)
def get_screens(path: HallPath) -> Answer:
    """The screens that have told of themselves since the server started."""
    parts = wiring()
    with parts.database.read() as conn:
        seq = hall_row(conn, path.hall_id).event_seq
    return {"seq": seq, "screens": [_screen(each) for each in parts.screens.of(path.hall_id)]}


def _screen(screen: Screen) -> dict[str, Any]:
    health = screen.health
    return {
        "screen": health.screen,
        "address": health.address,
        "online": screen.connection is not None,
        "seq": health.seq,
        "width": health.width,
        "height": health.height,
        "since": to_wire(screen.since),
        "told_at": to_wire(screen.told_at),
        "reloads": health.reloads,
        "fault": health.fault,
        "unplayable": [asdict(each) for each in health.unplayable],
    }
