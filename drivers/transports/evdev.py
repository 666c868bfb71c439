"""A USB keyboard, keypad or scanner read from Linux, before any window or terminal sees its keys.

Source: linux/input.h and Documentation/input/input.rst of the Linux kernel.
"""

import errno
import fcntl
import os
import select
import stat
import struct
import threading
import time
from collections.abc import Callable

from drivers.transports.errors import LinkLost, NotConnected, PortBusy, TransportError
from drivers.transports.transport import Transport

EVIOCGRAB = 0x40044590  # _IOW('E', 0x90, int)
EVIOCSCLOCKID = 0x400445A0  # _IOW('E', 0xa0, int)

_MOST_BYTES = 4096
# How long close() from another thread may go unnoticed by a read.
_LOOK_UP_S = 0.05


def grab(descriptor: int) -> None:
    """Take the device for this program alone, and let its events carry the monotonic clock.

    Without the grab a citizen's keys would also be typed into whatever has the screen's focus:
    the kiosk page, or a clerk's form.

    Raises:
        OSError: no input device (ENOTTY), or another program has grabbed it (EBUSY).
    """
    fcntl.ioctl(descriptor, EVIOCSCLOCKID, struct.pack("@i", time.CLOCK_MONOTONIC))
    fcntl.ioctl(descriptor, EVIOCGRAB, 1)


class EvdevLine(Transport):
    """The events of one input device, as the kernel writes them: whole `struct input_event`.

    drivers.keyboard.protocol reads them. A named pipe at the path stands for a device and is not
    grabbed: that is how the simulators type.

    Args:
        path: best `/dev/input/by-path/...-event-kbd`, which names the socket the device is
            plugged into; after unplugging and plugging in again the same path opens again.
        take: makes the device ours; it is given the open descriptor and raises OSError.
    """

    def __init__(self, path: str, *, take: Callable[[int], None] = grab) -> None:
        self._path = path
        self._take = take
        self._lock = threading.Lock()  # a number that was closed may soon be another file's
        self._descriptor: int | None = None

    @property
    def name(self) -> str:
        return f"evdev:{self._path}"

    @property
    def is_open(self) -> bool:
        return self._descriptor is not None

    def open(self) -> None:
        self.close()
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise NotConnected(f"{self.name}: {error.strerror}") from error
        try:
            if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                self._take(descriptor)
            self._forget(descriptor)
        except OSError as error:
            os.close(descriptor)
            kind = PortBusy if error.errno == errno.EBUSY else NotConnected
            raise kind(f"{self.name}: {error.strerror}") from error
        self._descriptor = descriptor

    def close(self) -> None:
        with self._lock:
            descriptor, self._descriptor = self._descriptor, None
            if descriptor is not None:
                os.close(descriptor)  # which also ends the grab

    def read(self, timeout_s: float) -> bytes:
        deadline_s = time.monotonic() + timeout_s
        while True:
            left_s = deadline_s - time.monotonic()
            chunk = self._read(max(0.0, min(left_s, _LOOK_UP_S)))
            if chunk or left_s <= _LOOK_UP_S:
                return chunk

    def write(self, payload: bytes) -> None:
        raise TransportError(f"{self.name}: an input device takes no bytes")

    def _read(self, timeout_s: float) -> bytes:
        descriptor = self._opened()
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN)
        if not waiting.poll(timeout_s * 1000):
            return b""
        with self._lock:
            if self._descriptor != descriptor:
                raise NotConnected(f"{self.name} was closed")
            try:
                chunk = os.read(descriptor, _MOST_BYTES)
            except BlockingIOError:
                return b""
            except OSError as error:  # ENODEV: unplugged
                raise self._lost(error) from error
            if not chunk:
                raise self._lost(EOFError("the far end is gone"))
        return chunk

    def _forget(self, descriptor: int) -> None:
        """Read away what was typed while nobody had the device open."""
        try:
            while os.read(descriptor, _MOST_BYTES):
                pass
        except BlockingIOError:
            pass

    def _opened(self) -> int:
        if self._descriptor is None:
            raise NotConnected(f"{self.name} is not open")
        return self._descriptor

    def _lost(self, error: Exception) -> LinkLost:
        """Close what has failed; the lock is held."""
        assert self._descriptor is not None
        descriptor, self._descriptor = self._descriptor, None
        os.close(descriptor)
        return LinkLost(f"{self.name}: {error}")
