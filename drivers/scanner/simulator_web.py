"""The simulated scanner's page: a code to hold before it, its cable, its settings and faults.

GET  /            the page
GET  /state.json  everything the page shows
POST /scan        {"text": "BDY:12345678"}
POST /switches    any of {"plugged", "end", "aim", "garbage", "overlong"}
"""

import json
import threading
from dataclasses import asdict, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from drivers.scanner.scanner_simulator import ScannerSimulator

_LONGEST_BODY = 10_000


class _Code(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class _Switches(BaseModel):
    model_config = ConfigDict(extra="forbid")

    plugged: bool | None = None
    end: Literal["cr", "lf", "crlf", "none"] | None = None
    aim: bool | None = None
    garbage: bool | None = None
    overlong: bool | None = None


class SimulatorPage:
    """Serves the page on 127.0.0.1 while entered as a context. Port 0 takes any free one."""

    def __init__(self, simulator: ScannerSimulator, *, port: int = 0) -> None:
        handler = type("_BoundHandler", (_Handler,), {"simulator": simulator})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
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
    simulator: ScannerSimulator

    def do_GET(self) -> None:
        if self.path == "/":
            page = files("drivers.scanner").joinpath("simulator_page.html").read_bytes()
            self._send(HTTPStatus.OK, page, kind="text/html; charset=utf-8")
        elif self.path == "/state.json":
            self._send_json(HTTPStatus.OK, _state(self.simulator))
        else:
            self._send_json(HTTPStatus.NOT_FOUND, {"code": "not_found"})

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), _LONGEST_BODY)
        body = self.rfile.read(length)
        try:
            if self.path == "/scan":
                self.simulator.scan(_Code.model_validate_json(body).text)
            elif self.path == "/switches":
                _turn(self.simulator, _Switches.model_validate_json(body))
            else:
                self._send_json(HTTPStatus.NOT_FOUND, {"code": "not_found"})
                return
        except ValidationError as error:
            detail = error.errors(include_url=False, include_context=False)
            self._send_json(HTTPStatus.BAD_REQUEST, {"code": "bad_request", "detail": detail})
            return
        self._send_json(HTTPStatus.OK, _state(self.simulator))

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


def _turn(simulator: ScannerSimulator, switches: _Switches) -> None:
    changes = switches.model_dump(exclude_none=True)
    plugged = changes.pop("plugged", None)
    simulator.faults = replace(simulator.faults, **changes)
    if plugged is True:
        simulator.plug()
    elif plugged is False:
        simulator.unplug()


def _state(simulator: ScannerSimulator) -> dict[str, Any]:
    return {
        "path": simulator.path,
        "plugged": simulator.is_plugged,
        "scans": simulator.scans,
        "faults": asdict(simulator.faults),
    }
