"""A hall's server in small, and the simulated devices that ship with the product."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, jsonify, request
from flask_socketio import ConnectionRefusedError, SocketIO
from werkzeug.serving import make_server

from drivers.evaluator.keypad_simulator import KeypadSimulator
from drivers.printer.simulator import PrinterSimulator
from kiosk.agent.clock import to_wire, utc_now
from kiosk.agent.journal import Journal

TOKEN = "st_of_the_tests"
DAY = "2026-11-24"
SLOT = {
    "appointment_id": 5,
    "starts_at": "2026-11-24T02:30:00.000Z",
    "ends_at": "2026-11-24T02:45:00.000Z",
    "arrival": "on_time",
}


def ticket(n, wanted=None):
    """Ticket A00n as the server sends it."""
    return {
        "ticket_id": n,
        "hall_id": 1,
        "hall": {"name": "某县政务服务中心", "name_en": "County Service Centre"},
        "day": DAY,
        "number": f"A{n:03}",
        "queue_id": (wanted or {}).get("queue_id", 1),
        "queue": {"code": "social", "name": "社会保障", "name_en": "Social security"},
        "zone": {"zone_id": 1, "name": "民生服务", "name_en": "Daily life", "place": "A区"},
        "state": "waiting",
        "priority": 0,
        "items": [],
        "joined_at": "2026-11-24T02:24:00.000Z",
        "issued_at": "2026-11-24T02:24:00.000Z",
        "ahead": 4,
        "windows": [{"window_id": n, "number": str(n), "place": "一楼东侧"} for n in (2, 3, 5)],
        "slip": "pending",
        "token": "t0k3n",
        "url": "http://10.0.0.2:8000/t/t0k3n",
        "window": None,
        "calls": 0,
    }


class FakeServer:
    """REST and sockets by the contract, on a real port; remembers all it was told."""

    def __init__(self):
        self.told = []
        self.tickets = {}
        self.orders = {}
        self.reprints = {}
        self.reserve = None
        self.handed_up = {}
        self.refusal = None
        self.stall_after = {}
        self.jobs = {}
        self.events = []
        self.refuse = {}
        self.board_day = DAY
        self._port = 0
        self._sids = {"/station": set(), "/display": set()}
        self._lock = threading.Lock()
        self._app = Flask("fake")
        self._sockets = SocketIO(self._app, async_mode="threading", cors_allowed_origins="*")
        self._routes()
        self._namespaces()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._port}"

    def start(self):
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._server.daemon_threads = True
        self._port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self):
        self.cut()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def cut(self):
        """Drop every socket, as a switch that loses power does."""
        for namespace, sids in self._sids.items():
            for sid in list(sids):
                self._sockets.server.disconnect(sid, namespace=namespace)

    def is_linked(self):
        return bool(self._sids["/station"]) and bool(self._sids["/display"])

    def told_about(self, ending):
        """Bodies posted to paths with this ending, in order."""
        return [body for path, body, _ in list(self.told) if path.endswith(ending)]

    def give(self, job):
        self.jobs[job["job_id"]] = job
        self._sockets.emit("job", job, namespace="/station")

    def withdraw(self, job_id):
        self.jobs.pop(job_id, None)
        self._sockets.emit("withdrawn", {"job_id": job_id}, namespace="/station")

    def happen(self, *events):
        """Record events and send them to everyone who is there."""
        self.events += events
        for event in events:
            self._sockets.emit("event", event, namespace="/display")

    def say(self, name, document):
        self._sockets.emit(name, document, namespace="/display")

    def board(self):
        return {
            "hall_id": 1,
            "day": self.board_day,
            "seq": self.events[-1]["seq"] if self.events else 0,
            "waiting": {"1": 0},
            "calls": [],
            "passed": [],
            "windows": {},
            "queues": {"1": {"open": True}},
        }

    def _routes(self):
        app, base = self._app, "/api/v1"

        @app.get(f"{base}/halls")
        def halls():
            return jsonify(halls=[{"hall_id": 1, "code": "county"}])

        @app.before_request
        def known():
            if request.path == f"{base}/halls":
                return None  # open to everybody
            if request.headers.get("Authorization") != f"Bearer {TOKEN}":
                return jsonify(code="unauthenticated", detail="no"), 401
            for ending, status in self.refuse.items():
                if request.path.endswith(ending):
                    return jsonify(code="refused_by_test", detail="no", field="kept"), status
            return None

        @app.after_request
        def stall(response):
            """Hold an answer back after everything is done."""
            for ending, seconds in self.stall_after.items():
                if request.path.endswith(ending):
                    time.sleep(seconds)
            return response

        @app.get(f"{base}/stations/me")
        def me():
            return jsonify(station_id=9, code="k1", kind="kiosk", hall_id=1, window_id=None)

        @app.get(f"{base}/halls/1")
        def hall():
            return jsonify(hall_id=1, open={"now": True, "issuing": True})

        @app.get(f"{base}/halls/1/catalogue")
        def catalogue():
            answer = jsonify(hall={"time_zone": "Asia/Shanghai"}, items=[])
            answer.set_etag("v1")
            return answer.make_conditional(request)

        @app.post(f"{base}/halls/1/tickets")
        def issue():
            key = request.headers["Idempotency-Key"]
            with self._lock:
                self.orders[key] = request.json
                if key not in self.tickets:
                    self.tickets[key] = ticket(len(self.tickets) + 1, request.json)
            return jsonify(self.tickets[key]), 201

        @app.post(f"{base}/halls/1/tickets/<int:ticket_id>/reprint")
        def reprint(ticket_id):
            with self._lock:
                self.reprints[request.headers["Idempotency-Key"]] = ticket_id
                again = list(self.reprints.values()).count(ticket_id)
            return jsonify({**ticket(ticket_id), "reprints": again})

        @app.post(f"{base}/halls/1/appointments/check-in")
        def check_in():
            key = request.headers["Idempotency-Key"]
            with self._lock:
                self.orders[key] = request.json
                if key not in self.tickets:
                    self.tickets[key] = ticket(len(self.tickets) + 1) | {"appointment": SLOT}
            return jsonify(self.tickets[key]), 201

        @app.post(f"{base}/stations/me/leases")
        def leases():
            if self.reserve is None:
                return jsonify(code="forbidden", detail="no"), 403
            return jsonify({**self.reserve, "now": to_wire(utc_now())})

        @app.post(f"{base}/stations/me/tickets")
        def hand_up():
            with self._lock:
                for given in request.json["tickets"]:
                    self.handed_up.setdefault(given["request_id"], given)
            answers = [
                {"request_id": given["request_id"], "ticket_id": 900 + n, "refused": self.refusal}
                for n, given in enumerate(request.json["tickets"])
            ]
            return jsonify(tickets=answers)

        @app.post(f"{base}/<path:path>")
        def hear(path):
            with self._lock:
                self.told.append((path, request.json, request.headers["Idempotency-Key"]))
            return jsonify(accepted=True)

    def _namespaces(self):
        on = self._sockets.on

        @on("connect", namespace="/station")
        def station(auth):
            if auth["token"] != TOKEN:
                raise ConnectionRefusedError("unauthenticated")
            self._sids["/station"].add(request.sid)
            for job in list(self.jobs.values()):
                self._sockets.emit("job", job, namespace="/station", to=request.sid)

        @on("connect", namespace="/display")
        def display(auth):
            self._sids["/display"].add(request.sid)
            self._catch_up(auth, request.sid)

        @on("sync", namespace="/display")
        def sync(asked):
            self._catch_up(asked, request.sid)

        for namespace, sids in self._sids.items():
            on("disconnect", namespace=namespace)(lambda *_, sids=sids: sids.discard(request.sid))

    def _catch_up(self, asked, sid):
        if asked["since"] is None or asked["day"] != self.board_day:
            self._sockets.emit("snapshot", {"board": self.board()}, namespace="/display", to=sid)
            return
        missed = [event for event in self.events if event["seq"] > asked["since"]]
        replay = {"events": missed, "seq": self.board()["seq"], "day": self.board_day}
        self._sockets.emit("replay", replay, namespace="/display", to=sid)


@pytest.fixture
def server():
    fake = FakeServer()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def runs(tmp_path):
    """Opens one journal file as run after run of the program would."""
    opened = []

    def next_run():
        if opened:
            opened[-1].close()
        opened.append(Journal(tmp_path / "journal.sqlite3"))
        return opened[-1]

    yield next_run
    if opened:
        opened[-1].close()


@pytest.fixture
def journal(runs):
    return runs()


@pytest.fixture
def printer():
    with PrinterSimulator() as simulator:
        yield simulator


@pytest.fixture
def keypad():
    with KeypadSimulator() as simulator:
        yield simulator


@pytest.fixture
def eventually():
    """Waits until something is so, and fails if it does not become so."""

    def wait(is_so, *, within_s=20.0):
        until_s = time.monotonic() + within_s
        while not is_so():
            assert time.monotonic() < until_s, "it did not come to be"
            time.sleep(0.005)

    return wait


@pytest.fixture
def rating_job():
    """A job `rating.ask` as the server sends it."""

    def make(job_id="job-1", *, visit_id=7, timeout_s=5, deadline_in_s=30):
        now = utc_now()
        return {
            "job_id": job_id,
            "kind": "rating.ask",
            "body": {
                "visit_id": visit_id,
                "number": "A001",
                "window_id": 3,
                "timeout_s": timeout_s,
            },
            "created_at": to_wire(now),
            "deadline_at": to_wire(now + timedelta(seconds=deadline_in_s)),
        }

    return make


@pytest.fixture
def a_ticket():
    return ticket


@pytest.fixture
def called():
    """The event of ticket n being called, fresh for a minute."""

    def make(seq, n, *, calls=1, fresh_s=60):
        now = datetime.now(UTC)
        body = {
            "ticket_id": n,
            "number": f"A{n:03}",
            "queue_id": 1,
            "zone_id": 1,
            "ticket_day": DAY,
            "from": "waiting" if calls == 1 else "called",
            "to": "called",
            "visit_id": 100 + n,
            "window_id": 3,
            "window": "3",
            "place": None,
            "calls": calls,
            "called_at": to_wire(now + timedelta(milliseconds=seq)),
            "speak_until": to_wire(now + timedelta(seconds=fresh_s)),
        }
        kind = "ticket.called" if calls == 1 else "ticket.recalled"
        return {
            "seq": seq,
            "hall_id": 1,
            "kind": kind,
            "at": to_wire(now),
            "day": DAY,
            "body": body,
        }

    return make


@pytest.fixture
def never():
    """A stop that never comes."""
    return threading.Event()
