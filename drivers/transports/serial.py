"""A serial line by pyserial URL: `/dev/ttyUSB0`, `socket://host:port`, `loop://`."""

import errno
import termios
from typing import Any

import serial

from drivers.transports.errors import (
    LinkLost,
    NotConnected,
    PortBusy,
    TransportError,
    WriteTimedOut,
)
from drivers.transports.transport import Transport

# What pyserial 3.5 lets through when a port vanishes or is closed by another thread:
# SerialException from read and write, plain OSError from in_waiting, termios.error (no OSError)
# from flush and from setting a timeout, TypeError and AssertionError from a descriptor that
# became None, ValueError from select() for a descriptor above 1023.
_PORT_FAULTS = (
    serial.SerialException,
    OSError,
    termios.error,
    AssertionError,
    AttributeError,
    TypeError,
    ValueError,
)


class SerialLine(Transport):
    """A serial port, opened exclusively, 8 data bits.

    Args:
        url: a device path (best `/dev/serial/by-path/...`, which names the socket and not the
            order of plugging) or a pyserial URL.
        baud: bits per second.
        parity: `N`, `E` or `O`.
        stop_bits: 1 or 2.
        write_timeout_s: without it a write to a stuck port never returns.
    """

    def __init__(
        self,
        url: str,
        *,
        baud: int = 9600,
        parity: str = "N",
        stop_bits: int = 1,
        write_timeout_s: float = 1.0,
    ) -> None:
        self._url = url
        self._settings = {
            "baudrate": baud,
            "parity": parity,
            "stopbits": stop_bits,
            "timeout": 0.05,
            "write_timeout": write_timeout_s,
            # Two programs can otherwise open one port and each gets half of the bytes.
            "exclusive": True,
        }
        self._port: Any = None

    @property
    def name(self) -> str:
        return self._url

    @property
    def is_open(self) -> bool:
        # pyserial's own is_open stays True after the cable is pulled.
        return self._port is not None

    def open(self) -> None:
        self.close()
        try:
            # A fresh object each time: a pyserial object that has failed once is not to be trusted.
            self._port = serial.serial_for_url(self._url, **self._settings)
        except _PORT_FAULTS as error:
            if getattr(error, "errno", None) in (errno.EAGAIN, errno.EBUSY):
                raise PortBusy(f"{self._url}: {error}") from error
            raise NotConnected(f"{self._url}: {error}") from error

    def close(self) -> None:
        port, self._port = self._port, None
        if port is None:
            return
        try:
            if hasattr(port, "cancel_read"):
                port.cancel_read()
            port.close()
        except _PORT_FAULTS:
            pass  # the port is gone already, and gone is what was asked for

    def read(self, timeout_s: float) -> bytes:
        port = self._opened()
        try:
            # Setting the timeout reconfigures the port, so only when it changes.
            if port.timeout != timeout_s:
                port.timeout = timeout_s
            # Ask for no more than is there: read(n) waits the whole timeout for n bytes, and
            # inter_byte_timeout does nothing on Linux. On socket:// in_waiting is only 0 or 1.
            chunk: bytes = port.read(max(1, port.in_waiting))
        except _PORT_FAULTS as error:
            raise self._failed(port, error) from error
        if not chunk and self._port is not port:
            raise NotConnected(f"{self._url} was closed")
        return chunk

    def write(self, payload: bytes) -> None:
        port = self._opened()
        try:
            port.write(payload)
        except serial.SerialTimeoutException as error:
            raise WriteTimedOut(f"{self._url}: {error}") from error
        except _PORT_FAULTS as error:
            raise self._failed(port, error) from error

    def _opened(self) -> Any:
        if self._port is None:
            raise NotConnected(f"{self._url} is not open")
        return self._port

    def _failed(self, port: Any, error: Exception) -> TransportError:
        if self._port is not port:
            return NotConnected(f"{self._url} was closed")
        self.close()
        return LinkLost(f"{self._url}: {error}")
