"""A small hall server for the display pages: the same addresses, messages and security policy.

It keeps its board with `display.board.apply` and does only what a test tells it to.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, jsonify, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask_socketio import SocketIO, emit
from werkzeug.serving import WSGIRequestHandler, make_server

from display.board import apply, from_json, to_json

DISPLAY = Path(__file__).parents[2] / "display"
POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss: http://127.0.0.1:*; "
    "img-src 'self' data: blob:; media-src 'self' blob: http://127.0.0.1:*; style-src 'self'; "
    "object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
DAY = "2026-03-02"
FRESH_FOR = timedelta(seconds=60)


def wire(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FakeHall:
    """A hall whose clerks are the test's lines. Windows have the ids 1, 2, 3 ... as numbers."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._emit: Callable[[str, Any], None] = lambda name, message: None
        self._lock = threading.Lock()
        self.reset(config)

    def reset(self, config: dict[str, Any]) -> None:
        """Begin anew: an empty board, every window open."""
        self.config = config
        self.waits: dict[int, dict[str, int] | None] = {}  # queue -> wait
        self.slides: list[dict[str, Any]] = []
        self.layouts: list[dict[str, Any]] = []
        self.media: dict[str, tuple[str, bytes]] = {}  # name -> type and content
        self.clips: list[dict[str, Any]] = []
        self.wav = b""
        self.lost = 0  # so many coming events are recorded but never sent
        self.refuses = False  # sockets, though it answers all else
        self.told: list[dict[str, Any]] = []  # what screens said of themselves
        self.asked_again = 0  # how often a client asked to be brought up to date
        self.log: list[dict[str, Any]] = []
        self.day = DAY
        self.visits = 0
        self.board = from_json(
            {
                "hall_id": config["hall_id"],
                "day": DAY,
                "seq": 0,
                "waiting": {str(q["queue_id"]): 0 for q in config["queues"]},
                "calls": [],
                "passed": [],
                "windows": {
                    str(w["window_id"]): {
                        "window": w["number"],
                        "zone_id": w["zone_id"],
                        "state": "open",
                    }
                    for w in config["windows"]
                },
                "queues": {str(q["queue_id"]): {"open": q["open"]} for q in config["queues"]},
            }
        )

    def record(self, kind: str, **body: Any) -> None:
        with self._lock:
            event = {
                "seq": self.board.seq + 1,
                "hall_id": self.board.hall_id,
                "kind": kind,
                "at": wire(datetime.now(UTC)),
                "day": self.day,
                "body": body,
            }
            self.board = apply(self.board, event)
            self.log.append(event)
            if self.lost:
                self.lost -= 1
            else:
                self._emit("event", event)

    def issue(self, number: str, queue_id: int, *, times: int = 1) -> None:
        for _ in range(times):
            self._move("issued", number, queue_id, None, "waiting")

    def call(self, number: str, queue_id: int, window_id: int, *, ago_s: float = 0) -> None:
        called_at = datetime.now(UTC) - timedelta(seconds=ago_s)
        self.visits += 1
        self._call("called", number, queue_id, window_id, called_at, was="waiting", calls=1)

    def recall(self, number: str, queue_id: int, window_id: int) -> None:
        self._call(
            "recalled", number, queue_id, window_id, datetime.now(UTC), was="called", calls=2
        )

    def start(self, number: str, queue_id: int, window_id: int) -> None:
        self._move("started", number, queue_id, "called", "serving", window_id=window_id)

    def finish(self, number: str, queue_id: int, window_id: int) -> None:
        self._move("finished", number, queue_id, "serving", "done", window_id=window_id)

    def miss(self, number: str, queue_id: int, window_id: int) -> None:
        self._move("passed", number, queue_id, "called", "passed", window_id=window_id)

    def give_up(self, number: str, queue_id: int) -> None:
        """Somebody who missed the call goes home."""
        self._move("cancelled", number, queue_id, "passed", "cancelled")

    def window(self, window_id: int, state: str) -> None:
        sign = next(w for w in self.config["windows"] if w["window_id"] == window_id)
        kind = {"open": "opened", "paused": "paused", "closed": "closed"}[state]
        body = {"window_id": window_id, "window": sign["number"], "zone_id": sign["zone_id"]}
        self.record(f"window.{kind}", **body, state=state)

    def beat(self) -> None:
        """The heartbeat, when the test wants one."""
        at = wire(datetime.now(UTC))
        self._emit("heartbeat", {"seq": self.board.seq, "day": self.day, "at": at})

    def say(self, text: str, duration_s: float) -> None:
        n = len(self.clips) + 1
        clip = {"n": n, "text": text, "language": "zh", "url": f"/speech/{n}.wav"}
        self.clips.append({**clip, "duration_s": duration_s, "at": wire(datetime.now(UTC))})

    def _call(
        self,
        step: str,
        number: str,
        queue_id: int,
        window_id: int,
        called_at: datetime,
        *,
        was: str,
        calls: int,
    ) -> None:
        sign = next(w for w in self.config["windows"] if w["window_id"] == window_id)
        self._move(
            step,
            number,
            queue_id,
            was,
            "called",
            visit_id=self._visit_at(window_id) if step == "recalled" else self.visits,
            window_id=window_id,
            window=sign["number"],
            place=sign["place"],
            calls=calls,
            called_at=wire(called_at),
            speak_until=wire(called_at + FRESH_FOR),
        )

    def _visit_at(self, window_id: int) -> int:
        return next(c.visit_id for c in self.board.calls if c.window_id == window_id)

    def _move(
        self, step: str, number: str, queue_id: int, was: str | None, to: str, **more: Any
    ) -> None:
        queue = next(q for q in self.config["queues"] if q["queue_id"] == queue_id)
        self.record(
            f"ticket.{step}",
            ticket_id=sum(ord(c) * 1000**i for i, c in enumerate(reversed(number))),
            number=number,
            queue_id=queue_id,
            zone_id=queue["zone_id"],
            ticket_day=self.day,
            **{"from": was, "to": to},
            **more,
        )


