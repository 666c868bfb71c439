"""Simulated LED signs on a real pseudo-terminal or TCP port, run by one thread."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from drivers.sign.network_port import NetworkPort
from drivers.sign.simulated_signs import Arrived, Faults, LogLine, SimulatedSigns
from drivers.transports.pseudo_terminal import PseudoTerminal

_TICK_S = 0.01


class SignSimulator:
    """All signs of one line, to open like a serial port or over TCP. Callable from any thread.

    Args:
        make: "strip", "bx5", "plain" or "modbus".
        addresses: of the signs on the line.
        link: a symbolic link kept on the present port.
        tcp_port: listen there instead of being a serial port; 0 for any free one.
        seed: of the noise, so that a test can be repeated.
    """

    def __init__(
        self,
        *,
        make: str,
        addresses: Sequence[int],
        link: Path | None = None,
        tcp_port: int | None = None,
        seed: int = 0,
    ) -> None:
        self.make = make
        self._signs = SimulatedSigns(make=make, addresses=addresses, seed=seed)
        self._port: PseudoTerminal | NetworkPort = (
            PseudoTerminal(link=link) if tcp_port is None else NetworkPort(port=tcp_port)
        )
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sign-simulator", daemon=True)

    def start(self) -> None:
        """Plug in and come to life. A stopped simulator is not started again: make another."""
        self._port.plug()
        self._thread.start()

    def stop(self) -> None:
        """End the thread, close the port and remove the link."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._port.unplug()

    @property
    def path(self) -> str | None:
        """The port to open, or None while unplugged."""
        return self._port.path

    @property
    def is_plugged(self) -> bool:
        return self._port.path is not None

    @property
    def texts(self) -> dict[str, str]:
        """What each sign shows, without the spaces around it."""
        with self._lock:
            return {sign: text.strip() for sign, text in self._signs.texts.items()}

    @property
    def history(self) -> list[Arrived]:
        """The last texts that arrived, oldest first."""
        with self._lock:
            return list(self._signs.history)

    @property
    def faults(self) -> Faults:
        return self._signs.faults

    @property
    def log(self) -> list[LogLine]:
        """The last bytes both ways, oldest first."""
        with self._lock:
            return list(self._signs.log)

    def turn(self, **faults: Any) -> None:
        """Change these fault switches."""
        with self._lock:
            self._signs.faults = replace(self._signs.faults, **faults)

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open loses it. The signs show on what they show."""
        with self._lock:
            self._port.unplug()

    def plug(self) -> None:
        """Plug in again."""
        with self._lock:
            self._port.plug()

    def power_cut(self) -> None:
        """The signs lose power for a moment: they come back dark, and the line stays."""
        with self._lock:
            self._signs.power_up()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            chunk = self._port.read(_TICK_S)
            with self._lock:
                now_s = time.monotonic()
                self._signs.hear(chunk, now_s=now_s)
                for payload in self._signs.speak(now_s=now_s):
                    self._port.write(payload)
