"""The OpenAPI document at `/api/v1/openapi.json`."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from flask_openapi3.openapi import OpenAPI

from server.api.blueprint import Blueprint
from server.api.running import KEY_HEADER

_SIGN_IN = "/api/v1/login"
_KEY_PARAMETER = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "description": "The same key gives the same result; without one every request is new.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 64},
}
_PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def api_document(app: OpenAPI) -> flask.Blueprint:
    """The route that answers with the app's document."""
    bp = flask.Blueprint("document", __name__)

    @cache
    def document() -> dict[str, Any]:
        for routes in app.blueprints.values():
            if isinstance(routes, Blueprint):
                routes.describe_in(app)
        made: dict[str, Any] = app.api_doc
        for path, methods in made["paths"].items():
            for method, operation in methods.items():
                _complete(operation, path, is_command=method == "post" and path != _SIGN_IN)
        return made

    @bp.get("/api/v1/openapi.json")
    def openapi() -> ResponseReturnValue:
        """The document, made once."""
        return document()

    return bp


def _complete(operation: dict[str, Any], path: str, *, is_command: bool) -> None:
    # Derived here, so that no route can forget a refusal that the shared handlers give.
    if is_command:
        operation.setdefault("parameters", []).append(_KEY_PARAMETER)
    # The library promises its own 422, everywhere and in a shape of its own; ours is a Problem.
    operation["responses"].pop("422", None)
    for status in _refusals(operation, path, is_command=is_command):
        described = {"description": status.phrase, "content": _PROBLEM}
        operation["responses"][str(status.value)] = described


def _refusals(operation: dict[str, Any], path: str, *, is_command: bool) -> list[HTTPStatus]:
    takes_something = "parameters" in operation or "requestBody" in operation
    may_happen = {
        HTTPStatus.UNAUTHORIZED: "security" in operation,
        HTTPStatus.FORBIDDEN: "security" in operation,
        HTTPStatus.NOT_FOUND: "{" in path,
        HTTPStatus.CONFLICT: is_command,
        HTTPStatus.UNPROCESSABLE_ENTITY: takes_something,
        HTTPStatus.INTERNAL_SERVER_ERROR: True,
    }
    return [status for status, may in may_happen.items() if may]
