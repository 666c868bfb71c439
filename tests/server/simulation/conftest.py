"""A real server of a small hall, in a process of its own, for days that are really played."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from server.sample.read import read_hall
from server.sample.schema import HallFile
from server.services import demonstration
from server.services.seeding import seed_hall
from server.simulation.client import Client
from server.simulation.day import Options
from server.simulation.staffing import sign_in
from server.store.engine import open_engine, transaction

ROOT = Path(__file__).resolve().parents[3]
TOWNSHIP = ROOT / "server" / "sample" / "township"
READY_WITHIN_S = 30


@dataclass(frozen=True)
class RunningHall:
    """The township's hall, with four windows, a station at the first, and twenty clerks."""

    url: str
    nobody: Client
    tokens: Path
    log: Path

    def options(self, **how) -> Options:
        """A quick, short day of fifteen visitors, unless something else is asked for."""
        usual = {
            "server": self.url,
            "hall_id": 1,
            "speed": 15_000,
            "seed": 1,
            "visitors": 15,
            "password": demonstration.PASSWORD,
            "hall_file": with_short_hours(read_hall(TOWNSHIP)),
        }
        return Options(**{**usual, **how})

    def seq(self) -> int:
        """How far the hall's stream of events is."""
        return self.get("/board")["seq"]

    def events(self, *, since: int = 0) -> list[dict]:
        """What has happened in the hall, in order."""
        found = []
        while more := self.get(f"/events?since={since}")["events"]:
            found += more
            since = more[-1]["seq"]
        return found

    def kinds(self, *, since: int = 0) -> set[str]:
        """What kinds of things have happened."""
        return {event["kind"] for event in self.events(since=since)}

    def ticket_states(self, *, since: int = 0) -> dict[str, str]:
        """Number -> where its ticket stands now, of those that have moved."""
        steps = [e["body"] for e in self.events(since=since) if e["kind"].startswith("ticket.")]
        return {step["number"]: step["to"] for step in steps}

    def window_states(self) -> set[str]:
        """The states that the hall's windows are in."""
        return {window["state"] for window in self.get("/board")["windows"].values()}

    def get(self, path: str) -> dict:
        """Read from the hall's public part of the API."""
        return requests.get(f"{self.url}/api/v1/halls/1{path}", timeout=20).json()

    def person(self, login: str) -> Client:
        """Somebody who is signed in."""
        return sign_in(self.nobody, login, demonstration.PASSWORD)[0]


@pytest.fixture(scope="module")
def running_hall(_migrated_file, tmp_path_factory):
    """One hall for all days of a module: each leaves its windows closed."""
    tmp_path = tmp_path_factory.mktemp("running_hall")
    sqlite_url = f"sqlite:///{shutil.copy(_migrated_file, tmp_path / 'hall.db')}"
    engine = open_engine(sqlite_url, writes=True)
    with transaction(engine) as conn:
        seed_hall(
            conn,
            read_hall(TOWNSHIP),
            now=datetime.now(UTC),
            policy={"issue_outside_hours": True},
        )
        demonstration.seed(conn, tmp_path / "tokens", at_windows=("1",))
    engine.dispose()
    port = _free_port()
    hall = RunningHall(
        url=f"http://127.0.0.1:{port}",
        nobody=Client(f"http://127.0.0.1:{port}"),
        tokens=tmp_path / "tokens",
        log=tmp_path / "server.log",
    )
    with hall.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "run"],
            cwd=ROOT,
            env={**_environment(sqlite_url), "BUDAYANG_PORT": str(port)},
            stdout=log,
            stderr=log,
        )
    try:
        _await(hall, process)
        yield hall
    finally:
        hall.nobody.close()
        process.terminate()
        process.wait(15)


def with_short_hours(file: HallFile) -> HallFile:
    """The hall, open for two hours with a break of half an hour between them."""
    sessions = [
        {"weekdays": [1, 2, 3, 4, 5], "opens": opens, "closes": closes}
        for opens, closes in [("09:00", "10:00"), ("10:30", "11:30")]
    ]
    calendar = file.calendar.model_validate({"sessions": sessions})
    return file.model_copy(update={"calendar": calendar})


def _environment(database_url):
    ours = {k: v for k, v in os.environ.items() if not k.startswith("BUDAYANG_")}
    return {**ours, "BUDAYANG_DATABASE_URL": database_url, "BUDAYANG_DEMONSTRATION": "1"}


def _await(hall, process):
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            requests.get(f"{hall.url}/api/v1/halls", timeout=20).raise_for_status()
            return
        except requests.RequestException:
            assert process.poll() is None, hall.log.read_text()
            assert time.monotonic() < deadline, hall.log.read_text()
            time.sleep(0.05)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