def create_app(hall: FakeHall) -> Flask:
    app = Flask(__name__, static_folder=None)
    socketio = SocketIO(app, async_mode="threading", cors_allowed_origins="*")
    hall._emit = lambda name, message: socketio.emit(name, message, namespace="/display")

    @app.after_request
    def set_policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    @app.get("/kit/<path:name>")
    def kit(name: str) -> Response:
        return send_from_directory(DISPLAY / "kit", name)

    @app.get("/display/static/<path:name>")
    def static_file(name: str) -> Response:
        return send_from_directory(DISPLAY / "web", name)

    @app.get("/display/<int:hall_id>", defaults={"rest": ""})
    @app.get("/display/<int:hall_id>/<path:rest>")
    def page(hall_id: int, rest: str) -> Response:
        name = "window.html" if rest.startswith("window/") else "hall.html"
        return send_from_directory(DISPLAY / "web", name)

    @app.get("/api/v1/halls/<int:hall_id>")
    def config(hall_id: int) -> ResponseReturnValue:
        if hall_id != hall.config["hall_id"]:
            return jsonify(code="not_found", detail="no such hall"), 404
        return jsonify(hall.config)

    @app.get("/api/v1/halls/<int:hall_id>/waits")
    def waits(hall_id: int) -> ResponseReturnValue:
        known = [{"queue_id": n, "wait": wait} for n, wait in hall.waits.items()]
        return jsonify(at=wire(datetime.now(UTC)), seq=hall.board.seq, queues=known, tickets=[])

    @app.get("/api/v1/halls/<int:hall_id>/signage")
    def signage(hall_id: int) -> ResponseReturnValue:
        return jsonify(slides=hall.slides, layouts=hall.layouts)

    @app.get("/display/media/<int:hall_id>/<name>")
    def medium(hall_id: int, name: str) -> Response:
        if name not in hall.media:
            abort(404)
        kind, content = hall.media[name]
        return Response(content, mimetype=kind)

    @app.get("/speech.json")
    def speech() -> Response:
        after = int(request.args["after"])
        return jsonify(clips=[c for c in hall.clips if c["n"] > after], last=len(hall.clips))

    @app.get("/speech/<int:n>.wav")
    def clip(n: int) -> Response:
        if not 1 <= n <= len(hall.clips):
            abort(404)
        return Response(hall.wav, mimetype="audio/wav")

    @socketio.on("connect", namespace="/display")
    def connect(auth: dict[str, Any]) -> bool | None:
        if hall.refuses:
            return False
        bring_up_to_date(auth["since"], auth["day"])
        return None

    @socketio.on("health", namespace="/display")
    def health(said: dict[str, Any]) -> None:
        hall.told.append(said)

    @socketio.on("sync", namespace="/display")
    def sync(asked: dict[str, Any]) -> None:
        hall.asked_again += 1
        bring_up_to_date(asked["since"], asked["day"])

    def bring_up_to_date(since: int | None, day: str | None) -> None:
        if since is None or day != hall.day or since > hall.board.seq:
            emit("snapshot", {"board": to_json(hall.board)})
        else:
            events = [event for event in hall.log if event["seq"] > since]
            emit("replay", {"events": events, "seq": hall.board.seq, "day": hall.day})

    return app


class QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """A page asks for thirty files; the test's output is not the place to list them."""


@contextmanager
def serving(hall: FakeHall) -> Iterator[str]:
    """Serve the hall on a free port of this machine; gives its address."""
    server = make_server(
        "127.0.0.1", 0, create_app(hall), threaded=True, request_handler=QuietHandler
    )
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join(timeout=5)
        server.server_close()
