"""The hall's people."""

from __future__ import annotations

from functools import partial

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.identity import requires
from server.api.running import run
from server.api.schemas.base import Accepted, AccountPath
from server.api.schemas.staff import Authorise
from server.domain.access import Permission
from server.services import authorising

bp = APIBlueprint(
    "staff", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="staff")], abp_security=SIGNED_IN
)


@bp.post(
    "/halls/<int:hall_id>/accounts/<int:account_id>/authorisations",
    responses={200: Accepted},
)
@requires(Permission.MANAGE_STAFF)
def authorise(path: AccountPath, body: Authorise) -> Answer:
    """Note a letter of authorisation; the same letter again replaces it."""
    command = partial(authorising.authorise, account_id=path.account_id, **dict(body))
    run(path.hall_id, command, name=f"authorise:{path.account_id}:{body.letter_no}")
    return {"accepted": True}
