"""`make run`: a whole hall on one machine, devices simulated, everything else real.

Starts the programs of a hall as a hall would: server, kiosk station, two window stations, hall
station, and beside them a simulated printer and two simulated keypads that speak the true
protocols. Ctrl-C ends them all. What happened is kept and is there at the next start.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_S = 60.0
END_WITHIN_S = 6.0
WINDOWS = ("1", "2")

console = Console(highlight=False)


class CannotStart(Exception):
    """The demonstration does not start; the message is one line for people."""


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
        """The simulated printer's ESC/POS port; its page is one above."""
        return self.server + 10

    def keypad_page(self, place: int) -> int:
        """The page of a simulated keypad."""
        return self.server + 12 + place

    def all(self) -> list[int]:
        """Every port that must be free."""
        windows = [self.window(0), self.window(1), self.keypad_page(0), self.keypad_page(1)]
        return [self.server, self.kiosk, self.hall, self.printer, self.printer + 1, *windows]


@dataclass
class Programs:
    """The running programs, ended in reverse order."""

    logs: Path
    environment: dict[str, str]
    running: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

    def start(self, name: str, *arguments: str) -> None:
        """Start `python -m ...` with its output in a file of its own."""
        log = (self.logs / f"{name}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # A group of its own: Ctrl-C reaches us alone, and we end the others in order.
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        log.close()
        self.running.append((name, process))

    def check(self) -> None:
        """Make sure that all still run.

        Raises:
            CannotStart: one has ended; its last line is in the message.
        """
        for name, process in self.running:
            if process.poll() is not None:
                raise CannotStart(f"{name} 已退出 / has ended: {self._last_line(name)}")

    def end(self) -> None:
        """End all, last started first; whoever does not end in time is killed."""
        for _, process in reversed(self.running):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + END_WITHIN_S
        for _, process in reversed(self.running):
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _last_line(self, name: str) -> str:
        lines = (self.logs / f"{name}.log").read_text(errors="replace").strip().splitlines()
        return f"{lines[-1] if lines else '-'} ({self.logs / f'{name}.log'})"


def main() -> int:
    """Run the demonstration until Ctrl-C."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        demonstrate(Ports(arguments.port), arguments.data)
    except CannotStart as error:
        console.print(f"[red]{error}[/red]")
        return 1
    except KeyboardInterrupt:
        console.print("\n已结束,数据已保留 / ended; the data is kept")
    return 0


def demonstrate(ports: Ports, data: Path) -> None:
    """Set up, start, and stay until interrupted.

    Raises:
        CannotStart: a port is taken, or a program does not come up.
    """
    for port in ports.all():
        _demand_free(port)
    (data / "logs").mkdir(parents=True, exist_ok=True)
    programs = Programs(data / "logs", _environment(ports, data))
    try:
        with _progress() as step:
            step("数据库 / database")
            _set_up(programs.environment, data)
            step("服务器 / server")
            programs.start("server", "server", "run")
            _wait(programs, f"http://127.0.0.1:{ports.server}/healthz")
            step("模拟设备 / simulated devices")
            _start_devices(programs, ports, data)
            step("终端 / stations")
            _start_stations(programs, ports, data)
        _say_addresses(ports)
        while True:
            time.sleep(1)
            programs.check()
    finally:
        programs.end()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="the server's port; others follow")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "demonstration")
    return parser.parse_args()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _end_with_parent() -> None:
    # Linux ends the programs even if this one is killed outright.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _demand_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(
                f"端口 {port} 已被占用,请换一个: make run PORT=9000 / port {port} is taken"
            ) from None


def _environment(ports: Ports, data: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BUDAYANG_")}
    return kept | {
        "PYTHONUNBUFFERED": "1",
        "BUDAYANG_DATABASE_URL": f"sqlite:///{data / 'hall.db'}",
        "BUDAYANG_DEMONSTRATION": "1",
        "BUDAYANG_SECRET_KEY": _secret(data / "secret"),
        "BUDAYANG_PORT": str(ports.server),
    }


def _secret(file: Path) -> str:
    # Kept, so that a second start does not sign everybody out.
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(os.urandom(32).hex())
    return file.read_text()


def _set_up(environment: dict[str, str], data: Path) -> None:
    stations = [argument for window in WINDOWS for argument in ("--window", window)]
    for arguments in (
        ["init"],
        ["seed", "server/sample/county", "--any-hour"],
        ["seed", "server/sample/township", "--any-hour"],
        ["seed-demonstration", str(data / "tokens"), *stations],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "server", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotStart(f"server {arguments[0]}: {done.stderr.strip().splitlines()[-1]}")


def _start_devices(programs: Programs, ports: Ports, data: Path) -> None:
    programs.start(
        "printer",
        "drivers.printer.simulator",
        *("--port", str(ports.printer), "--web-port", str(ports.printer + 1)),
        *("--dir", str(data / "slips")),
    )
    for place, window in enumerate(WINDOWS):
        programs.start(
            f"keypad-{window}",
            "drivers.evaluator.simulator",
            *("--link", str(data / f"keypad-{window}"), "--keymap", "five-key"),
            *("--web-port", str(ports.keypad_page(place))),
        )
    _wait(programs, f"http://127.0.0.1:{ports.printer + 1}/slips.json")
    for place in range(len(WINDOWS)):
        _wait(programs, f"http://127.0.0.1:{ports.keypad_page(place)}/state.json")


def _start_stations(programs: Programs, ports: Ports, data: Path) -> None:
    kiosk = _station(data, ports, "kiosk-1", "kiosk", ports.kiosk, _printer(ports))
    programs.start("kiosk", "kiosk.agent", "--station", str(kiosk))
    for place, window in enumerate(WINDOWS):
        code = f"window-{window}"
        keypad = _keypad(data / f"keypad-{window}")
        file = _station(data, ports, code, "window", ports.window(place), keypad)
        programs.start(code, "kiosk.agent", "--station", str(file))
    hall = _station(data, ports, "hall-1", "hall", ports.hall, _SPEAKER)
    programs.start("hall", "kiosk.agent", "--station", str(hall))
    for port in (ports.kiosk, ports.window(0), ports.window(1), ports.hall):
        _wait(programs, f"http://127.0.0.1:{port}/api/state", until=_is_linked)


_SPEAKER = """[[device]]
kind = "speaker"
name = "hall"
sink = "simulated"
"""


def _printer(ports: Ports) -> str:
    return f"""[[device]]
kind = "printer"
name = "slip"
address = "tcp://127.0.0.1:{ports.printer}"
profile = "80mm"
"""


def _keypad(link: Path) -> str:
    return f"""[[device]]
kind = "evaluator"
name = "keypad"
port = {json.dumps(str(link))}
profile = "ff68-keypad"
keymap = "five-key"
address = 1
"""


def _station(data: Path, ports: Ports, code: str, kind: str, local_port: int, devices: str) -> Path:
    folder = data / "stations" / code
    folder.mkdir(parents=True, exist_ok=True)
    token = data / "tokens" / f"{code}.token"
    file = folder / "station.toml"
    file.write_text(
        f"""[station]
server = "http://127.0.0.1:{ports.server}"
token_file = {json.dumps(str(token))}
state_dir = "state"
kind = "{kind}"

[local]
host = "127.0.0.1"
port = {local_port}

[screen]
px_per_mm = 4.03
slot = "right-below"

{devices}"""
    )
    return file


def _is_linked(answer: bytes) -> bool:
    return bool(json.loads(answer)["server"] == "online")


def _wait(programs: Programs, url: str, *, until: Callable[[bytes], bool] = lambda _: True) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        programs.check()
        try:
            with urllib.request.urlopen(url, timeout=2) as response:
                if until(response.read()):
                    return
        except (OSError, ValueError):
            pass
        time.sleep(0.05)
    raise CannotStart(f"没有应答 / no answer within {READY_WITHIN_S:.0f} s: {url}")


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    columns = (SpinnerColumn(), BarColumn(24), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("", total=4)

        def step(name: str) -> None:
            # Counts the steps begun, so that the bar is full only when all is ready.
            progress.update(
                task, description=name, advance=1 if progress.tasks[0].description else 0
            )

        yield step


def _say_addresses(ports: Ports) -> None:
    base = f"http://127.0.0.1:{ports.server}"
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    speaker = f"http://127.0.0.1:{ports.hall}"
    for what, address in (
        ("取号机 Kiosk", f"http://127.0.0.1:{ports.kiosk}/"),
        ("窗口 Console", f"{base}/console"),
        ("大厅屏 Hall display (with sound)", f"{base}/display/1?speaker={speaker}"),
        ("窗口屏 Window screen", f"{base}/display/1/window/1"),
        ("打印机 Simulated printer", f"http://127.0.0.1:{ports.printer + 1}/"),
        ("评价器 Simulated keypads", f"http://127.0.0.1:{ports.keypad_page(0)}/"),
        ("", f"http://127.0.0.1:{ports.keypad_page(1)}/"),
        ("接口 API", f"{base}/api/v1/openapi.json"),
    ):
        table.add_row(what, address)
    console.print(table)
    console.print(
        "\n登录 sign in: [bold]clerk1[/bold] … [bold]clerk20[/bold], 密码 password "
        "[bold]budayang-demo[/bold]  (窗口 1、2 有评价器 / windows 1 and 2 have keypads)"
    )
    if shutil.which("espeak-ng") is None:
        console.print(
            "没有找到 espeak-ng,叫号只显示不发声 / no espeak-ng: calls are shown, not spoken"
        )
    console.print("Ctrl-C 结束 / ends everything")


if __name__ == "__main__":
    sys.exit(main())
