"""One way for everything that goes wrong to become an answer."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, Response, jsonify, make_response, request
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from server.domain.errors import DomainError
from server.pages.web import error_page
from server.store.database import DatabaseClosed

log = logging.getLogger(__name__)

_BACK_AFTER_S = 5  # a restart takes about as long
_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "invalid"}


def handle_problems(app: Flask) -> None:
    """Answer refusals, bad requests and bugs under `/api/` as JSON."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DatabaseClosed, _stopping)
    app.register_error_handler(Exception, _bug)


def invalid_body(error: ValidationError) -> Response:
    """422 with one line a fault; the values themselves are not repeated."""
    faults = [
        {"field": ".".join(str(part) for part in e["loc"]), "message": e["msg"]}
        for e in error.errors()
    ]
    return _answer(422, "invalid", "the request does not fit its form", errors=faults)


def _refused(error: DomainError) -> Response:
    return make_response(jsonify(error.to_json()), error.http_status)


def _forged(error: CSRFError) -> Response:
    return _answer(403, "forbidden", error.description or "missing or wrong CSRF token")


def _http(error: HTTPException) -> Response | HTTPException:
    if not request.path.startswith("/api/"):
        return error
    status = error.code or 500
    return _answer(status, _HTTP_CODES.get(status, "http"), error.description or error.name)


def _stopping(_error: DatabaseClosed) -> Response:
    """A command that came while the server ends; nothing has happened, so ask the next one."""
    if request.path.startswith("/api/"):
        answer = _answer(503, "stopping", "the server is stopping; ask again in a moment")
    else:
        answer = make_response(error_page(503))
    answer.headers["Retry-After"] = str(_BACK_AFTER_S)
    return answer


def _bug(error: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.error("reference %s", reference, exc_info=error)
    if not request.path.startswith("/api/"):
        return make_response(error_page(500, reference=reference))
    return _answer(500, "internal", "a fault of ours, noted", reference=reference)


def _answer(status: int, code: str, detail: str, **fields: Any) -> Response:
    return make_response(jsonify({"code": code, "detail": detail, **fields}), status)
