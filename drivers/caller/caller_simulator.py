"""A simulated caller pad on a real pseudo-terminal, alone or with a keypad of the same address."""

import threading
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from drivers.caller.simulated_caller import Faults, LogLine, SimulatedCaller
from drivers.evaluator.profile import FrameProfile
from drivers.evaluator.profile_files import load_profile
from drivers.evaluator.simulated_pad import SimulatedPad
from drivers.transports.pseudo_terminal import PseudoTerminal

_TICK_S = 0.01


class CallerSimulator:
    """A caller pad to open like a serial port. Every method may come from any thread.

    Args:
        profile: what it speaks; the ff68 pad unless told.
        address: 1 to 255.
        link: a symbolic link kept on the present port.
        with_keypad: a citizen's keypad hangs on the same wires, under the same address.
        seed: of the noise, so that a test can be repeated.
    """

    def __init__(
        self,
        *,
        profile: FrameProfile | None = None,
        address: int = 1,
        link: Path | None = None,
        with_keypad: bool = False,
        seed: int = 0,
    ) -> None:
        self.address = address
        speaks = profile or load_profile("ff68-keypad")
        self._pad = SimulatedCaller(profile=speaks, address=address, seed=seed)
        self._keypad = SimulatedPad(profile=speaks, address=address) if with_keypad else None
        self._port = PseudoTerminal(link=link)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="caller-simulator", daemon=True)

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
    def ticket(self) -> str:
        """The three digits on the right, "" while they are dark."""
        return self._pad.ticket

    @property
    def waiting(self) -> str:
        """The three digits on the left, "" while they are dark."""
        return self._pad.waiting

    @property
    def beeps(self) -> int:
        return self._pad.beeps

    @property
    def unanswered(self) -> int:
        """Presses that the host has not echoed yet."""
        with self._lock:
            return self._pad.unanswered

    @property
    def armed(self) -> bool:
        """True while the lamp of the keypad beside it is lit."""
        with self._lock:
            return self._keypad is not None and self._keypad.is_armed(time.monotonic())

    @property
    def has_keypad(self) -> bool:
        return self._keypad is not None

    @property
    def faults(self) -> Faults:
        return self._pad.faults

    @property
    def log(self) -> list[LogLine]:
        """The last bytes both ways, oldest first."""
        with self._lock:
            return list(self._pad.log)

    def press(self, keys: bytes) -> None:
        """Press keys of the pad. Unplugged it has no power: nothing happens.

        Raises:
            ValueError: no key.
        """
        with self._lock:
            if self.is_plugged:
                self._pad.press(keys, now_s=time.monotonic())

    def rate(self, value: int) -> None:
        """Press a key of the keypad beside it, if there is one. Raises ValueError."""
        with self._lock:
            if self.is_plugged and self._keypad is not None:
                self._keypad.press(value, now_s=time.monotonic())

    def turn(self, **faults: Any) -> None:
        """Change these fault switches."""
        with self._lock:
            self._pad.faults = replace(self._pad.faults, **faults)

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open loses it, the display goes dark."""
        with self._lock:
            self._port.unplug()
            self._pad.power_up()
            if self._keypad is not None:
                self._keypad.power_up()

    def plug(self) -> None:
        """Plug in again: a new port, the same link."""
        with self._lock:
            self._port.plug()

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
        devices = [device for device in (self._pad, self._keypad) if device is not None]
        while not self._stopping.is_set():
            chunk = self._port.read(_TICK_S)
            with self._lock:
                now_s = time.monotonic()
                for device in devices:
                    device.hear(chunk, now_s=now_s)
                    for payload in device.speak(now_s=now_s):
                        self._port.write(payload)
