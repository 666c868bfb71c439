"""The way to a printer: python-escpos opens it and carries the bytes, its errors become ours.

What python-escpos leaves to us: timeouts, noticing a peer that hung up, stale bytes before a
question, raw errors of five libraries, and objects that cannot be opened twice.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import serial

from drivers.printer.address import Address
from drivers.printer.ways import RAW_ERRORS, Way, close_quietly, open_way

WRITE_TIMEOUT_S = 2.5
_CHUNK = 4096


class PrinterError(Exception):
    """The printer cannot be talked to."""


class NotConnected(PrinterError):
    """There is no way to the printer: refused, unplugged, no permission, wrong settings."""


class LinkLost(PrinterError):
    """The way broke while in use; bytes sent may be lost."""


class Timeout(PrinterError):
    """The printer stopped taking bytes; part of them may have been taken."""


class Link(Protocol):
    """What a printer needs of its way; a `Connection`, or a scripted one in tests."""

    @property
    def is_open(self) -> bool: ...
    def open(self) -> None: ...
    def close(self) -> None: ...
    def write(self, data: bytes) -> None: ...
    def read(self, timeout_s: float) -> bytes: ...
    def drain(self) -> bytes: ...


class Connection:
    """One way to one printer, opened anew after every failure. For one thread."""

    def __init__(self, address: Address, *, write_timeout_s: float = WRITE_TIMEOUT_S) -> None:
        self.address = address
        self._write_timeout_s = write_timeout_s
        self._way: Way | None = None

    @property
    def is_open(self) -> bool:
        """Whether a way was opened and has not failed since."""
        return self._way is not None

    def open(self) -> None:
        """Open the way with a new object; nothing happens when it is open.

        Raises:
            NotConnected: with the reason in words.
        """
        if self._way is not None:
            return
        try:
            self._way = open_way(self.address, self._write_timeout_s)
        except RAW_ERRORS as error:
            raise NotConnected(f"{self.address.kind} printer: {error}") from error

    def close(self) -> None:
        """Close the way; never fails, may be repeated."""
        way, self._way = self._way, None
        if way is not None:
            close_quietly(way)

    def write(self, data: bytes) -> None:
        """Hand over all bytes.

        Raises:
            NotConnected: not open; nothing was sent.
            LinkLost: the way broke; part may have been sent.
            Timeout: the printer took no more for `write_timeout_s`; part may have been sent.
        """
        with self._guarded() as way:
            way._raw(data)

    def read(self, timeout_s: float) -> bytes:
        """Return what the printer says within `timeout_s`, as soon as it says anything.

        Returns:
            b"" for silence.

        Raises:
            NotConnected: not open.
            LinkLost: the way broke, or the printer hung up.
        """
        with self._guarded() as way:
            return way.hear(timeout_s)

    def drain(self) -> bytes:
        """Return what the printer said earlier; nothing stale is left, and a hang-up is noticed.

        Raises:
            NotConnected, LinkLost: as for `read`.
        """
        stale = b""
        while heard := self.read(0):
            stale += heard
            if len(stale) > _CHUNK:  # a line that never stops talking is no printer
                self.close()
                raise LinkLost("the printer does not stop talking")
        return stale

    @contextmanager
    def _guarded(self) -> Iterator[Way]:
        if self._way is None:
            raise NotConnected("the way to the printer is not open")
        try:
            yield self._way
        except RAW_ERRORS as error:
            self.close()
            kind = Timeout if _is_timeout(error) else LinkLost
            raise kind(f"{type(error).__name__}: {error}") from error


def _is_timeout(error: Exception) -> bool:
    if isinstance(error, TimeoutError | serial.SerialTimeoutException):
        return True
    return isinstance(error, OSError) and error.errno == errno.ETIMEDOUT  # pyusb
