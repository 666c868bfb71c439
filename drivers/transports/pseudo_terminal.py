"""A real pseudo-terminal that stands for a serial port, with a steady name and a plug to pull."""

import contextlib
import os
import select
import threading
import time
import tty
from pathlib import Path

_CHUNK = 4096


class PseudoTerminal:
    """The far end of a serial port made of a pseudo-terminal.

    Unplugging closes it for whoever has it open, as pulling a USB cable does; plugging makes a
    new one, most likely under another path.

    Args:
        link: a symbolic link kept on the present path while plugged in, so that a station file
            can name the port. Whatever stands there is replaced.
    """

    def __init__(self, *, link: Path | None = None) -> None:
        self._link = link
        self._lock = threading.Lock()
        self._ends: tuple[int, int] | None = None  # ours, theirs
        self._path: str | None = None

    @property
    def path(self) -> str | None:
        """What to open, or None while unplugged."""
        return self._path

    def plug(self) -> None:
        """Plug in; nothing happens if it is plugged in already."""
        with self._lock:
            if self._ends is not None:
                return
            ours, theirs = os.openpty()
            # Raw: without it the terminal would echo, and turn 0D into 0A.
            tty.setraw(theirs)
            os.set_blocking(ours, False)
            # Their end stays open here too: otherwise the pair hangs up when a client closes.
            self._ends = ours, theirs
            self._path = os.ttyname(theirs)
            if self._link is not None:
                _point(self._link, self._path)

    def unplug(self) -> None:
        """Pull the cable; nothing happens if it is pulled already."""
        with self._lock:
            ends, self._ends = self._ends, None
            if ends is None:
                return
            if self._link is not None:
                _remove(self._link, target=self._path)
            self._path = None
            for end in ends:
                os.close(end)

    def read(self, timeout_s: float) -> bytes:
        """Return what the client wrote, waiting up to timeout_s; b"" while unplugged."""
        with self._lock:
            ours = self._ends[0] if self._ends else None
        if ours is None:
            time.sleep(timeout_s)
            return b""
        waiting = select.poll()
        waiting.register(ours, select.POLLIN)
        waiting.poll(timeout_s * 1000)
        with self._lock:
            if self._ends is None:
                return b""
            try:
                return os.read(self._ends[0], _CHUNK)
            except OSError:
                return b""

    def write(self, payload: bytes) -> None:
        """Send to the client. What does not fit is lost, as on a wire nobody listens to."""
        with self._lock:
            if self._ends is not None:
                with contextlib.suppress(OSError):
                    os.write(self._ends[0], payload)


def _point(link: Path, target: str) -> None:
    """Let link name target at once, so that nobody ever finds it missing or half made."""
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def _remove(link: Path, *, target: str | None) -> None:
    # Another simulator may have taken the name meanwhile: its link stays.
    if link.is_symlink() and os.readlink(link) == target:
        link.unlink()
