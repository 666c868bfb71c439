"""A whole hall on one machine: server, stations and simulated devices, as programs of their own.

What `make run` starts, and what the journeys test.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import station_files
from tools.programs import ROOT, CannotStart, Programs

BETWEEN = ","  # stands between commands that one process runs
KIOSK = "kiosk-1"  # the station with the printer
WINDOWS = ("1", "2")  # those that have a station with a keypad


@dataclass(frozen=True)
class Ports:
    """Where each program listens, counted from the server's port."""

    server: int

    @property
    def kiosk(self) -> int:
        """The kiosk station's own page."""
        return self.server + 1

    def window(self, place: int) -> int:
        """The station of the first (0) or second (1) window."""
        return self.server + 2 + place

    @property
    def hall(self) -> int:
        """The hall station, with the loudspeaker."""
        return self.server + 4

    @property
    def printer(self) -> int:
        """The simulated printer's ESC/POS port."""
        return self.server + 10

    @property
    def printer_page(self) -> int:
        """The page of the simulated printer."""
        return self.server + 11

    def keypad_page(self, place: int) -> int:
        """The page of a simulated keypad."""
        return self.server + 12 + place

    @property
    def pad_page(self) -> int:
        """The page of the simulated caller pad at the first window."""
        return self.server + 14

    @property
    def signs_page(self) -> int:
        """The page of the simulated LED signs."""
        return self.server + 15

    @property
    def reader_page(self) -> int:
        """The page of the simulated card reader."""
        return self.server + 16

    @property
    def scanner_page(self) -> int:
        """The page of the simulated scanner."""
        return self.server + 17

    def all(self) -> list[int]:
        """Every port that must be free."""
        windows = [self.window(0), self.window(1), self.keypad_page(0), self.keypad_page(1)]
        devices = [self.printer, self.printer_page, self.pad_page, self.signs_page]
        at_kiosk = [self.reader_page, self.scanner_page]
        return [self.server, self.kiosk, self.hall, *devices, *at_kiosk, *windows]


