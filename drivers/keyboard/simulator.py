"""A simulated USB keyboard: a named pipe that carries the kernel's own event records."""

import contextlib
import os
import threading
import time
from pathlib import Path

from drivers.keyboard.protocol import press_and_release, typed
from drivers.simulator import Simulator


class KeyboardSimulator(Simulator):
    """A keyboard to open with EvdevLine(path). Every method may come from any thread.

    Unplugging takes the path away and ends what is reading it, as pulling the cable does;
    plugging in brings the same path back, as a by-path name does.

    Args:
        path: where the pipe is made. Whatever stands there is replaced.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._end: int | None = None

    @property
    def is_plugged(self) -> bool:
        return self._end is not None

    def plug(self) -> None:
        """Plug in; nothing happens if it is plugged in already."""
        with self._lock:
            if self._end is not None:
                return
            self.path.unlink(missing_ok=True)
            os.mkfifo(self.path, 0o600)
            # For reading too, or opening would wait until somebody listens.
            self._end = os.open(self.path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def unplug(self) -> None:
        """Pull the cable; nothing happens if it is pulled already."""
        with self._lock:
            end, self._end = self._end, None
            if end is not None:
                self.path.unlink(missing_ok=True)
                os.close(end)

    def type_text(self, text: str) -> None:
        """Type text, a line feed being Enter. Raises ValueError for what no key types."""
        self.send(typed(text, at_s=time.monotonic()))

    def press(self, code: int, *, shifted: bool = False) -> None:
        """Press and release one key by its code in linux/input-event-codes.h."""
        self.send(press_and_release(code, at_s=time.monotonic(), shifted=shifted))

    def send(self, records: bytes) -> None:
        """Send records as they are: autorepeat, a dropped buffer, garbage. Unplugged, none."""
        with self._lock:
            if self._end is not None:
                # A full pipe loses keys, as a full buffer in the kernel does.
                with contextlib.suppress(BlockingIOError):
                    os.write(self._end, records)
