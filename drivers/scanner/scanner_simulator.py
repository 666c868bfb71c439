"""Simulated scanners: one on a real pseudo-terminal, one that types into a named pipe."""

import random
import threading
from dataclasses import dataclass
from pathlib import Path

from drivers.keyboard.simulator import KeyboardSimulator
from drivers.simulator import Simulator
from drivers.simulator_delay import Later
from drivers.transports.pseudo_terminal import PseudoTerminal

ENDS = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "none": b""}
_OVERLONG = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How the scanner is set, and what is wrong with it at the moment."""

    end: str = "crlf"  # a key of ENDS
    aim: bool = False  # sends the AIM identifier of QR codes first
    garbage: bool = False  # bytes that are no text before each code
    overlong: bool = False  # sends each code without end, until it is longer than any
    silent: bool = False  # reads nothing, sends nothing
    slow_s: float = 0.0  # from a code held up to its first byte


class SerialCable:
    """A serial port to open, with a steady name."""

    def __init__(self, *, link: Path | None = None) -> None:
        self._port = PseudoTerminal(link=link)

    @property
    def path(self) -> str | None:
        """The port to open, or None while unplugged."""
        return self._port.path

    @property
    def is_plugged(self) -> bool:
        return self._port.path is not None

    def plug(self) -> None:
        self._port.plug()

    def unplug(self) -> None:
        self._port.unplug()

    def send(self, payload: bytes) -> None:
        """Send bytes as a scanner does."""
        self._port.write(payload)


class KeyboardCable:
    """A USB keyboard to open with `evdev:PATH`; what no key types is left out."""

    def __init__(self, path: Path) -> None:
        self._keyboard = KeyboardSimulator(path)

    @property
    def path(self) -> str | None:
        """What to open, or None while unplugged."""
        return str(self._keyboard.path) if self.is_plugged else None

    @property
    def is_plugged(self) -> bool:
        return self._keyboard.is_plugged

    def plug(self) -> None:
        self._keyboard.plug()

    def unplug(self) -> None:
        self._keyboard.unplug()

    def send(self, payload: bytes) -> None:
        """Type bytes as a scanner does, every end being Enter."""
        text = payload.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("ascii", "ignore")
        self._keyboard.type_text("".join(key for key in text if key.isprintable() or key == "\n"))


class ScannerSimulator(Simulator):
    """A scanner: what is held before it is sent at once. Methods may come from any thread.

    Args:
        cable: unplugged; it is plugged in while the simulator runs.
        seed: of the garbage, so that a test can be repeated.
    """

    def __init__(self, cable: SerialCable | KeyboardCable, *, seed: int = 0) -> None:
        self._cable = cable
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._later = Later()
        self.faults = Faults()
        self.scans = 0

    @property
    def path(self) -> str | None:
        """What to open, or None while unplugged."""
        return self._cable.path

    @property
    def is_plugged(self) -> bool:
        return self._cable.is_plugged

    def scan(self, text: str) -> None:
        """Hold a code before the scanner. One without power reads nothing."""
        with self._lock:
            if not self.is_plugged or self.faults.silent:
                return
            self.scans += 1
            payload = self._payload(text)
            self._later.do(lambda: self._cable.send(payload), after_s=self.faults.slow_s)

    def plug(self) -> None:
        self._cable.plug()

    def unplug(self) -> None:
        self._later.forget()
        self._cable.unplug()

    def _payload(self, text: str) -> bytes:
        faults = self.faults
        code = text.encode()
        if faults.overlong:
            code *= 1 + _OVERLONG // max(1, len(code))
        if faults.aim:
            code = b"]Q3" + code
        if faults.garbage:
            code = self._random.randbytes(6) + b"\0\xff" + code
        return code + ENDS[faults.end]
