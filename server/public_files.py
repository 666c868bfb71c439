"""What anybody may fetch: displays' pages and media, the kit that pages share; headers of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory

from server.domain.media import MEDIA_TYPES
from server.store.media_files import MediaFiles

ROOT = Path(__file__).resolve().parent.parent
KIT = ROOT / "display" / "kit"
DISPLAY = ROOT / "display" / "web"
_FOR_GOOD_S = 365 * 24 * 3600  # a medium's name is made of its content

CSP = "; ".join(
    [
        "default-src 'self'",
        # The station's own agent, for the sound of its loudspeaker.
        "connect-src 'self' ws: wss: http://127.0.0.1:*",
        "img-src 'self' data: blob:",  # blob: what a display keeps for when its link is lost
        "media-src 'self' blob: http://127.0.0.1:*",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


def serve_files(app: Flask) -> None:
    """Serve the displays' pages, and the kit."""

    def hall_board(**_: Any) -> Response:
        return send_from_directory(DISPLAY, "hall.html")

    def window_screen(**_: Any) -> Response:
        return send_from_directory(DISPLAY, "window.html")

    app.add_url_rule("/kit/<path:name>", "kit", lambda name: send_from_directory(KIT, name))
    app.add_url_rule(
        "/display/static/<path:name>", "display", lambda name: send_from_directory(DISPLAY, name)
    )
    app.add_url_rule("/display/<int:hall_id>", "hall_board", hall_board)
    app.add_url_rule("/display/<int:hall_id>/zone/<int:zone_id>", "zone_board", hall_board)
    app.add_url_rule(
        "/display/<int:hall_id>/window/<int:window_id>", "window_screen", window_screen
    )


def serve_media(app: Flask, media: MediaFiles) -> None:
    """Serve the pictures and videos of displays."""

    def medium(hall_id: int, name: str) -> Response:
        found = media.find(hall_id, name)
        answer = send_from_directory(
            media.folder(hall_id),
            found.name,
            mimetype=MEDIA_TYPES[found.kind],
            max_age=_FOR_GOOD_S,
        )
        answer.cache_control.immutable = True
        return answer

    app.add_url_rule("/display/media/<int:hall_id>/<name>", "media", medium)


def guard(response: Response) -> Response:
    """What browsers are told of every answer, unless its route has told them otherwise."""
    policy = CSP
    if request.path.startswith("/display/") and "preview" in request.args:
        # Sample numbers alone: the office's page shows them in a frame.
        policy = CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
