"""分步启用: which parts of the system a hall uses, switched while the day goes on."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires
from server.api.running import run
from server.api.schemas.base import HallPath
from server.api.schemas.stages import SetStages, Stages
from server.domain import stages as rule
from server.domain.access import Permission
from server.reports.board import hall_row
from server.services.stages import set_stages
from server.wiring import wiring

bp = Blueprint("stages", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="halls")])


@bp.post("/halls/<int:hall_id>/stages", responses={200: Stages}, security=SIGNED_IN)
@requires(Permission.MANAGE_STAGES)
def post_stages(path: HallPath, body: SetStages) -> Answer:
    """Say which stages the hall uses from now on; no number is lost.

    409 `windows_open`: consoles are switched off while somebody sits at `windows`.
    """
    wanted = rule.Stages(consoles=body.consoles, displays=body.displays, ratings=body.ratings)
    called_out = {each.queue_id: each.number for each in body.called_out}
    command = partial(set_stages, stages=wanted, called_out=called_out)
    run(path.hall_id, command, name="set_stages")
    with wiring().database.read() as conn:
        return asdict(hall_row(conn, path.hall_id).stages)
