"""A simulated USB keypad that types its keys, on a named pipe that stands for its device."""

import threading
import time
from collections import deque
from pathlib import Path

from drivers.evaluator.keyboard_entry import Confirm, KeyboardRules
from drivers.evaluator.profile import Side
from drivers.evaluator.simulated_pad import LOG_LINES, LogLine
from drivers.keyboard.protocol import typed
from drivers.keyboard.simulator import KeyboardSimulator

UNKNOWN_DIGIT = 9  # of no level


class TypingKeypadSimulator(KeyboardSimulator):
    """A keypad to open with EvdevLine(path). Every method may come from any thread.

    Args:
        path: where the pipe is made. Whatever stands there is replaced.
        rules: whether Enter follows the digit.

    Attributes:
        unknown_key: every key types UNKNOWN_DIGIT.
    """

    def __init__(self, path: Path, *, rules: KeyboardRules) -> None:
        super().__init__(path)
        self.unknown_key = False
        self._rules = rules
        self._log: deque[LogLine] = deque(maxlen=LOG_LINES)
        self._logging = threading.Lock()

    @property
    def log(self) -> list[LogLine]:
        """The last records that were typed, oldest first."""
        with self._logging:
            return list(self._log)

    def press_key(self, value: int) -> None:
        """Press the key of a value. An unplugged keypad has no power: nothing happens."""
        if not self.is_plugged:
            return
        end = "\n" if self._rules.confirm is Confirm.ENTER else ""
        now_s = time.monotonic()
        records = typed(f"{UNKNOWN_DIGIT if self.unknown_key else value}{end}", at_s=now_s)
        with self._logging:
            self._log.append(LogLine(at_s=now_s, sender=Side.DEVICE, payload=records))
        self.send(records)
