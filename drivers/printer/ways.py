"""python-escpos printers as ways for bytes, each taught to listen for a given time.

Only `Connection` uses these: they raise whatever the libraries below raise (`RAW_ERRORS`).
"""

import errno
import logging
import os
import select
import socket
import time
from typing import Any, Protocol

from escpos.exceptions import DeviceNotFoundError
from escpos.exceptions import Error as EscposError
from escpos.printer import File, Network, Serial, Usb

from drivers.printer.address import (
    Address,
    FileAddress,
    NetworkAddress,
    SerialAddress,
    UsbAddress,
)

try:
    import termios

    _LINE_ERRORS: tuple[type[Exception], ...] = (termios.error,)
except ImportError:  # Windows
    _LINE_ERRORS = ()

logger = logging.getLogger(__name__)

_HEARD_AT_ONCE = 4096

RAW_ERRORS: tuple[type[Exception], ...] = (
    EscposError,
    OSError,  # also SerialException and USBError
    *_LINE_ERRORS,
    AssertionError,  # escpos: used without having been opened
    RuntimeError,  # escpos: the library for this way is missing
    ValueError,  # pyserial: settings no port can have, descriptors beyond select()
)


class Way(Protocol):
    """A python-escpos printer that can also listen for a given time."""

    _device: Any

    def _raw(self, msg: bytes) -> None: ...
    def hear(self, timeout_s: float) -> bytes: ...


class _Network(Network):  # type: ignore[misc]
    def open(self, raise_not_found: bool = True) -> None:
        # escpos leaves the socket of a failed connect unclosed, and knows IPv4 only.
        self.device = socket.create_connection((self.host, self.port), timeout=self.timeout)
        self.device.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _raw(self, msg: bytes) -> None:
        self.device.settimeout(self.timeout)
        self.device.sendall(msg)

    def hear(self, timeout_s: float) -> bytes:
        self.device.settimeout(timeout_s)
        try:
            heard: bytes = self.device.recv(_HEARD_AT_ONCE)
        except (TimeoutError, BlockingIOError):
            return b""
        if not heard:
            raise ConnectionResetError("the printer hung up")
        return heard


class _Serial(Serial):  # type: ignore[misc]
    def open(self, raise_not_found: bool = True) -> None:
        super().open(raise_not_found)
        self.device.exclusive = True

    def _raw(self, msg: bytes) -> None:
        # The time a slip needs on the line (11 bits a byte) is no stall: 14 s at 9600 baud for one
        # with a picture.
        self.device.write_timeout = self.timeout + len(msg) * 11 / self.baudrate
        super()._raw(msg)

    def hear(self, timeout_s: float) -> bytes:
        # Not _read(): it asks for 16 bytes and so waits the whole time for an answer of one.
        self.device.timeout = timeout_s
        first: bytes = self.device.read(1)
        return first + self.device.read(self.device.in_waiting) if first else b""


class _Usb(Usb):  # type: ignore[misc]
    def open(self, raise_not_found: bool = True) -> None:
        where = "{idVendor:04x}:{idProduct:04x}".format(**self.usb_args)
        if not self.is_usable():
            raise RuntimeError(f"{where}: pyusb is not installed (pip install pyusb==1.3.1)")
        try:
            super().open(raise_not_found)
        except DeviceNotFoundError as error:
            # escpos says the same of a printer that is not there and of one it may not open.
            raise ConnectionError(
                f"no printer {where} that may be opened: see lsusb, the cable, the udev rule"
                f" ({str(error).splitlines()[-1]})"
            ) from error
        except ValueError as error:  # pyusb's NoBackendError
            raise RuntimeError(f"{where}: libusb 1.0 is not installed ({error})") from error

    def close(self) -> None:
        # escpos closes in __del__ too, and there complains once more that pyusb is missing.
        if self._device:
            super().close()

    def hear(self, timeout_s: float) -> bytes:
        try:
            return bytes(self.device.read(self.in_ep, 64, max(1, round(timeout_s * 1000))))
        except OSError as error:  # pyusb's USBTimeoutError, without needing pyusb here
            if error.errno == errno.ETIMEDOUT:
                return b""
            raise


class _File(File):  # type: ignore[misc]
    """A device file, written without blocking: usblp holds a writer while the paper is out."""

    def __init__(self, path: str, *, timeout_s: float) -> None:
        super().__init__(path)
        self.timeout = timeout_s

    def open(self, raise_not_found: bool = True) -> None:
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)
        self.device = os.fdopen(os.open(self.devfile, flags), "wb", buffering=0)

    def _raw(self, msg: bytes) -> None:
        deadline = time.monotonic() + self.timeout
        rest = memoryview(msg)
        while rest:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([], [self.device], [], left)[1]:
                raise TimeoutError(f"{len(rest)} of {len(msg)} bytes not taken")
            rest = rest[self.device.write(rest) or 0 :]

    def hear(self, timeout_s: float) -> bytes:
        return b""


def open_way(address: Address, timeout_s: float) -> Way:
    way = _make(address, timeout_s)
    way.open()
    return way  # type: ignore[no-any-return]


def _make(address: Address, timeout_s: float) -> Any:
    match address:
        case NetworkAddress():
            return _Network(address.host, address.port, timeout=timeout_s)
        case SerialAddress():
            return _Serial(
                address.device,
                timeout=timeout_s,
                baudrate=address.baud,
                parity=address.parity,
                stopbits=address.stop_bits,
                xonxoff=address.xonxoff,
                dsrdtr=False,
            )
        case UsbAddress():
            return _Usb(
                address.vendor_id,
                address.product_id,
                timeout=round(timeout_s * 1000),
                in_ep=address.in_endpoint,
                out_ep=address.out_endpoint,
            )
        case FileAddress():
            return _File(address.path, timeout_s=timeout_s)


def close_quietly(way: Way) -> None:
    """Close a way whatever state it is in."""
    try:
        if isinstance(way, _Usb):
            way.close()
        elif way._device:
            way._device.close()  # not the way: escpos flushes first, which an unplugged line fails
    except RAW_ERRORS as error:
        logger.debug("closing the printer: %s", error)
    way._device = False  # so that escpos' __del__ finds nothing left to close
