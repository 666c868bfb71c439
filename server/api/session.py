"""Signing in as a program."""

from __future__ import annotations

from flask_openapi3.models.tag import Tag

from server.api.answer import Answer
from server.api.blueprint import Blueprint
from server.api.schemas.base import Problem
from server.api.schemas.staff import Login, SignedIn
from server.domain.clock import to_wire
from server.wiring import wiring

bp = Blueprint("session", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="session")])


@bp.post(
    "/login",
    responses={200: SignedIn, 401: Problem, 429: Problem},
)
def login(body: Login) -> Answer:
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
