"""What a route may return, and how the document names who may ask."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response
from flask_openapi3.models.security_scheme import SecurityScheme
from pydantic import BaseModel

Responses = dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None]

# Flask's own ResponseReturnValue holds names that exist for type checkers only, and the OpenAPI
# document is made from annotations that must exist at run time.
Answer = dict[str, Any] | tuple[dict[str, Any], int] | Response

SECURITY_SCHEMES: dict[str, SecurityScheme | dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer"},  # an account's token, or a station's
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}
STATION_ONLY: list[dict[str, list[str]]] = [{"bearer": []}]
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}, {"session": []}]
