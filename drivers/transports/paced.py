"""A line whose devices need silence between two frames, as on a shared pair of wires."""

import time
from collections.abc import Callable

from drivers.transports.transport import Transport

BITS_PER_BYTE = 10  # 8N1: start bit, eight data bits, stop bit


class PacedLine(Transport):
    """Another line, with a least pause between two of our frames; each write is one frame.

    Args:
        line: the line that carries the bytes.
        pause_s: least silence between the end of one frame and the beginning of the next.
        baud: bits per second, from which it is known when a frame has left the line.
        clock: monotonic seconds.
        sleep: how the pause is waited for.
    """

    def __init__(
        self,
        line: Transport,
        *,
        pause_s: float,
        baud: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._line = line
        self._pause_s = pause_s
        self._baud = baud
        self._clock = clock
        self._sleep = sleep
        self._silent_from_s = float("-inf")  # when our last frame has left the line

    @property
    def name(self) -> str:
        return self._line.name

    @property
    def is_open(self) -> bool:
        return self._line.is_open

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def read(self, timeout_s: float) -> bytes:
        return self._line.read(timeout_s)

    def write(self, payload: bytes) -> None:
        wait_s = self._silent_from_s + self._pause_s - self._clock()
        if wait_s > 0:
            self._sleep(wait_s)
        self._line.write(payload)
        self._silent_from_s = self._clock() + len(payload) * BITS_PER_BYTE / self._baud