class WholeHall:
    """The programs of a hall and where they keep their things.

    Args:
        data: database, logs, slips, tokens and station files; what is there is gone on with.
        speech_scale: how long the simulated loudspeaker takes for a sentence, as a share of the
            sentence's length.
    """

    def __init__(self, ports: Ports, data: Path, *, speech_scale: float = 1.0) -> None:
        (data / "logs").mkdir(parents=True, exist_ok=True)
        self.ports = ports
        self.data = data.resolve()
        self._speaker = station_files.speaker(speech_scale)
        self.programs = Programs(self.data / "logs", environment(ports, self.data))

    def start(self, step: Callable[[str], None] = lambda _: None) -> None:
        """Set up, start all, and return when all answer; `step` is told what begins.

        Raises:
            CannotStart: a port is taken, or a program does not come up.
        """
        for port in self.ports.all():
            demand_free(port)
        step("数据库 / database")
        self.set_up()
        step("服务器 / server")
        self.start_server()
        step("模拟设备 / simulated devices")
        self._start_devices()
        step("终端 / stations")
        self._start_stations()

    def set_up(self) -> None:
        """Make the database with its sample halls and people; what is there already stays."""
        at_windows = [argument for window in WINDOWS for argument in ("--window", window)]
        self._server_commands(
            *("init", BETWEEN),
            *("seed", "server/sample/county", "--any-hour", BETWEEN),
            *("seed", "server/sample/township", "--any-hour", BETWEEN),
            *("seed-demonstration", str(self.data / "tokens"), *at_windows),
        )

    def start_server(self) -> None:
        """Start the server alone and wait until it answers."""
        self.programs.start("server", "server", "run")
        self.programs.wait_for(f"http://127.0.0.1:{self.ports.server}/healthz")

    def end(self) -> None:
        """End all programs."""
        self.programs.end()

    def _server_commands(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "tools.server_commands", *words],
            cwd=ROOT,
            env=self.programs.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            raise CannotStart(said[-1])

    def _start_devices(self) -> None:
        ports = self.ports
        self.programs.start(
            "printer",
            "drivers.printer.simulator",
            *("--port", str(ports.printer), "--web-port", str(ports.printer_page)),
            *("--dir", str(self.data / "slips")),
        )
        for place, window in enumerate(WINDOWS):
            self.programs.start(
                f"keypad-{window}",
                "drivers.evaluator.simulator",
                *("--link", str(self._keypad_line(window)), "--keymap", "five-key"),
                *("--web-port", str(ports.keypad_page(place))),
            )
        self.programs.start(
            "pad-1",
            "drivers.caller.simulator",
            *("--link", str(self._pad_line), "--web-port", str(ports.pad_page)),
        )
        self.programs.start(
            "signs",
            "drivers.sign.simulator",
            *("--link", str(self._sign_line), "--web-port", str(ports.signs_page)),
            *("--make", "strip", "--addresses", "1,2,21,22,23"),
        )
        for name, line, page in (
            ("idcard", self._reader_line, ports.reader_page),
            ("scanner", self._scanner_line, ports.scanner_page),
        ):
            simulator = f"drivers.{name}.simulator"
            self.programs.start(name, simulator, "--link", str(line), "--web-port", str(page))
        self.programs.wait_for(f"http://127.0.0.1:{ports.printer_page}/slips.json")
        pages = [ports.keypad_page(0), ports.keypad_page(1), ports.pad_page, ports.signs_page]
        for page in (*pages, ports.reader_page, ports.scanner_page):
            self.programs.wait_for(f"http://127.0.0.1:{page}/state.json")

    def start_kiosk(self, more: str = "") -> None:
        """Start the kiosk station alone and wait until it answers.

        Args:
            more: lines of its station file on the printer.
        """
        self._start_station(KIOSK, "kiosk", self.ports.kiosk, self._at_kiosk(more))
        self.programs.wait_for(f"http://127.0.0.1:{self.ports.kiosk}/api/state", until=is_linked)

    def _start_stations(self) -> None:
        ports = self.ports
        self._start_station(KIOSK, "kiosk", ports.kiosk, self._at_kiosk())
        for place, window in enumerate(WINDOWS):
            devices = station_files.keypad(self._keypad_line(window))
            if place == 0:
                devices += station_files.pad(self._pad_line)
            self._start_station(f"window-{window}", "window", ports.window(place), devices)
        in_the_hall = self._speaker + station_files.signs(self._sign_line)
        self._start_station("hall-1", "hall", ports.hall, in_the_hall)
        for port in (ports.kiosk, ports.window(0), ports.window(1), ports.hall):
            self.programs.wait_for(f"http://127.0.0.1:{port}/api/state", until=is_linked)

    def _start_station(self, code: str, kind: str, local_port: int, devices: str) -> None:
        folder = self.data / "stations" / code
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "station.toml"
        file.write_text(
            station_files.station_file(
                server=self.ports.server,
                token=self.data / "tokens" / f"{code}.token",
                kind=kind,
                local_port=local_port,
                devices=devices,
            )
        )
        self.programs.start(code, "kiosk.agent", "--station", str(file))

    def _at_kiosk(self, more: str = "") -> str:
        """The kiosk's devices; `more` goes on about the printer."""
        printer = station_files.printer(self.ports.printer) + more
        reader = station_files.reader(self._reader_line)
        scanner = station_files.scanner(self._scanner_line)
        return printer + reader + scanner + station_files.guidance()

    @property
    def _reader_line(self) -> Path:
        return self.data / "reader"

    @property
    def _scanner_line(self) -> Path:
        return self.data / "scanner"

    def _keypad_line(self, window: str) -> Path:
        return self.data / f"keypad-{window}"

    @property
    def _pad_line(self) -> Path:
        return self.data / "pad-1"

    @property
    def _sign_line(self) -> Path:
        return self.data / "signs"


def demand_free(port: int) -> None:
    """Make sure that nobody listens on a port.

    Raises:
        CannotStart: somebody does.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(
                f"端口 {port} 已被占用，请换一个：make run PORT=9000 / port {port} is taken"
            ) from None


def environment(ports: Ports, data: Path) -> dict[str, str]:
    """The settings of the hall's server; nobody's own `BUDAYANG_` settings slip in."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BUDAYANG_")}
    return kept | {
        "PYTHONUNBUFFERED": "1",
        "BUDAYANG_DATABASE_URL": f"sqlite:///{data / 'hall.db'}",
        "BUDAYANG_DEMONSTRATION": "1",
        "BUDAYANG_SECRET_KEY": _secret(data / "secret"),
        "BUDAYANG_PORT": str(ports.server),
    }


def is_linked(answer: bytes) -> bool:
    """Whether a station's `/api/state` says that it hears the server."""
    return bool(json.loads(answer)["server"] == "online")


def _secret(file: Path) -> str:
    # Kept, so that a second start does not sign everybody out.
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(os.urandom(32).hex())
    return file.read_text()
