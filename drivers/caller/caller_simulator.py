"""A simulated caller pad on a real pseudo-terminal, alone or with a keypad of the same address."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.caller.simulated_caller import Faults, SimulatedCaller
from drivers.evaluator.profile import FrameProfile
from drivers.evaluator.profile_files import load_profile
from drivers.evaluator.simulated_pad import SimulatedPad
from drivers.port_simulator import PortSimulator
from drivers.simulated_voice import LogLine
from drivers.transports.pseudo_terminal import PseudoTerminal


class CallerSimulator(PortSimulator):
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
        devices = (self._pad,) if self._keypad is None else (self._pad, self._keypad)
        super().__init__(*devices, port=PseudoTerminal(link=link), name="caller-simulator")

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
        with self.lock:
            return self._pad.unanswered

    @property
    def armed(self) -> bool:
        """True while the lamp of the keypad beside it is lit."""
        with self.lock:
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
        with self.lock:
            return list(self._pad.log)

    def press(self, keys: bytes) -> None:
        """Press keys of the pad. Unplugged it has no power: nothing happens.

        Raises:
            ValueError: no key.
        """
        with self.lock:
            if self.is_plugged:
                self._pad.press(keys, now_s=time.monotonic())

    def rate(self, value: int) -> None:
        """Press a key of the keypad beside it, if there is one. Raises ValueError."""
        with self.lock:
            if self.is_plugged and self._keypad is not None:
                self._keypad.press(value, now_s=time.monotonic())

    def turn(self, **faults: Any) -> None:
        """Change these fault switches."""
        with self.lock:
            self._pad.faults = replace(self._pad.faults, **faults)
