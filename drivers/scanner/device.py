"""Scanners on a serial line, and those that type like a keyboard: bytes in, scans out."""

import time
from collections.abc import Callable

from drivers.keyboard.protocol import StrokeDecoder, character
from drivers.scanner.protocol import Decoder, Fault, Scan
from drivers.transports.transport import Transport

# A scanner sends a code in one go; what is not ended after so long a silence never will be.
UNENDED_AFTER_S = 0.5
_LOOK_UP_S = 0.05


class Scanner:
    """A scanner on a serial line. Owns the scans, not the line; one thread calls it.

    Lets NotConnected and LinkLost of the line through: whoever supervises the scanner opens a new
    line and makes a new Scanner on it.

    Args:
        line: open, with the settings of the scanner; most send 8N1 at 9600.
        prefix: what the scanner was set to send before each code; it may be missing.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        line: Transport,
        *,
        prefix: bytes = b"",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line = line
        self._clock = clock
        self._heard_at_s = clock()
        self._decoder = Decoder(prefix=prefix)

    @property
    def refused(self) -> dict[Fault, int]:
        """How many lines were refused so far, and why."""
        return dict(self._decoder.faults)

    def listen(self, timeout_s: float) -> list[Scan]:
        """Return the scans that arrive, as soon as there is one; [] after timeout_s."""
        deadline_s = self._clock() + timeout_s
        while (left_s := deadline_s - self._clock()) > 0:
            chunk = self._line.read(min(left_s, _LOOK_UP_S))
            now_s = self._clock()
            # Looked at before what has just come: that begins a code of its own.
            if now_s - self._heard_at_s > UNENDED_AFTER_S:
                self._decoder.drop()
            if chunk:
                self._heard_at_s = now_s
            if scans := self._scans(chunk):
                return scans
        return []

    def _scans(self, chunk: bytes) -> list[Scan]:
        return self._decoder.feed(chunk)


class KeyboardScanner(Scanner):
    """A scanner that announces itself as a USB keyboard, read before any page sees its keys.

    It types with the US layout, whatever the machine's own layout is, and ends with Enter. Its
    line carries event records, as drivers.transports.evdev gives them.
    """

    def __init__(
        self,
        line: Transport,
        *,
        prefix: bytes = b"",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(line, prefix=prefix, clock=clock)
        self._strokes = StrokeDecoder()
        self._dropped = 0

    def _scans(self, chunk: bytes) -> list[Scan]:
        typed = (character(stroke) for stroke in self._strokes.feed(chunk))
        scans = self._decoder.feed("".join(key for key in typed if key is not None).encode())
        if self._strokes.dropped == self._dropped:
            return scans
        # The kernel has lost keys, nobody knows where: a code with a hole must not pass for one.
        self._dropped = self._strokes.dropped
        self._decoder.spoil()
        return []
