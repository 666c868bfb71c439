"""What a route may return, and how the document names who may ask."""

from __future__ import annotations

from typing import Any

from flask import Response

# Flask's own ResponseReturnValue holds names that exist for type checkers only, and the OpenAPI
# document is made from annotations that must exist at run time.
Answer = dict[str, Any] | tuple[dict[str, Any], int] | Response

SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},  # an account's token, or a station's
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}, {"session": []}]
