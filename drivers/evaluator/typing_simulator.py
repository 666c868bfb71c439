"""A simulated USB keypad that types its keys, on a named pipe that stands for its device."""

import random
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from drivers.evaluator.keyboard_entry import Confirm, KeyboardRules
from drivers.evaluator.profile import Side
from drivers.keyboard.protocol import RECORD_BYTES, typed
from drivers.keyboard.simulator import KeyboardSimulator
from drivers.simulated_voice import LOG_LINES, LogLine
from drivers.simulator_delay import Later

UNKNOWN_DIGIT = 9  # of no level
_NOISE_RECORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingFaults:
    """What is wrong with the keypad at the moment."""

    silent: bool = False  # types nothing
    noise: bool = False  # records that are no keys before each key
    unknown_key: bool = False  # every key types UNKNOWN_DIGIT
    slow_s: float = 0.0  # from a key pressed to a key typed


class TypingKeypadSimulator(KeyboardSimulator):
    """A keypad to open with EvdevLine(path). Every method may come from any thread.

    Args:
        path: where the pipe is made. Whatever stands there is replaced.
        rules: whether Enter follows the digit.
        seed: of the noise, so that a test can be repeated.
    """

    def __init__(self, path: Path, *, rules: KeyboardRules, seed: int = 0) -> None:
        super().__init__(path)
        self.faults = TypingFaults()
        self._rules = rules
        self._random = random.Random(seed)
        self._later = Later()
        self._log: deque[LogLine] = deque(maxlen=LOG_LINES)
        self._logging = threading.Lock()

    @property
    def log(self) -> list[LogLine]:
        """The last records that were typed, oldest first."""
        with self._logging:
            return list(self._log)

    def press_key(self, value: int) -> None:
        """Press the key of a value. An unplugged keypad has no power: nothing happens."""
        faults = self.faults
        if self.is_plugged and not faults.silent:
            digit = UNKNOWN_DIGIT if faults.unknown_key else value
            noise = self._noise() if faults.noise else b""
            self._later.do(lambda: self._type(digit, noise), after_s=faults.slow_s)

    def unplug(self) -> None:
        self._later.forget()
        super().unplug()

    def _noise(self) -> bytes:
        return self._random.randbytes(RECORD_BYTES * _NOISE_RECORDS)

    def _type(self, digit: int, noise: bytes) -> None:
        end = "\n" if self._rules.confirm is Confirm.ENTER else ""
        now_s = time.monotonic()
        records = noise + typed(f"{digit}{end}", at_s=now_s)
        with self._logging:
            self._log.append(LogLine(at_s=now_s, sender=Side.DEVICE, payload=records))
        self.send(records)
