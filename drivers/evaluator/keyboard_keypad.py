"""A USB keypad that types its keys: no lamp, no confirmation, only strokes."""

import time
from collections.abc import Callable

from drivers.evaluator.keyboard_entry import KeyboardEntry, KeyboardRules
from drivers.evaluator.question import AskingKeypad, Press, Pressed, ignore
from drivers.keyboard.protocol import StrokeDecoder
from drivers.transports.transport import Transport

_KERNEL_STEP_S = 1e-6  # event times are cut to microseconds: a key of now may bear an earlier time


class KeyboardKeypad(AskingKeypad):
    """A keypad on an EvdevLine.

    It cannot be told anything, so that it counts as asked the moment arm() returns. What was typed
    before that moment, by the time the kernel gives each key, is a stray, also if it is read later.

    Args:
        line: open; its events carry the clock of time.monotonic().
        on_stray: told of each entry while nothing was asked.
    """

    def __init__(
        self,
        line: Transport,
        *,
        rules: KeyboardRules,
        clock: Callable[[], float] = time.monotonic,
        on_stray: Callable[[Press], None] = ignore,
    ) -> None:
        super().__init__(line.name, clock=clock, on_stray=on_stray)
        self._line = line
        self._rules = rules
        self._strokes = StrokeDecoder()
        self._entry = KeyboardEntry(rules)

    @property
    def is_online(self) -> bool:
        return self._line.is_open

    @property
    def confirms(self) -> bool:
        return False

    def arm(self, on_answer: Callable[[Pressed], None] = ignore) -> None:
        """Ask. Digits typed before without an Enter are forgotten: they are nobody's answer."""
        self._forget()
        self._report(self._presses(0))
        self._entry = KeyboardEntry(self._rules)
        self._on_answer = on_answer
        self._armed_at_s = self._clock() - _KERNEL_STEP_S

    def _presses(self, timeout_s: float) -> list[Press]:
        strokes = self._strokes.feed(self._line.read(timeout_s))
        presses = (self._entry.take(stroke) for stroke in strokes)
        return [press for press in presses if press is not None]
