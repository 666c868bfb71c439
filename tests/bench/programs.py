"""The programs under measurement: real ones, on free ports, ended with the run."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET = "bench-" + "0" * 40
READY_WITHIN_S = 60.0
_NOT_OURS = ("BUDAYANG_", "PYTHONDONTWRITEBYTECODE")


class Ended(Exception):
    """A program ended, or did not come up; the message holds the end of what it said."""


@dataclass(slots=True)
class Program:
    """A running program and where it listens.

    Attributes:
        started_at: on time.monotonic.
        answered_after_s: from there to the first good answer.
    """

    process: subprocess.Popen[bytes]
    port: int
    started_at: float
    log: Path
    answered_after_s: float = 0.0

    def memory_mb(self) -> float:
        """Resident memory of the process and its children, in MB (10**6)."""
        return sum(_rss_kb(pid) for pid in _family(self.process.pid)) * 1024 / 1e6

    def wait_for(self, path: str) -> None:
        """Wait for the first good answer at this path.

        Raises:
            Ended: there was none.
        """
        url = f"http://127.0.0.1:{self.port}{path}"
        deadline = self.started_at + READY_WITHIN_S
        while time.monotonic() < deadline and self.process.poll() is None:
            # gunicorn opens the port before the app is there: a connection is no answer.
            with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
                self.answered_after_s = time.monotonic() - self.started_at
                return
            time.sleep(0.005)
        raise Ended(f"{url}: {self.log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def running(
    *arguments: str, port: int, log: Path, environment: dict[str, str]
) -> Iterator[Program]:
    """Run `python -m ...` and end it afterwards."""
    with log.open("ab") as out:
        started_at = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env={**clean_environment(), **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        yield Program(process, port, started_at, log)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(database: Path, port: int) -> dict[str, str]:
    """The settings of a server in this run."""
    return {
        "BUDAYANG_DATABASE_URL": f"sqlite:///{database}",
        "BUDAYANG_DEMONSTRATION": "1",
        "BUDAYANG_SECRET_KEY": SECRET,
        "BUDAYANG_PORT": str(port),
    }


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment() -> dict[str, str]:
    """Our variables, without settings of ours; byte code is kept, as it is once installed."""
    return {k: v for k, v in os.environ.items() if not k.startswith(_NOT_OURS)}


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(p for child in children for p in _family(int(child)))]


def _rss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
