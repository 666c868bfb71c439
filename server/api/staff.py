"""The hall's people."""

from __future__ import annotations

from functools import partial

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import clerk_id, requires
from server.api.running import run
from server.api.schemas.base import Accepted, AccountPath, HallPath
from server.api.schemas.staff import AccountList, Authorise, OwnAuthorisations
from server.domain.access import Permission
from server.reports.authorised import own_authorisations
from server.reports.people import hall_accounts
from server.services import authorising
from server.wiring import wiring

bp = Blueprint(
    "staff", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="staff")], abp_security=SIGNED_IN
)


@bp.get("/halls/<int:hall_id>/accounts", responses={200: AccountList})
@requires(Permission.MANAGE_STAFF)
def get_accounts(path: HallPath) -> Answer:
    """The hall's active people, by staff number."""
    with wiring().database.read() as conn:
        return {"accounts": hall_accounts(conn, path.hall_id)}


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


@bp.get("/halls/<int:hall_id>/accounts/me/authorisations", responses={200: OwnAuthorisations})
@requires(Permission.SERVE)
def get_own_authorisations(path: HallPath) -> Answer:
    """What of one's own letters of authorisation has ended, or ends within thirty days."""
    parts = wiring()
    with parts.database.read() as conn:
        return own_authorisations(conn, path.hall_id, clerk_id(), now=parts.clock.now())
