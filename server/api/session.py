"""Signing in as a program."""

from __future__ import annotations

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from server.api import schemas
from server.api.answer import Answer
from server.domain.clock import to_wire
from server.wiring import wiring

bp = APIBlueprint("session", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="session")])


@bp.post(
    "/login",
    responses={200: schemas.SignedIn, 401: schemas.Problem, 429: schemas.Problem},
)
def login(body: schemas.Login) -> Answer:
    """A bearer token for an account; good for twelve hours."""
    parts = wiring()
    account = parts.sign_in(body.login, body.password)
    token, expires_at = parts.tokens.make(account)
    return {
        "token": token,
        "expires_at": to_wire(expires_at),
        "account": {
            "account_id": account.id,
            "name": account.name,
            "role": account.role,
            "hall_id": account.hall_id,
        },
    }
