"""What every local page of the agent stands on: who is let in, headers, errors, files."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Request, Response, jsonify, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

_CSP = (
    "default-src 'self'; connect-src 'self' ws: wss: http://127.0.0.1:*; img-src 'self' data:; "
    "media-src 'self' blob: http://127.0.0.1:*; style-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Not left to the machine's own table, where .js is sometimes text/plain and then refused.
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_MAX_BODY_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Folders with the kiosk's page and with what all pages share."""

    web: Path
    kit: Path


def local_app(names: frozenset[str]) -> Flask:
    """Return an application that has no routes yet and serves pages of this machine only.

    Args:
        names: the host names under which a browser may come.
    """
    app = Flask("kiosk.agent", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's own provider
    app.before_request(lambda: _refuse_foreigners(request, names))
    app.after_request(_with_headers)
    app.register_error_handler(HTTPException, _http_error)
    return app


def files(pages: Pages, *, index: str = "index.html") -> Blueprint:
    """Return the routes of the page itself and of what all pages share."""
    bp = Blueprint("pages", __name__)

    @bp.get("/")
    def first() -> ResponseReturnValue:
        return serve_file(pages.web, index)

    @bp.get("/kit/<path:name>")
    def kit(name: str) -> ResponseReturnValue:
        return serve_file(pages.kit, name)

    @bp.get("/<path:name>")
    def page(name: str) -> ResponseReturnValue:
        return serve_file(pages.web, name)

    return bp


def serve_file(folder: Path, name: str) -> Response:
    """Return a file of a folder, of the right type whatever the machine thinks."""
    response = send_from_directory(folder, name, mimetype=_TYPES.get(Path(name).suffix))
    # Asked again each time, answered 304 by entity tag: after an update no page is half old.
    response.headers["Cache-Control"] = "no-cache"
    return response


def error_answer(code: str, detail: str, *, status: int) -> ResponseReturnValue:
    """Return a refusal in the shape that pages understand."""
    return jsonify(code=code, detail=detail), status


def _refuse_foreigners(asked: Request, names: frozenset[str]) -> ResponseReturnValue | None:
    """Let in pages of this machine only.

    A name that is not ours in Host means that a foreign site had its own name point to us; a
    foreign Origin is another site's page that wants numbers drawn. Speech may be heard by any
    page: it says what the whole hall hears.
    """
    if _host_name(f"//{asked.host}") not in names:
        return error_answer("forbidden", "This host name is not served here.", status=403)
    origin = asked.headers.get("Origin")
    is_own = origin is None or urlsplit(origin).netloc == asked.host
    if not is_own and not asked.path.startswith("/speech"):
        return error_answer("forbidden", "This page is for this station alone.", status=403)
    return None


def _host_name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _with_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = "not_found" if error.code == 404 else "invalid"
    if error.code is not None and error.code >= 500:
        code = "internal"
    return error_answer(code, error.description or error.name, status=error.code or 500)
