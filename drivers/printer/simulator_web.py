"""The page of a simulated printer: its slips as pictures and text, and its switches.

GET  /               the page
GET  /slips.json     all slips, oldest first
GET  /slips/<n>.png  one as a picture
GET  /switches       how the printer is
POST /switches       change some: {"paper": "out"}; answers how it is then
POST /hang-up        close all lines
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from drivers.printer.fonts import Face
from drivers.printer.slips import Slip
from drivers.printer.switches import Switches

PAGE = Path(__file__).with_name("assets") / "simulator.html"
MAX_BODY = 10_000


class Machine(Protocol):
    """What the page needs of the simulated printer."""

    face: Face | None

    @property
    def slips(self) -> tuple[Slip, ...]: ...
    @property
    def switches(self) -> Switches: ...
    def switch(self, **changes: Any) -> Switches: ...
    def hang_up(self) -> None: ...


@contextmanager
def serve(machine: Machine, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve the page in threads of its own; give its address.

    Raises:
        OSError: the port is taken.
    """
    handler = type("Handler", (_Handler,), {"machine": machine})
    with ThreadingHTTPServer((host, port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    machine: Machine

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/":
            self._answer(PAGE.read_bytes(), "text/html; charset=utf-8")
        elif path == "/slips.json":
            self._answer_json([slip.as_json() for slip in self.machine.slips])
        elif path == "/switches":
            self._answer_json(asdict(self.machine.switches))
        else:
            self._answer_picture(path)

    def do_POST(self) -> None:
        if self.path == "/hang-up":
            self.machine.hang_up()
            self._answer_json({})
        elif self.path == "/switches":
            self._switch()
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _switch(self) -> None:
        try:
            length = min(MAX_BODY, int(self.headers.get("Content-Length", "0")))
            changes = json.loads(self.rfile.read(length))
            if not isinstance(changes, dict):
                raise ValueError("not an object")
            switches = self.machine.switch(**changes)
        except ValueError as error:
            self._answer_json({"detail": str(error)}, HTTPStatus.BAD_REQUEST)
            return
        self._answer_json(asdict(switches))

    def _answer_picture(self, path: str) -> None:
        for slip in self.machine.slips:
            if path == f"/slips/{slip.number}.png":
                self._answer(slip.png(self.machine.face), "image/png")
                return
        self.send_error(HTTPStatus.NOT_FOUND)

    def _answer_json(self, body: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        text = json.dumps(body, ensure_ascii=False)
        self._answer(text.encode(), "application/json; charset=utf-8", status)

    def _answer(self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the page asks every second."""
