"""Keystrokes of a USB keyboard: the kernel's event records to keys and characters. No I/O.

Source: linux/input.h (`struct input_event`), linux/input-event-codes.h and
Documentation/input/event-codes.rst of the Linux kernel. Keypads with digits, Wiegand converters
and most QR scanners announce themselves as such a keyboard with the US layout.
"""

import struct
from dataclasses import dataclass

# unsigned long seconds and microseconds, type, code, value; 24 bytes on 64-bit machines.
_RECORD = struct.Struct("@LLHHi")
RECORD_BYTES = _RECORD.size

EV_SYN, EV_KEY = 0x00, 0x01
SYN_REPORT, SYN_DROPPED = 0, 3
UP, DOWN, HELD = 0, 1, 2
KEY_ENTER, KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_KPENTER = 28, 42, 54, 96
_SHIFTS = frozenset({KEY_LEFTSHIFT, KEY_RIGHTSHIFT})
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One record. at_s is the kernel's monotonic clock, the one of time.monotonic()."""

    kind: int
    code: int
    value: int
    at_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A key going down. Releases and the repeats of a held key are no strokes."""

    code: int
    shifted: bool
    at_s: float


class StrokeDecoder:
    """Strokes of a stream of event records, however it is chopped.

    When the kernel says that it had to drop events, what follows up to the next report is
    incomplete and is skipped, and every key counts as released: a lost release must not leave
    the shift key down for ever. `dropped` counts how often.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self._pending = bytearray()
        self._shifts: set[int] = set()
        self._is_skipping = False

    def feed(self, chunk: bytes) -> list[Stroke]:
        """Take what arrived and return the strokes it completes, in order."""
        self._pending += chunk
        whole = len(self._pending) - len(self._pending) % RECORD_BYTES
        records = bytes(self._pending[:whole])
        del self._pending[:whole]
        strokes = []
        for seconds, micros, kind, code, value in _RECORD.iter_unpack(records):
            event = Event(kind=kind, code=code, value=value, at_s=seconds + micros / _MICRO)
            if stroke := self._stroke(event):
                strokes.append(stroke)
        return strokes

    def _stroke(self, event: Event) -> Stroke | None:
        if event.kind == EV_SYN:
            self._synchronise(event.code)
        elif event.kind == EV_KEY and not self._is_skipping:
            if event.code in _SHIFTS:
                self._shift(event)
            elif event.value == DOWN:
                return Stroke(code=event.code, shifted=bool(self._shifts), at_s=event.at_s)
        return None

    def _synchronise(self, code: int) -> None:
        if code == SYN_DROPPED:
            self.dropped += 1
            self._shifts.clear()
            self._is_skipping = True
        elif code == SYN_REPORT:
            self._is_skipping = False

    def _shift(self, event: Event) -> None:
        if event.value == UP:
            self._shifts.discard(event.code)
        else:
            self._shifts.add(event.code)


def encode(event: Event) -> bytes:
    """Return the record of an event, as the kernel writes it on this machine."""
    seconds = int(event.at_s)
    micros = int((event.at_s - seconds) * _MICRO)
    return _RECORD.pack(seconds, micros, event.kind, event.code, event.value)


def press_and_release(code: int, *, at_s: float, shifted: bool = False) -> bytes:
    """Return the records of one keystroke, with shift around it if it is wanted."""
    keys = [(code, DOWN), (code, UP)]
    if shifted:
        keys = [(KEY_LEFTSHIFT, DOWN), *keys, (KEY_LEFTSHIFT, UP)]
    report = encode(Event(kind=EV_SYN, code=SYN_REPORT, value=0, at_s=at_s))
    return b"".join(
        encode(Event(kind=EV_KEY, code=key, value=value, at_s=at_s)) + report for key, value in keys
    )


def typed(text: str, *, at_s: float) -> bytes:
    """Return the records of typing text on the main block of keys; a line feed is Enter.

    Raises:
        ValueError: a character that the US layout does not have.
    """
    records = []
    for wanted in text:
        if wanted not in _KEYS_OF:
            raise ValueError(f"no key types {wanted!r}")
        code, shifted = _KEYS_OF[wanted]
        records.append(press_and_release(code, at_s=at_s, shifted=shifted))
    return b"".join(records)


def character(stroke: Stroke) -> str | None:
    """Return what a stroke types with the US layout, Enter being a line feed; None if nothing.

    The number pad types its digits: keypads are made of it, and Num Lock is the kernel's light
    and not the device's business.
    """
    pair = _CHARACTERS.get(stroke.code)
    return pair[stroke.shifted] if pair is not None else None


def _row(first: int, plain: str, shifted: str) -> dict[int, tuple[str, str]]:
    """Neighbouring keys have neighbouring codes, row by row."""
    pairs = zip(plain, shifted, strict=True)
    return {first + place: pair for place, pair in enumerate(pairs)}


_MAIN = {
    **_row(2, "1234567890-=", "!@#$%^&*()_+"),
    **_row(16, "qwertyuiop[]\n", "QWERTYUIOP{}\n"),
    **_row(30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    **_row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    15: ("\t", "\t"),
    57: (" ", " "),
}
_CHARACTERS = {
    **_MAIN,
    **_row(71, "789-456+1230.", "789-456+1230."),
    55: ("*", "*"),
    KEY_KPENTER: ("\n", "\n"),
    98: ("/", "/"),
}
_KEYS_OF = {
    wanted: (code, shifted)
    for shifted in (True, False)  # the plain way of typing a character wins
    for code, pair in _MAIN.items()
    for wanted in (pair[shifted],)
}
