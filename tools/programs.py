"""Programs run beside one another: started, watched, waited for, ended in order."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_S = 60.0
END_WITHIN_S = 6.0


class CannotStart(Exception):
    """Something does not start; the message is one line for people."""


@dataclass
class Programs:
    """The running programs, ended in reverse order.

    Attributes:
        logs: a folder, there already; each program writes into a file of its own.
        environment: what the programs are started with.
        running: by name, in the order of their start.
    """

    logs: Path
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start `python -m ...`."""
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
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

    def check(self) -> None:
        """Make sure that all still run.

        Raises:
            CannotStart: one has ended; its last line is in the message.
        """
        for name, process in self.running.items():
            if process.poll() is not None:
                raise CannotStart(f"{name} 已退出 / has ended: {self._last_line(name)}")

    def wait_for(self, url: str, *, until: Callable[[bytes], bool] = lambda _: True) -> None:
        """Wait for a good answer at this address.

        Raises:
            CannotStart: a program ended meanwhile, or there was none within READY_WITHIN_S.
        """
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            self.check()
            with (
                contextlib.suppress(OSError, ValueError),
                urllib.request.urlopen(url, timeout=2) as response,
            ):
                if until(response.read()):
                    return
            time.sleep(0.05)
        raise CannotStart(f"没有应答 / no answer within {READY_WITHIN_S:.0f} s: {url}")

    def end(self) -> None:
        """End all, last started first; whoever does not end in time is killed."""
        ending = [process for _, process in reversed(self.running.items())]
        self.running.clear()
        for process in ending:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + END_WITHIN_S
        for process in ending:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            # Its children too: a server that had to be killed leaves its worker behind.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _last_line(self, name: str) -> str:
        file = self.logs / f"{name}.log"
        lines = file.read_text(errors="replace").strip().splitlines()
        return f"{lines[-1] if lines else '-'} ({file})"


def _end_with_parent() -> None:
    # Linux ends the programs even if this one is killed outright.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
