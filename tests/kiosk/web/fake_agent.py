"""A stand-in for the station agent: the same local API over the sample hall, with fault switches.

For the touch page's tests, and for working on the page without a server:

    python tests/kiosk/web/fake_agent.py --port 8001
"""

import argparse
import json
import mimetypes
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from display.voice.clip import silence
from kiosk.agent.guidance import Sentence
from kiosk.agent.guidance_api import read_sentences

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "server" / "sample" / "county"
CSP = (
    "default-src 'self'; connect-src 'self' ws: wss: http://127.0.0.1:*; img-src 'self' data:; "
    "media-src 'self' blob: http://127.0.0.1:*; style-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SENTENCES = read_sentences(ROOT / "kiosk" / "web")
SOUND = silence(8).to_wav()  # so long that a test finds it still playing
CARD = "a-handle-of-a-card-1"
GUIDE = [
    "code",
    "name",
    "name_en",
    "agency",
    "legal_basis",
    "conditions",
    "procedure",
    "statutory_limit",
    "promised_limit",
    "result",
    "fees",
    "materials",
    "supervision",
    "where_and_when",
    "sample",
]
MATERIAL = {"copies": 1, "note": ""}
LIMIT = {"days": None, "unit": "工作日", "note": ""}


def sample_catalogue(folder: Path = SAMPLE) -> dict[str, Any]:
    """The sample hall in the shape of `GET /api/catalogue`."""
    hall = tomllib.loads((folder / "hall.toml").read_text(encoding="utf-8"))
    zone_ids = {zone["code"]: n for n, zone in enumerate(hall["zones"], start=1)}
    queue_ids = {queue["code"]: n for n, queue in enumerate(hall["queues"], start=1)}
    items = [
        _item(number, {**defaults, **item}, queue_ids)
        for number, (defaults, item) in enumerate(_sample_items(folder), start=1)
    ]
    item_ids = {item["code"]: item["item_id"] for item in items}
    windows = [_window(n, w, zone_ids, queue_ids) for n, w in enumerate(hall["windows"], start=1)]
    config = {
        "hall_id": 1,
        **{key: hall[key] for key in ("code", "name", "name_en", "kind", "time_zone")},
        **{key: hall[key] for key in ("supervision_phone", "enquiry_phone")},
        "notices": hall["marquee"],
        "zones": [{"zone_id": zone_ids[z["code"]], **z} for z in hall["zones"]],
        "queues": [_queue(q, zone_ids, queue_ids, windows) for q in hall["queues"]],
        "windows": windows,
        "packages": [
            _package(number, package, queue_ids, item_ids)
            for number, package in enumerate(hall["packages"], start=1)
        ],
    }
    return {"hall": config, "items": items}


def _sample_items(folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for path in sorted((folder / "items").glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        for item in file["items"]:
            yield {"sample": file.get("sample", False), **file.get("defaults", {})}, item


def _item(item_id: int, item: dict[str, Any], queue_ids: dict[str, int]) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "version": 1,
        **{key: item.get(key, "") for key in GUIDE},
        "queue_id": queue_ids[item["queue"]],
        "materials": [{**MATERIAL, **material} for material in item.get("materials", [])],
        "statutory_limit": {**LIMIT, **item["statutory_limit"]},
        "promised_limit": {**LIMIT, **item["promised_limit"]},
        "search": item.get("search_words", []),
        "initials": item["pinyin"],
        "top": item.get("top", False),
        "bring": item.get("slip_note", ""),
    }


def _queue(
    queue: dict[str, Any],
    zone_ids: dict[str, int],
    queue_ids: dict[str, int],
    windows: list[dict[str, Any]],
) -> dict[str, Any]:
    queue_id = queue_ids[queue["code"]]
    return {
        "queue_id": queue_id,
        "zone_id": zone_ids[queue["zone"]],
        **{key: queue[key] for key in ("code", "name", "name_en", "prefix")},
        "open": True,
        "closed_reason": None,
        "appointments": "appointments" in queue,
        "on_kiosk": queue.get("open_to_kiosk", True),
        "windows": [w["window_id"] for w in windows if queue_id in w["queues"]],
    }


def _window(
    window_id: int, window: dict[str, Any], zone_ids: dict[str, int], queue_ids: dict[str, int]
) -> dict[str, Any]:
    return {
        "window_id": window_id,
        "number": window["number"],
        "zone_id": zone_ids[window["zone"]],
        "place": window["place"],
        "queues": [queue_ids[serves["queue"]] for serves in window["queues"]],
    }


def _package(
    package_id: int, package: dict[str, Any], queue_ids: dict[str, int], item_ids: dict[str, int]
) -> dict[str, Any]:
    return {
        "package_id": package_id,
        **{key: package[key] for key in ("code", "name", "name_en", "about")},
        "search": package.get("search_words", []),
        "initials": package["pinyin"],
        "queue_id": queue_ids[package["queue"]],
        "items": [item_ids[code] for code in package["items"]],
    }


@dataclass(kw_only=True)
class FakeAgent:
    """What the fake agent answers; change its fields to change the situation."""

    catalogue: dict[str, Any] = field(default_factory=sample_catalogue)
    server: str = "online"
    # While the server is away: queue id -> why it gives no number, None if it does.
    alone: dict[int, str | None] | None = None
    printer: dict[str, Any] = field(default_factory=lambda: {"can_print": "yes", "reason": None})
    issuing: bool = True
    opens_at: str | None = None
    closes_at: str | None = None
    slip: str = "printed"
    arrival: str = "on_time"
    slip_reason: str | None = None
    refusal: tuple[int, dict[str, Any]] | None = None  # status and body for every ticket asked for
    warning: str | None = None
    delay_s: float = 0.0
    mm_px: float | None = 4.03
    slot: str = "right-below"
    waiting: dict[str, int] = field(default_factory=dict)
    known_to: int = 100  # of longer queues the wait is not known
    closed_queues: set[int] = field(default_factory=set)
    asked: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    remote: dict[str, Any] = field(
        default_factory=lambda: {"locked": None, "message": None, "page": "1"}
    )
    reader: str | None = None  # "ready" or "away", where there is one
    scanner: str | None = None
    slots: list[dict[str, Any]] = field(default_factory=lambda: [_slot("02:30"), _slot("03:00", 0)])
    progress: str | None = None  # the page of the case system
    guidance: bool = False  # whether the station speaks in care mode
    spoken: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)  # what becomes of the cards to come
    holds: list[str] = field(default_factory=list)  # the stays that have asked for a card
    forgotten: int = 0
    found: dict[str, Any] = field(default_factory=lambda: {"tickets": [], "appointments": []})
    return_refused: str | None = None  # why a missed number cannot be put back
    scans: list[dict[str, Any]] = field(default_factory=list)
    notice: dict[str, Any] = field(default_factory=dict)
    listeners: int = 0  # how often a page has begun to listen for codes
    revision: int = 1
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if not self.waiting:
            queues = self.catalogue["hall"]["queues"]
            self.waiting = {str(q["queue_id"]): (q["queue_id"] * 5) % 9 for q in queues}

    def change_queue(self, code: str, **values: Any) -> None:
        """Set something of a queue in the catalogue; the page fetches it again."""
        queues = self.catalogue["hall"]["queues"]
        next(q for q in queues if q["code"] == code).update(values)
        self.revision += 1

    def use_consoles(self, used: bool) -> None:
        """Let numbers be called from consoles, or be called out by voice; the page hears of it."""
        self.catalogue["hall"]["stages"] = {"consoles": used, "displays": used, "ratings": used}
        self.revision += 1

    @property
    def is_by_voice(self) -> bool:
        """Whether nobody counts who waits."""
        return not self.catalogue["hall"].get("stages", {}).get("consoles", True)

    def state(self) -> dict[str, Any]:
        now, online = datetime.now(UTC), self.server == "online"
        return {
            "now": _wire(now),
            "station": {"code": "kiosk-1", "kind": "kiosk"},
            "server": self.server,
            "printer": self.printer,
            "board": self._board() if online else None,
            "waits": {n: self._wait(ahead) for n, ahead in self.waiting.items()}
            if online and not self.is_by_voice
            else None,
            "alone": self.alone and {str(n): _gives(why) for n, why in self.alone.items()},
            "open": {
                "now": self.issuing,
                "issuing": self.issuing,
                "opens_at": self.opens_at,
                "closes_at": self.closes_at or (_wire(now + timedelta(hours=7))),
            },
            "catalogue": f'"{self.revision}"',
            "mm_px": self.mm_px,
            "slot": self.slot,
            "remote": self.remote,
            "reader": self.reader,
            "scanner": self.scanner,
            "guidance": self.guidance,
            "progress": self.progress,
        }

    def speak(self, asked: dict[str, Any]) -> bytes:
        """Silence in place of the sentence, whose words are remembered."""
        words = SENTENCES.words(Sentence(**asked))
        with self.lock:
            self.spoken.append(words)
        return SOUND

    def card(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What becomes of the next card, at once; the true agent lets one wait a moment."""
        with self.lock:
            self.holds.append(body["stay"])
            away = "away" if self.reader == "away" else "waiting"
            outcome = self.held.pop(0) if self.held else away
        time.sleep(0.05)
        return 200, {"outcome": outcome, "card": CARD if outcome == "read" else None}

    def forget(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.forgotten += 1
        return 200, {"forgotten": True}

    def find(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.asked.append(body)
        if "notice" in body:
            return 200, {"notice": self.notice}
        if "token" not in body:
            return 200, self.found
        if not self.found["tickets"]:
            return 404, {"code": "not_found", "detail": "no"}
        return 200, {"ticket": self.found["tickets"][0]}

    def bring_back(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.asked.append(body)
        if self.return_refused:
            why = self.return_refused
            return 409, {"code": "return_refused", "detail": "no", "reason": why}
        ticket = self.found["tickets"][0]
        return 200, {"ticket": {**ticket, "state": "waiting", "ahead": 3, "may_return": False}}

    def scan(self, after: int | None) -> dict[str, Any]:
        """The code after this one, if it was read within a moment."""
        if after is None:
            self.listeners += 1
            return {"n": len(self.scans), "kind": None, "value": None}
        until = time.monotonic() + 1
        while len(self.scans) <= after and time.monotonic() < until:
            time.sleep(0.01)
        if len(self.scans) <= after:
            return {"n": after, "kind": None, "value": None}
        return {"n": len(self.scans), **self.scans[-1]}

    def _board(self) -> dict[str, Any]:
        queues = self.catalogue["hall"]["queues"]
        is_open = {str(q["queue_id"]): q["queue_id"] not in self.closed_queues for q in queues}
        return {
            "hall_id": 1,
            "day": "2026-11-24",
            "seq": 1,
            "waiting": dict(self.waiting),
            "calls": [],
            "passed": [],
            "windows": {},
            "queues": {queue_id: {"open": value} for queue_id, value in is_open.items()},
        }

    def _wait(self, ahead: int) -> dict[str, int] | None:
        """Four to six minutes a person; nothing known of a queue with more than `known_to`."""
        if ahead > self.known_to:
            return None
        return {"low_s": 30 + 240 * ahead, "high_s": 30 + 360 * ahead, "p90_s": 60 + 420 * ahead}

    def issue(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.asked.append(body)
            refusal = self.refusal
        time.sleep(self.delay_s)
        if refusal:
            return refusal
        with self.lock:
            request_id = body["request_id"]
            if request_id not in self.answers:
                self.answers[request_id] = self._answer(body)
            return 201, self.answers[request_id]

    def reprint(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.asked.append(body)
        ticket = self._answer({"queue_id": 1})["ticket"]
        again = {**ticket, "ticket_id": body["ticket_id"], "number": "F003", "reprints": 1}
        return 201, {"ticket": again, "slip": self.slip, "reason": self.slip_reason}

    def check_in(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Give the appointment of any code its ticket, in the first queue that takes them."""
        queues = self.catalogue["hall"]["queues"]
        queue_id = next(q["queue_id"] for q in queues if q["appointments"])
        status, answer = self.issue({**body, "queue_id": queue_id})
        if status == HTTPStatus.CREATED:
            answer["ticket"]["appointment"] = {
                "appointment_id": 1,
                "starts_at": "2026-11-24T02:30:00.000Z",
                "ends_at": "2026-11-24T02:45:00.000Z",
                "arrival": self.arrival,
            }
        return status, answer

    def book(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Give any slot to whoever asks for it."""
        with self.lock:
            self.asked.append(body)
        if self.refusal:
            return self.refusal
        queue = self._wanted_queue(body)
        appointment = {
            "queue": {key: queue[key] for key in ("code", "name", "name_en")},
            "starts_at": body["starts_at"],
            "ends_at": body["starts_at"],
            "code": "12345678",
        }
        return 201, {"appointment": appointment, "slip": self.slip, "reason": self.slip_reason}

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        queue = self._wanted_queue(body)
        hall = self.catalogue["hall"]
        zone = next(z for z in hall["zones"] if z["zone_id"] == queue["zone_id"])
        number = f"{queue['prefix']}{len(self.answers) + 7:03d}"
        ahead = self.waiting[str(queue["queue_id"])]
        self.waiting[str(queue["queue_id"])] = ahead + 1
        ticket = {
            "ticket_id": len(self.answers) + 1,
            "number": number,
            "state": "waiting",
            "queue": {key: queue[key] for key in ("code", "name", "name_en")},
            "zone": {key: zone[key] for key in ("zone_id", "name", "name_en", "place")},
            "items": [],
            "ahead": ahead,
            "wait": self._wait(ahead),
            "windows": [w for w in hall["windows"] if queue["queue_id"] in w["queues"]],
            "reprints": 0,
            "warning": self.warning,
            "url": f"http://192.168.10.2:8000/t/9x2Lq7vTbE0w{len(self.answers)}",
        }
        if self.is_by_voice:
            ticket |= {"heard": "by_voice", "ahead": None, "wait": None}
        if self.alone is not None:
            ticket |= {"ticket_id": None, "ahead": None, "wait": None, "offline": True}
        return {"ticket": ticket, "slip": self.slip, "reason": self.slip_reason}

    def _wanted_queue(self, body: dict[str, Any]) -> dict[str, Any]:
        hall = self.catalogue["hall"]
        queue_id = body.get("queue_id")
        for item in self.catalogue["items"]:
            if item["item_id"] == body.get("item_id"):
                queue_id = item["queue_id"]
        for package in hall["packages"]:
            if package["package_id"] == body.get("package_id"):
                queue_id = package["queue_id"]
        return next(q for q in hall["queues"] if q["queue_id"] == queue_id)


def _slot(time: str, free: int = 2) -> dict[str, Any]:
    """A slot of the day after tomorrow, as the server tells it."""
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    starts_at = f"{day}T{time}:00.000Z"
    return {"starts_at": starts_at, "ends_at": starts_at, "day": day, "free": free}


def _gives(why: str | None) -> dict[str, Any]:
    return {"now": why is None, "reason": why, "opens_at": None}


def _wire(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def serving(agent: FakeAgent, *, port: int = 0) -> Iterator[str]:
    """Serve the agent's page and API on 127.0.0.1; gives the base address."""
    handler = type("Handler", (_Handler,), {"agent": agent})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    agent: FakeAgent
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/api/state":
            return self._json(200, self.agent.state())
        if path == "/api/scan":
            after = self.path.partition("after=")[2]
            return self._json(200, self.agent.scan(int(after) if after else None))
        if path == "/api/guidance.wav":
            asked = dict(parse_qsl(self.path.partition("?")[2]))
            return self._send(200, "audio/wav", self.agent.speak(asked))
        if path == "/api/slots":
            return self._json(200, {"slots": self.agent.slots})
        if path == "/api/catalogue":
            return self._json(200, self.agent.catalogue)
        return self._file(path)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        acts = {
            "/api/tickets": self.agent.issue,
            "/api/reprint": self.agent.reprint,
            "/api/check-in": self.agent.check_in,
            "/api/book": self.agent.book,
            "/api/card": self.agent.card,
            "/api/card/forget": self.agent.forget,
            "/api/find": self.agent.find,
            "/api/return": self.agent.bring_back,
        }
        if self.path not in acts:
            return self._json(404, {"code": "not_found", "detail": "no such path"})
        return self._json(*acts[self.path](body))

    def _file(self, path: str) -> None:
        base, name = ROOT / "kiosk" / "web", path.lstrip("/") or "index.html"
        if name.startswith("kit/"):
            base, name = ROOT / "display" / "kit", name.removeprefix("kit/")
        file = (base / name).resolve()
        if not file.is_relative_to(base) or not file.is_file():
            return self._json(404, {"code": "not_found", "detail": path})
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return self._send(200, kind, file.read_bytes())

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(body).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        try:
            self.send_response(HTTPStatus(status))
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", CSP)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)
        except ConnectionError:
            self.close_connection = True  # the page was closed while it waited

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    with serving(FakeAgent(), port=parser.parse_args().port) as address:
        print(address)
        threading.Event().wait()
