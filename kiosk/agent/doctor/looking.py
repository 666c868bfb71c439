"""What is plugged into this computer, as far as the system tells."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from serial.tools import list_ports

KNOWN = Path(__file__).with_name("known.toml")
_PRINTER_CLASS = 7  # bInterfaceClass of printers

Kind = Literal["serial", "printer", "keyboard", "unspoken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that is plugged in.

    Attributes:
        write: what to write for it in a station file; of what cannot be used, its USB id.
        what: what it is, if it is known.
    """

    kind: Kind
    write: str
    what: str = ""


class UsbUnseen(Exception):
    """USB cannot be listed: libusb is missing."""


def known_devices(path: Path = KNOWN) -> Mapping[str, str]:
    """Return `vendor:product` in hexadecimal -> what it is."""
    names: dict[str, str] = tomllib.loads(path.read_text("utf-8"))["usb"]
    return names


def unspoken_devices(path: Path = KNOWN) -> Mapping[str, str]:
    """Return `vendor:product` -> what it is, for devices that this program cannot speak to."""
    names: dict[str, str] = tomllib.loads(path.read_text("utf-8"))["unspoken"]
    return names


def serial_ports(
    names: Mapping[str, str],
    *,
    ports: Callable[[], Iterable[Any]] = list_ports.comports,
    by_path: Path = Path("/dev/serial/by-path"),
) -> Iterator[Found]:
    """Return the serial ports, each by the socket it is plugged into where the system has that."""
    paths = _links(by_path)
    for port in sorted(ports(), key=lambda each: str(each.device)):
        if port.vid is None and not _is_real(port):
            continue
        what = names.get(_usb_id(port.vid, port.pid), port.description or "")
        yield Found(kind="serial", write=paths.get(port.device, port.device), what=what)


def printer_files(folder: Path = Path("/dev/usb")) -> Iterator[Found]:
    """Return the printers that the kernel's own driver has: write-only, they say nothing."""
    for path in sorted(folder.glob("lp*")):
        yield Found(kind="printer", write=f"file://{path}", what="只能写，不能问状态")


def usb_printers(
    names: Mapping[str, str], *, find: Callable[[], Iterable[Any]] | None = None
) -> Iterator[Found]:
    """Return the printers on USB.

    Raises:
        UsbUnseen: USB cannot be listed here.
    """
    for device in (find or _all_usb)():
        if any(i.bInterfaceClass == _PRINTER_CLASS for config in device for i in config):
            usb_id = _usb_id(device.idVendor, device.idProduct)
            yield Found(kind="printer", write=f"usb://{usb_id}", what=names.get(usb_id, ""))


def usb_unspoken(
    names: Mapping[str, str], *, find: Callable[[], Iterable[Any]] | None = None
) -> Iterator[Found]:
    """Return what is known on USB and cannot be used as it is.

    Raises:
        UsbUnseen: USB cannot be listed here.
    """
    for device in (find or _all_usb)():
        usb_id = _usb_id(device.idVendor, device.idProduct)
        if usb_id in names:
            yield Found(kind="unspoken", write=usb_id, what=names[usb_id])


def keyboards(folder: Path = Path("/dev/input/by-path")) -> Iterator[Found]:
    """Return what types: keypads, scanners, and keyboards, which look the same to the system."""
    for path in sorted(folder.glob("*-event-kbd")):
        yield Found(kind="keyboard", write=f"evdev:{path}", what="USB 按键、扫码枪或键盘")


def _all_usb() -> Iterable[Any]:
    import usb.core  # here: a computer without libusb has everything else to tell

    try:
        return list(usb.core.find(find_all=True))
    except usb.core.NoBackendError as error:
        raise UsbUnseen(str(error)) from None


def _usb_id(vendor: int | None, product: int | None) -> str:
    return "" if vendor is None or product is None else f"{vendor:04x}:{product:04x}"


def _is_real(port: Any) -> bool:
    # Linux lists ttyS0 to ttyS31 whether there is a port or not; real ones have a hardware id.
    return bool(port.hwid) and port.hwid != "n/a"


def _links(folder: Path) -> dict[str, str]:
    """Real path -> stable name."""
    try:
        return {str(link.resolve()): str(link) for link in sorted(folder.iterdir())}
    except OSError:
        return {}
