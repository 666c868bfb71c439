"""`/healthz`: whether this server works, for watchdogs and load balancers."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from server.wiring import wiring

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 when the database answers; a failing read is a 500 like any other fault."""
    with wiring().database.read() as conn:
        conn.execute(text("SELECT 1"))
    return {"status": "ok", "database": "ok"}
