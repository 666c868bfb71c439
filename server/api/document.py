"""The OpenAPI document at `/api/v1/openapi.json`."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_openapi3.openapi import OpenAPI

from server.api.running import KEY_HEADER

_KEY_PARAMETER = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "description": "The same key gives the same result; without one every request is new.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 64},
}
_COMMAND_PREFIXES = ("/api/v1/halls/", "/api/v1/tickets/")


def api_document(app: OpenAPI) -> Blueprint:
    """The route that answers with the app's document."""
    bp = Blueprint("document", __name__)

    @cache
    def document() -> dict[str, Any]:
        made: dict[str, Any] = app.api_doc
        for path, methods in made["paths"].items():
            if path.startswith(_COMMAND_PREFIXES) and "post" in methods:
                methods["post"].setdefault("parameters", []).append(_KEY_PARAMETER)
        return made

    @bp.get("/api/v1/openapi.json")
    def openapi() -> ResponseReturnValue:
        """The document, made once."""
        return document()

    return bp
