"""Lines without hardware, for tests and demonstrations; part of the public interface.

ScriptedLine plays a device from a list, on a clock that moves only when somebody waits.
memory_pair() is a null modem: two ends, one for each thread.
"""

import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace

from drivers.transports.errors import LinkLost, NotConnected
from drivers.transports.transport import Transport


class ManualClock:
    """A monotonic clock in seconds that stands still until told to move."""

    def __init__(self, *, now_s: float = 0.0) -> None:
        self._now_s = now_s

    def __call__(self) -> float:
        return self._now_s

    def advance(self, seconds: float) -> None:
        """Let time pass. Also serves as a `sleep` that costs nothing."""
        self._now_s += seconds


@dataclass(frozen=True, slots=True)
class Arrives:
    """The device sends payload, after_s seconds after the step before."""

    payload: bytes
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Expects:
    """The device says nothing more until it has been sent exactly this."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Breaks:
    """The cable is pulled, after_s seconds after the step before."""

    after_s: float = 0.0


Step = Arrives | Expects | Breaks


class ScriptedLine(Transport):
    """Plays the far end from a script.

    `written` holds every payload sent to it, `written_at_s` the clock's time of each.
    When the script is over the far end is silent.
    """

    def __init__(self, *script: Step, clock: ManualClock) -> None:
        self.written: list[bytes] = []
        self.written_at_s: list[float] = []
        self._script: deque[Step] = deque(script)
        self._clock = clock
        self._is_open = True

    @property
    def name(self) -> str:
        return "memory:script"

    @property
    def is_open(self) -> bool:
        return self._is_open

    def open(self) -> None:
        self._is_open = True

    def close(self) -> None:
        self._is_open = False

    def play(self, *more: Step) -> None:
        """Add to the script."""
        self._script.extend(more)

    def read(self, timeout_s: float) -> bytes:
        self._require_open()
        if not self._script or isinstance(self._script[0], Expects):
            self._clock.advance(timeout_s)
            return b""
        step = self._script[0]
        if step.after_s > timeout_s:
            self._clock.advance(timeout_s)
            self._script[0] = replace(step, after_s=step.after_s - timeout_s)
            return b""
        self._script.popleft()
        self._clock.advance(step.after_s)
        if isinstance(step, Breaks):
            self._is_open = False
            raise LinkLost("the scripted cable was pulled")
        return step.payload

    def write(self, payload: bytes) -> None:
        self._require_open()
        self.written.append(payload)
        self.written_at_s.append(self._clock())
        if self._script and self._script[0] == Expects(payload):
            self._script.popleft()

    def _require_open(self) -> None:
        if not self._is_open:
            raise NotConnected("the scripted line is not open")


@dataclass(slots=True)
class _Cable:
    """What two ends share: the bytes under way to each, and whether each is plugged in."""

    moved: threading.Condition = field(default_factory=threading.Condition)
    under_way: tuple[bytearray, bytearray] = field(
        default_factory=lambda: (bytearray(), bytearray())
    )
    plugged: list[bool] = field(default_factory=lambda: [True, True])


class MemoryLine(Transport):
    """One end of a null modem, safe between two threads. It is open when made."""

    def __init__(self, cable: _Cable, *, end: int) -> None:
        self._cable = cable
        self._end = end

    @property
    def name(self) -> str:
        return f"memory:{self._end}"

    @property
    def is_open(self) -> bool:
        return self._cable.plugged[self._end]

    def open(self) -> None:
        with self._cable.moved:
            self._cable.plugged[self._end] = True
            self._cable.under_way[self._end].clear()

    def close(self) -> None:
        with self._cable.moved:
            self._cable.plugged[self._end] = False
            self._cable.moved.notify_all()

    def read(self, timeout_s: float) -> bytes:
        mine = self._cable.under_way[self._end]
        deadline = time.monotonic() + timeout_s
        with self._cable.moved:
            while True:
                self._require_open()
                if mine:
                    chunk = bytes(mine)
                    mine.clear()
                    return chunk
                self._require_far_end()
                if not self._cable.moved.wait(max(0.0, deadline - time.monotonic())):
                    return b""

    def write(self, payload: bytes) -> None:
        with self._cable.moved:
            self._require_open()
            self._require_far_end()
            self._cable.under_way[1 - self._end].extend(payload)
            self._cable.moved.notify_all()

    def _require_open(self) -> None:
        if not self._cable.plugged[self._end]:
            raise NotConnected(f"{self.name} is not open")

    def _require_far_end(self) -> None:
        if not self._cable.plugged[1 - self._end]:
            self._cable.plugged[self._end] = False
            raise LinkLost(f"{self.name}: the far end is gone")


def memory_pair() -> tuple[MemoryLine, MemoryLine]:
    """Return the two ends of a null modem: what one writes, the other reads."""
    cable = _Cable()
    return MemoryLine(cable, end=0), MemoryLine(cable, end=1)
