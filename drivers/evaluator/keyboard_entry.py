"""What is typed on a USB keypad, as key values: digits, confirmed by Enter or at once. No I/O."""

from dataclasses import dataclass
from enum import StrEnum

from drivers.evaluator.question import Press
from drivers.keyboard.protocol import Stroke, character

# The value of what is no number, so that it can be reported as a key of no key map.
NO_NUMBER = 0xFFFF
_MOST_DIGITS = 3


class Confirm(StrEnum):
    """When an entry is a press."""

    ENTER = "enter"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyboardRules:
    """One kind of USB keypad."""

    name: str
    confirm: Confirm
    forget_after_s: float  # an entry whose Enter does not come


class KeyboardEntry:
    """Turns strokes into presses. A press has the time of its first stroke: the choice was then."""

    def __init__(self, rules: KeyboardRules) -> None:
        self._rules = rules
        self._typed = ""
        self._began_at_s = 0.0

    def take(self, stroke: Stroke) -> Press | None:
        """Take a stroke; return the press it completes, if any.

        Keys that type nothing, such as Num Lock, are no strokes of a citizen's. Enter by itself
        chooses nothing.
        """
        typed = character(stroke)
        if typed is None:
            return None
        if stroke.at_s - self._began_at_s > self._rules.forget_after_s:
            self._typed = ""
        if typed == "\n":
            return self._complete()
        if not self._typed:
            self._began_at_s = stroke.at_s
        self._typed += typed
        return self._complete() if self._rules.confirm is Confirm.AT_ONCE else None

    def _complete(self) -> Press | None:
        typed, self._typed = self._typed, ""
        if not typed:
            return None
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS
        return Press(value=int(typed) if is_number else NO_NUMBER, pressed_at_s=self._began_at_s)
