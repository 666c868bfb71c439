"""The simulated reader's page: cards to lay on and take away, its cable, its faults, the bytes.

GET  /            the page
GET  /state.json  everything the page shows
POST /card        {"card": "resident"}; null takes it away
POST /switches    any of {"plugged", "silent", "noise", "wrong_checksum", "extra_aa", "slow_s",
                  "says"}; says is a status code, 0 for what is true
"""

import json
import threading
from dataclasses import asdict, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from drivers.idcard.protocol import Status
from drivers.idcard.reader_simulator import ReaderSimulator
from drivers.idcard.simulated_card import example_cards
from drivers.idcard.words import status_words

_LONGEST_BODY = 10_000
_CARDS = example_cards()


class _Laying(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    card: str | None

    @field_validator("card")
    @classmethod
    def _is_known(cls, card: str | None) -> str | None:
        if card is not None and card not in _CARDS:
            raise ValueError(f"no such card; there are {', '.join(_CARDS)}")
        return card


class _Switches(BaseModel):
    model_config = ConfigDict(extra="forbid")

    plugged: bool | None = None
    silent: bool | None = None
    noise: bool | None = None
    wrong_checksum: bool | None = None
    extra_aa: bool | None = None
    slow_s: Annotated[float, Field(ge=0, le=60)] | None = None
    says: Annotated[int, Field(ge=0, le=255)] | None = None


class SimulatorPage:
    """Serves the page on 127.0.0.1 while entered as a context. Port 0 takes any free one."""

    def __init__(self, simulator: ReaderSimulator, *, port: int = 0) -> None:
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
    simulator: ReaderSimulator

    def do_GET(self) -> None:
        if self.path == "/":
            page = files("drivers.idcard").joinpath("simulator_page.html").read_bytes()
            self._send(HTTPStatus.OK, page, kind="text/html; charset=utf-8")
        elif self.path == "/state.json":
            self._send_json(HTTPStatus.OK, _state(self.simulator))
        else:
            self._send_json(HTTPStatus.NOT_FOUND, {"code": "not_found"})

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), _LONGEST_BODY)
        body = self.rfile.read(length)
        try:
            if self.path == "/card":
                _lay(self.simulator, _Laying.model_validate_json(body))
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


def _lay(simulator: ReaderSimulator, laying: _Laying) -> None:
    if laying.card is None:
        simulator.take_away()
    else:
        simulator.lay(_CARDS[laying.card])


def _turn(simulator: ReaderSimulator, switches: _Switches) -> None:
    changes = switches.model_dump(exclude_none=True)
    plugged = changes.pop("plugged", None)
    if "says" in changes:
        changes["says"] = changes["says"] or None
    simulator.set_faults(replace(simulator.faults, **changes))
    if plugged is True:
        simulator.plug()
    elif plugged is False:
        simulator.unplug()


def _state(simulator: ReaderSimulator) -> dict[str, Any]:
    return {
        "path": simulator.path,
        "plugged": simulator.is_plugged,
        "card": simulator.card.code if simulator.card else None,
        "was_read": simulator.was_read,
        "cards": [{"code": card.code, "zh": card.zh, "en": card.en} for card in _CARDS.values()],
        "statuses": [{"code": code, **asdict(status_words(code))} for code in Status],
        "faults": asdict(simulator.faults),
        "log": [
            {"at_s": line.at_s, "sender": line.sender.name.lower(), "hex": line.shown}
            for line in simulator.log
        ],
    }
