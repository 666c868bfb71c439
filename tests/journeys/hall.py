"""A running hall as a journey sees it: its addresses, its API, its devices, its database file."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from drivers.printer.switches import Switches
from tools.programs import CannotStart
from tools.whole_hall import KIOSK, WINDOWS, Ports, WholeHall, demand_free

PASSWORD = "budayang-demo"
HALL_ID = 1
SPEECH_SCALE = 0.2
PATIENCE_S = 30.0  # the machine may be busy with other tests


class Refused(Exception):
    """The API said no; the code is why."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status, self.code = status, body.get("code")


class Hall:
    """A whole hall, running."""

    def __init__(self, programs: WholeHall) -> None:
        self.programs = programs
        self.ports = programs.ports
        self.server = f"http://127.0.0.1:{self.ports.server}"
        self.kiosk = f"http://127.0.0.1:{self.ports.kiosk}"
        self.loudspeaker = f"http://127.0.0.1:{self.ports.hall}"
        self.printer = f"http://127.0.0.1:{self.ports.printer_page}"
        self._tokens: dict[str, str] = {}

    # --- the server -----------------------------------------------------------------------

    def get(self, path: str, *, login: str | None = None) -> Any:
        """Read from the API."""
        return call("GET", f"{self.server}/api/v1{path}", token=login and self.token(login))

    def post(self, path: str, body: Any, *, login: str, key: str | None = None) -> Any:
        """Give a command by the API."""
        url = f"{self.server}/api/v1{path}"
        return call("POST", url, body, token=self.token(login), key=key)

    def token(self, login: str) -> str:
        """The token of a person, who is signed in, or of a station."""
        if login not in self._tokens:
            file = self.programs.data / "tokens" / f"{login}.token"
            self._tokens[login] = file.read_text() if file.exists() else self._sign_in(login)
        return self._tokens[login]

    def issue(self, queue: str = "registration") -> str:
        """A number for a citizen, given at the desk."""
        wish = {"queue_id": self.queue(queue)["queue_id"], "channel": "desk"}
        return str(self.post(f"/halls/{HALL_ID}/tickets", wish, login="reception")["number"])

    def queue(self, code: str) -> Any:
        """A queue as the hall's set-up has it."""
        queues = self.get(f"/halls/{HALL_ID}")["queues"]
        return next(queue for queue in queues if queue["code"] == code)

    def board(self) -> Any:
        """What everybody may see now."""
        return self.get(f"/halls/{HALL_ID}/board")

    def desk(self, window_id: int) -> Any:
        """A window as its clerk sees it."""
        return self.get(f"/halls/{HALL_ID}/windows/{window_id}/desk", login="office")

    def alarms(self, kind: str) -> list[Any]:
        """The alarms of a kind, newest first."""
        found = self.get(f"/halls/{HALL_ID}/alarms", login="office")["alarms"]
        return [alarm for alarm in found if alarm["kind"] == kind]

    def crash_server(self) -> None:
        """Kill the server outright, all of its processes."""
        process = self.programs.programs.running.pop("server")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def crash_kiosk(self) -> None:
        """Kill the kiosk's station outright."""
        process = self.programs.programs.running.pop(KIOSK)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @contextmanager
    def server_stopped(self) -> Iterator[None]:
        """The server holds its sockets and answers nothing, as one behind a dead switch."""
        group = self.programs.programs.running["server"].pid
        os.killpg(group, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(group, signal.SIGCONT)

    def tidy(self) -> None:
        """Leave nobody waiting or at a window, and every device plugged in."""
        self.tidy_printer()
        for place in range(len(WINDOWS)):
            self.turn_keypad(place, plugged=True, unknown_key=False)
        open_states = "('waiting', 'called', 'serving', 'suspended', 'passed')"
        for row in self.rows(f"SELECT id FROM ticket WHERE state IN {open_states}"):
            self.post(f"/halls/{HALL_ID}/tickets/{row['id']}/void", {}, login="office")
        query = (
            "SELECT w.id, a.login FROM service_window w JOIN account a ON a.id = w.account_id"
            " WHERE w.state <> 'closed'"
        )
        for row in self.rows(query):
            path = f"/halls/{HALL_ID}/windows/{row['id']}/close"
            self.post(path, {}, login=row["login"])

    # --- the database file ----------------------------------------------------------------

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Read the server's database file."""
        with closing(self._database("ro")) as db:
            return db.execute(query, values).fetchall()

    def ratings(self, number: str) -> list[str]:
        """What is stored for the visits of the ticket with this number."""
        query = (
            "SELECT level FROM rating r JOIN visit v ON v.id = r.visit_id"
            " JOIN ticket t ON t.id = v.ticket_id WHERE t.number = ?"
        )
        return [row["level"] for row in self.rows(query, number)]

    def device(self, station: str, name: str) -> Any:
        """How a station says that one of its devices is."""
        row = self.rows("SELECT health FROM station WHERE code = ?", station)[0]
        return json.loads(row["health"] or "{}").get("devices", {}).get(name, {})

    def set_policy(self, **policy: object) -> None:
        """Change how the hall works, as its office may at any time."""
        with closing(self._database("rw")) as db, db:
            row = db.execute("SELECT policy FROM hall WHERE id=?", (HALL_ID,)).fetchone()
            changed = json.dumps(json.loads(row["policy"]) | policy)
            db.execute("UPDATE hall SET policy=? WHERE id=?", (changed, HALL_ID))

    # --- the devices ----------------------------------------------------------------------

    def slips(self) -> list[Any]:
        """What came out of the printer, oldest first."""
        return list(call("GET", f"{self.printer}/slips.json"))

    def turn_printer(self, **switches: object) -> None:
        """Turn switches of the simulated printer."""
        call("POST", f"{self.printer}/switches", switches)

    def tidy_printer(self) -> None:
        """Turn all switches of the simulated printer back."""
        self.turn_printer(**asdict(Switches()))

    def keypad(self, place: int) -> str:
        """The page of the keypad at the first (0) or second (1) window."""
        return f"http://127.0.0.1:{self.ports.keypad_page(place)}"

    def is_armed(self, place: int) -> bool:
        """Whether the keypad's lamp asks the citizen to rate."""
        return bool(call("GET", f"{self.keypad(place)}/state.json")["armed"])

    def turn_keypad(self, place: int, **switches: object) -> None:
        """Turn switches of a simulated keypad."""
        call("POST", f"{self.keypad(place)}/switches", switches)

    def announcements(self, sentence: str) -> int:
        """How often a call with this sentence was announced lately: the chime begins each."""
        clips = call("GET", f"{self.loudspeaker}/speech.json")["clips"]
        lengths = [clip["duration_s"] for clip in clips if clip["text"] == sentence]
        return sum(1 for length in lengths if length == max(lengths))

    def kiosk_state(self) -> Any:
        """What the kiosk's station knows."""
        return call("GET", f"{self.kiosk}/api/state")

    def _sign_in(self, login: str) -> str:
        url = f"{self.server}/api/v1/login"
        return str(call("POST", url, {"login": login, "password": PASSWORD})["token"])

    def _database(self, mode: str) -> sqlite3.Connection:
        file = self.programs.data / "hall.db"
        db = sqlite3.connect(f"file:{file}?mode={mode}", uri=True, timeout=PATIENCE_S)
        db.row_factory = sqlite3.Row
        return db


@contextmanager
def running_hall(folder: Path) -> Iterator[Hall]:
    """A hall of its own on free ports; ended afterwards."""
    programs = WholeHall(free_ports(), folder, speech_scale=SPEECH_SCALE)
    try:
        programs.start()
        yield Hall(programs)
    finally:
        programs.end()


def free_ports() -> Ports:
    """Ports for a hall, all of them free now and none that another worker may choose."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    while True:
        # Below the range from which the system gives ports to whoever asks for any.
        ports = Ports(20_000 + 160 * random.randrange(60) + 20 * worker)
        try:
            for port in ports.all():
                demand_free(port)
        except CannotStart:
            continue
        return ports


def call(
    method: str, url: str, body: Any = None, *, token: str | None = None, key: str | None = None
) -> Any:
    """Ask for JSON.

    Raises:
        Refused: the answer was no.
        OSError: there was none.
    """
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if key:
        headers["Idempotency-Key"] = key
    payload = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, payload, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            raise Refused(error.code, _json(error.read())) from None
    except http.client.HTTPException as error:  # it died in the middle of its answer
        raise ConnectionError(f"half an answer: {error}") from error


def eventually(holds: Callable[[], object], *, within_s: float = PATIENCE_S) -> None:
    """Wait until something holds; fail if it does not in time."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.05)


def _json(text: bytes) -> dict[str, Any]:
    try:
        return dict(json.loads(text))
    except ValueError:
        return {"code": None, "detail": text.decode(errors="replace")[:200]}
