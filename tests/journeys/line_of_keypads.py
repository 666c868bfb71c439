"""A hall whose keypads hang on one line at the hall's station: real server, agent and line."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from drivers.evaluator.line_simulator import LineSimulator
from drivers.evaluator.profile_files import load_profile
from tests.journeys.hall import HALL_ID, Hall, eventually, free_ports
from tools.programs import ROOT
from tools.whole_hall import WholeHall, is_linked

STATION = "hall-line"
LEVELS = {3: "very_satisfied", 2: "satisfied", 1: "basic", 0: "dissatisfied"}
# By window: the address of its keypad, and who sits there. All of them serve the same people.
WINDOWS = {"1": (11, "clerk1"), "2": (12, "clerk2"), "3": (13, "clerk3")}
RATING_TIMEOUT_S = 240
AGAIN_AFTER_S = 3.0
# A server that was killed has to start, and the station to find it, on a machine that does more.
patiently = partial(eventually, within_s=90)

_FILE = """[station]
server = "http://127.0.0.1:{server}"
token_file = "token"
state_dir = "state"
kind = "hall"

[local]
port = {local}

[[device]]
kind = "evaluator"
name = "line"
port = "{port}"
keymap = "four-key"
addresses = {{ {addresses} }}
"""


class LineOfKeypads:
    """The hall, its line, and what citizens do there."""

    def __init__(self, hall: Hall, line: LineSimulator, folder: Path) -> None:
        self.hall = hall
        self.line = line
        self._folder = folder
        self.windows = {
            window: hall.rows(
                "SELECT id FROM service_window WHERE hall_id = ? AND number = ?", HALL_ID, window
            )[0]["id"]
            for window in WINDOWS
        }

    @property
    def token(self) -> str:
        """The station's own."""
        return (self._folder / "token").read_text().strip()

    # --- citizens and clerks --------------------------------------------------------------

    def serve(self, window: str) -> str:
        """Serve somebody new at a window until the end of the visit; returns the number."""
        login = WINDOWS[window][1]
        path = f"/halls/{HALL_ID}/windows/{self.windows[window]}"
        self.hall.issue()
        desk = self.hall.post(f"{path}/call-next", {}, login=login)
        self.hall.post(f"{path}/start", {}, login=login)
        self.hall.post(f"{path}/finish", {"outcome": "accepted", "note": None}, login=login)
        return str(desk["current"]["ticket"]["number"])

    def is_armed(self, window: str) -> bool:
        """Whether the keypad of a window asks."""
        with self.line.lock:
            return self.line.pads[WINDOWS[window][0]].is_armed(time.monotonic())

    def press(self, window: str, key: int) -> None:
        """Press a key at a window, asked or not."""
        with self.line.lock:
            self.line.pads[WINDOWS[window][0]].press(key, now_s=time.monotonic())

    def rate(self, window: str, key: int) -> None:
        """Press a key as soon as the keypad asks, until the station has written it down.

        On a busy machine a question is sent twice before its confirmation is heard, and the second
        copy lights the lamp again after the key; who sees it lit presses again.
        """
        before = self.taken(window)
        pressed_at_s = float("-inf")

        def is_taken() -> bool:
            nonlocal pressed_at_s
            if self.is_armed(window) and time.monotonic() - pressed_at_s > AGAIN_AFTER_S:
                self.press(window, key)
                pressed_at_s = time.monotonic()
            return self.taken(window) > before

        patiently(is_taken)

    # --- the station ----------------------------------------------------------------------

    def start_station(self) -> None:
        """Start the station's agent, and return when it hears the server."""
        programs = self.hall.programs.programs
        programs.start(STATION, "kiosk.agent", "--station", str(self._folder / "station.toml"))
        state = f"http://127.0.0.1:{self.hall.ports.hall}/api/state"
        programs.wait_for(state, until=is_linked)

    def kill_station(self) -> None:
        """Kill the agent outright."""
        process = self.hall.programs.programs.running.pop(STATION)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def journaled(self) -> int:
        """How many keys the station has written down for good."""
        with closing(sqlite3.connect(self._folder / "state" / "journal.sqlite3")) as db:
            query = "SELECT count(*) FROM jobs WHERE outcome = 'done'"
            return int(db.execute(query).fetchone()[0])

    def taken(self, window: str) -> int:
        """How many of them came from the keypad of a window."""
        with closing(sqlite3.connect(self._folder / "state" / "journal.sqlite3")) as db:
            query = (
                "SELECT count(*) FROM reports WHERE json_extract(body, '$.outcome') = 'done'"
                " AND json_extract(body, '$.body.device') = ?"
            )
            return int(db.execute(query, [f"line-{WINDOWS[window][0]}"]).fetchone()[0])

    def untold(self) -> int:
        """How many reports the station still has for the server."""
        with closing(sqlite3.connect(self._folder / "state" / "journal.sqlite3")) as db:
            query = "SELECT count(*) FROM reports WHERE verdict IS NULL"
            return int(db.execute(query).fetchone()[0])


@contextmanager
def line_of_keypads(folder: Path) -> Iterator[LineOfKeypads]:
    """A running hall with open windows, nobody waiting, and every keypad in order."""
    profile = load_profile("ff68-keypad")
    addresses = [address for address, _ in WINDOWS.values()]
    programs = WholeHall(free_ports(), folder)
    with LineSimulator(profile, addresses=addresses, link=folder / "line") as line:
        try:
            programs.set_up()
            station = _enrol(programs, folder / STATION)
            programs.start_server()
            running = LineOfKeypads(Hall(programs), line, station)
            running.hall.set_policy(rating_timeout_s=RATING_TIMEOUT_S)
            running.start_station()
            _open(running)
            yield running
        finally:
            programs.end()


def _enrol(programs: WholeHall, folder: Path) -> Path:
    folder.mkdir()
    of_windows = [word for window in WINDOWS for word in ("--keypad-of", window)]
    hall_code = Hall(programs).rows("SELECT code FROM hall WHERE id = ?", HALL_ID)[0]["code"]
    added = subprocess.run(
        [
            *(sys.executable, "-m", "server", "add-station", STATION),
            *("--hall", hall_code, "--kind", "hall", *of_windows),
        ],
        cwd=ROOT,
        env=programs.programs.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    (folder / "token").write_text(added.stdout)
    (folder / "token").chmod(0o600)
    addresses = ", ".join(f'{address} = "{window}"' for window, (address, _) in WINDOWS.items())
    (folder / "station.toml").write_text(
        _FILE.format(
            server=programs.ports.server,
            local=programs.ports.hall,
            port=folder.parent / "line",
            addresses=addresses,
        )
    )
    return folder


def _open(running: LineOfKeypads) -> None:
    for window, (_, login) in WINDOWS.items():
        path = f"/halls/{HALL_ID}/windows/{running.windows[window]}/open"
        running.hall.post(path, {"take_over": False}, login=login)
