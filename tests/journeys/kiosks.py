"""Kiosks of a running hall as a citizen uses them, and a second one beside the hall's own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.journeys.hall import PATIENCE_S, Hall, Refused, call, eventually
from tools import station_files
from tools.programs import ROOT


@dataclass(frozen=True)
class Given:
    """A number as its citizen saw it given, and between which instants."""

    request_id: str
    number: str
    slip: str
    offline: bool
    began: datetime
    ended: datetime


@dataclass
class Kiosk:
    """A kiosk's program, its page's interface and its printer."""

    hall: Hall
    code: str
    port: int
    printer_page: int
    given: list[Given] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where its station file is."""
        return self.hall.programs.data / "stations" / self.code

    def state(self) -> Any:
        """What the station tells its page."""
        return call("GET", f"http://127.0.0.1:{self.port}/api/state")

    def start(self) -> None:
        """Start the program by the station file that is there, and let it come up by itself."""
        file = str(self.folder / "station.toml")
        self.hall.programs.programs.start(self.code, "kiosk.agent", "--station", file)

    def kill(self) -> None:
        """kill -9."""
        process = self.hall.programs.programs.running.pop(self.code)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait_until_ready(self) -> None:
        """Wait until the program answers and its printer can print."""

        def is_ready() -> bool:
            try:
                return bool(self.state()["printer"]["can_print"] == "yes")
            except OSError:
                return False

        eventually(is_ready, within_s=2 * PATIENCE_S)

    def wait_until_standing_by(self) -> None:
        """Wait until it has written down what it holds."""
        book = self.folder / "state" / "reserve.sqlite3"

        def is_told() -> bool:
            try:
                with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True, timeout=5)) as db:
                    told = db.execute("SELECT count(*) FROM book WHERE name = 'document'")
                    return bool(told.fetchone()[0])
            except sqlite3.OperationalError:
                return False  # it is just being made

        eventually(is_told, within_s=2 * PATIENCE_S)

    def wait_until_alone(self) -> None:
        """Wait until it knows that the server is away, and gives numbers itself."""
        eventually(lambda: self.state()["alone"], within_s=2 * PATIENCE_S)

    def press(self, queue_id: int) -> Given:
        """Press as a page does: the same request again until there is an answer."""
        request_id, began = uuid.uuid4().hex, datetime.now(UTC)
        wish = {"request_id": request_id, "queue_id": queue_id}
        until_s = time.monotonic() + 4 * PATIENCE_S
        while True:
            try:
                taken = call("POST", f"http://127.0.0.1:{self.port}/api/tickets", wish)
                break
            except Refused as refusal:
                if refusal.code != "printer_not_ready":
                    raise
            except OSError:
                pass  # killed in the middle: whether there is a number, the same press finds out
            assert time.monotonic() < until_s, "no answer to a press"
            time.sleep(0.05)
        ticket = taken["ticket"]
        self.given.append(
            Given(
                request_id,
                ticket["number"],
                taken["slip"],
                bool(ticket.get("offline")),
                began,
                datetime.now(UTC),
            )
        )
        return self.given[-1]

    def slips(self) -> list[str]:
        """What came out of the printer, oldest first."""
        slips = call("GET", f"http://127.0.0.1:{self.printer_page}/slips.json")
        return ["\n".join(slip["lines"]) for slip in slips]

    def turn_printer(self, **switches: object) -> None:
        """Turn switches of its printer."""
        call("POST", f"http://127.0.0.1:{self.printer_page}/switches", switches)


def own_kiosk(hall: Hall) -> Kiosk:
    """The kiosk that every hall has."""
    return Kiosk(hall, "kiosk-1", hall.ports.kiosk, hall.ports.printer_page)


def second_kiosk(hall: Hall, folder: Path) -> Kiosk:
    """One more kiosk with a printer of its own, enrolled and started now."""
    kiosk = Kiosk(hall, "kiosk-2", _free_port(), _free_port())
    printer = _free_port()
    kiosk.folder.mkdir(parents=True, exist_ok=True)
    token = kiosk.folder / "token"
    token.write_text(_enrol(hall, kiosk.code))
    token.chmod(0o600)
    (kiosk.folder / "station.toml").write_text(
        station_files.station_file(
            server=hall.ports.server,
            token=token,
            kind="kiosk",
            local_port=kiosk.port,
            devices=station_files.printer(printer),
        )
    )
    hall.programs.programs.start(
        "printer-2",
        "drivers.printer.simulator",
        *("--port", str(printer), "--web-port", str(kiosk.printer_page), "--dir", str(folder)),
    )
    kiosk.start()
    return kiosk


def at_once(*works: Callable[[], object], meanwhile: Callable[[], object]) -> None:
    """Run all of them at the same time; fail if one fails.

    Args:
        meanwhile: runs in the calling thread. Programs are to be started there: the system ends
            a program together with the thread that started it.
    """
    failures: list[BaseException] = []

    def watched(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=watched, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    meanwhile()
    for thread in threads:
        thread.join()
    for failure in failures:
        raise failure


def _enrol(hall: Hall, code: str) -> str:
    command = ["add-station", code, "--hall", "county", "--kind", "kiosk"]
    done = subprocess.run(
        [sys.executable, "-m", "tools.server_commands", *command],
        cwd=ROOT,
        env=hall.programs.programs.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
