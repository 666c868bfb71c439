"""The page of a simulated device: a file, its state as JSON, and what one can do to it.

GET  /            the page
GET  /simulator_page.css and .js, which the pages share
GET  /state.json  everything the page shows
POST /<action>    a JSON body of that action; answered with the state
"""

import json
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

State = Callable[[], dict[str, Any]]
Action = Callable[[bytes], None]

_LONGEST_BODY = 10_000
_SHARED = {
    "/simulator_page.css": "text/css; charset=utf-8",
    "/simulator_page.js": "text/javascript; charset=utf-8",
}


class SimulatorPage:
    """Serves the page on 127.0.0.1 while entered as a context.

    Args:
        page: HTML.
        state: returns what `/state.json` holds.
        actions: by path without its slash; each gets the body and raises pydantic's
            ValidationError for one that it cannot read.
        port: 0 takes any free one.
    """

    def __init__(
        self, *, page: bytes, state: State, actions: Mapping[str, Action], port: int = 0
    ) -> None:
        bound = {"page": page, "state": staticmethod(state), "actions": actions}
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", port), type("_BoundHandler", (_Handler,), bound)
        )
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    page: bytes
    state: State
    actions: Mapping[str, Action]

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(HTTPStatus.OK, self.page, kind="text/html; charset=utf-8")
        elif self.path in _SHARED:
            shared = files("drivers").joinpath(self.path.removeprefix("/")).read_bytes()
            self._send(HTTPStatus.OK, shared, kind=_SHARED[self.path])
        elif self.path == "/state.json":
            self._send_json(HTTPStatus.OK, self.state())
        else:
            self._send_json(HTTPStatus.NOT_FOUND, {"code": "not_found"})

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), _LONGEST_BODY)
        body = self.rfile.read(length)
        action = self.actions.get(self.path.removeprefix("/"))
        if action is None:
            self._send_json(HTTPStatus.NOT_FOUND, {"code": "not_found"})
            return
        try:
            action(body)
        except ValidationError as error:
            detail = error.errors(include_url=False, include_context=False)
            self._send_json(HTTPStatus.BAD_REQUEST, {"code": "bad_request", "detail": detail})
            return
        self._send_json(HTTPStatus.OK, self.state())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the page asks for its state several times a second."""

    def _send_json(self, status: HTTPStatus, content: dict[str, Any]) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self._send(status, body, kind="application/json; charset=utf-8")

    def _send(self, status: HTTPStatus, body: bytes, *, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)
