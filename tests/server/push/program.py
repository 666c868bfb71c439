"""`python -m server run` as a program of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests

from server.settings import Settings

ROOT = Path(__file__).parents[3]
START_WITHIN_S = 30.0


class Program:
    """The server's processes, in a session of their own so that a test ends no others."""

    def __init__(self, settings: Settings, *, program: Sequence[str] = ("-m", "server")) -> None:
        """Start it.

        Args:
            program: what Python is to run, the server's own program unless told otherwise.
        """
        self._settings = settings
        self._program = program
        self.port = settings.port
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        given = {
            "DATABASE_URL": self._settings.database_url,
            "SECRET_KEY": self._settings.secret_key.get_secret_value(),
            "PORT": str(self.port),
        }
        if self._settings.forwarding is not None:
            secrets = self._settings.forwarding_secrets
            plain = {name: secret.get_secret_value() for name, secret in secrets.items()}
            given["FORWARDING"] = str(self._settings.forwarding)
            given["FORWARDING_SECRETS"] = json.dumps(plain)
        process = subprocess.Popen(
            [sys.executable, *self._program, "run"],
            cwd=ROOT,
            env={**os.environ, **{f"BUDAYANG_{name}": value for name, value in given.items()}},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            self._wait_until_it_answers(process)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        return process

    def _wait_until_it_answers(self, process: subprocess.Popen[str]) -> None:
        gives_up_at = time.monotonic() + START_WITHIN_S
        while time.monotonic() < gives_up_at:
            assert process.poll() is None, process.communicate()[1]
            try:
                if self.health().status_code == 200:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def health(self) -> Any:
        """Ask whether it works."""
        return requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=20)

    def end(self, by: int, *, whole_group: bool = False) -> tuple[int, float, str]:
        """Send a signal and wait.

        Args:
            whole_group: to all its processes, as a terminal does for Ctrl-C.

        Returns:
            the exit code, how long it took in seconds, and what was written to stderr.
        """
        began = time.monotonic()
        if whole_group:
            os.killpg(self.process.pid, by)
        else:
            self.process.send_signal(by)
        said = self.process.communicate(timeout=30)[1]
        return self.process.returncode, time.monotonic() - began, said

    def kill(self) -> None:
        """End all its processes at once, as a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def start_again(self) -> None:
        """Start on the same port and database."""
        self.process = self._start()

    def close(self) -> None:
        """Leave nothing behind, whatever the test has done."""
        if self.process.poll() is None:
            self.kill()
