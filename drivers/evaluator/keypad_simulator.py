"""A simulated keypad, on a line of its own or on one shared with others."""

import time
from pathlib import Path

from drivers.evaluator.line_simulator import LineSimulator
from drivers.evaluator.profile import FrameProfile
from drivers.evaluator.profile_files import load_profile
from drivers.evaluator.simulated_pad import Faults
from drivers.simulated_voice import LogLine
from drivers.simulator import Simulator


class KeypadSimulator(Simulator):
    """A keypad to open like a serial port. Every method may come from any thread.

    Args:
        profile: what it speaks; the ff68 keypad unless told.
        address: 1 to 255.
        link: a symbolic link kept on the present port.
        seed: of the noise, so that a test can be repeated.
        line: the line it hangs on with others; what belongs to the line is then the line's, and
            profile, link and seed are not used.
    """

    def __init__(
        self,
        *,
        profile: FrameProfile | None = None,
        address: int = 1,
        link: Path | None = None,
        seed: int = 0,
        line: LineSimulator | None = None,
    ) -> None:
        self.address = address
        self._line = line or LineSimulator(
            profile or load_profile("ff68-keypad"), addresses=[address], link=link, seed=seed
        )
        self._pad = self._line.pads[address]

    def start(self) -> None:
        """Plug in and come to life. A stopped simulator is not started again: make another."""
        self._line.start()

    def stop(self) -> None:
        """End the thread, close the port and remove the link."""
        self._line.stop()

    @property
    def path(self) -> str | None:
        """The port to open, or None while unplugged."""
        return self._line.path

    @property
    def is_plugged(self) -> bool:
        return self._line.is_plugged

    @property
    def armed(self) -> bool:
        """True while the lamp 请您评价 is lit."""
        with self._line.lock:
            return self._pad.is_armed(time.monotonic())

    @property
    def stars(self) -> int | None:
        """The star level last shown."""
        return self._pad.stars

    @property
    def beeps(self) -> int:
        return self._pad.beeps

    @property
    def unanswered(self) -> int:
        """Presses that the host has not echoed yet."""
        with self._line.lock:
            return self._pad.unanswered

    @property
    def faults(self) -> Faults:
        return self._pad.faults

    @property
    def log(self) -> list[LogLine]:
        """The last bytes both ways, oldest first."""
        with self._line.lock:
            return list(self._pad.log)

    def press(self, value: int) -> None:
        """Press a key, asked or not. An unplugged pad has no power: nothing happens.

        Raises:
            ValueError: value is not a byte.
        """
        with self._line.lock:
            if self.is_plugged:
                self._pad.press(value, now_s=time.monotonic())

    def set_faults(self, faults: Faults) -> None:
        """Set all fault switches at once; Faults() is a sound pad."""
        with self._line.lock:
            self._pad.faults = faults

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open loses it, the lamp goes out."""
        self._line.unplug()

    def plug(self) -> None:
        """Plug in again: a new port, the same link."""
        self._line.plug()
