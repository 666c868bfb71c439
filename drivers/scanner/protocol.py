"""Scans of a barcode scanner on a serial line: bytes to text. No I/O.

Scanners send what they read and end it with CR, LF or both. Before it there may be a prefix that
the scanner was set to send, and the AIM identifier of the kind of code (ISO/IEC 15424): `]Q3` for
QR, `]C1` for GS1-128.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

LONGEST = 256  # bytes of one scan; what this product reads is below 150
_ENDS = re.compile(rb"[\r\n]")
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")


class Fault(StrEnum):
    """Why a line was refused."""

    TOO_LONG = "too_long"
    GARBAGE = "garbage"  # no text: control bytes, or no UTF-8
    UNENDED = "unended"  # the scanner fell silent in the middle
    INCOMPLETE = "incomplete"  # some of it was lost on the way


@dataclass(frozen=True, slots=True)
class Scan:
    """One code. Its text may be somebody's, so that repr does not show it."""

    text: str = field(repr=False)
    symbology: str | None = None  # AIM identifier, if the scanner sends one


class Decoder:
    """Finds the scans in a stream that may be chopped, noisy or cut short.

    `faults` counts what was refused; of a refused line nothing is given on.

    Args:
        prefix: what the scanner was set to send first; it may be missing.
    """

    def __init__(self, *, prefix: bytes = b"") -> None:
        self.faults: Counter[Fault] = Counter()
        self._prefix = prefix
        self._pending = bytearray()
        self._spoilt: Fault | None = None  # of the line that is arriving

    def feed(self, chunk: bytes) -> list[Scan]:
        """Take what arrived and return the scans it completes, in order."""
        *ended, rest = _ENDS.split(chunk)
        scans = []
        for piece in ended:
            self._gather(piece)
            if scan := self._end():
                scans.append(scan)
        self._gather(rest)
        return scans

    def drop(self) -> None:
        """Forget a scan that nobody ended, or it would stand before the next one."""
        if self._pending or self._spoilt:
            self.faults[self._spoilt or Fault.UNENDED] += 1
        self._pending.clear()
        self._spoilt = None

    def spoil(self) -> None:
        """Refuse the line that is arriving: some of it was lost."""
        self._spoilt = Fault.INCOMPLETE

    def _gather(self, piece: bytes) -> None:
        self._pending += piece
        if len(self._pending) > LONGEST:
            self._spoilt = Fault.TOO_LONG
            self._pending.clear()

    def _end(self) -> Scan | None:
        line, spoilt = bytes(self._pending), self._spoilt
        self._pending.clear()
        self._spoilt = None
        if spoilt is not None:
            self.faults[spoilt] += 1
            return None
        line = line.removeprefix(self._prefix)
        return self._scan(line) if line else None

    def _scan(self, line: bytes) -> Scan | None:
        try:
            text = line.decode()
        except UnicodeDecodeError:
            text = "\0"
        if not text.isprintable():
            self.faults[Fault.GARBAGE] += 1
            return None
        aim = _AIM.match(text)
        content = (text[aim.end() :] if aim else text).strip()
        return Scan(content, aim[0] if aim else None) if content else None
