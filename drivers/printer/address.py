"""Where a printer is: one form for each way python-escpos knows, as station files write it."""

from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Address(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NetworkAddress(_Address):
    """A printer with a network interface; 9100 is the port of nearly all."""

    kind: Literal["network"] = "network"
    host: str
    port: int = Field(default=9100, ge=1, le=65535)


class SerialAddress(_Address):
    """A printer on a serial line, 8 data bits."""

    kind: Literal["serial"] = "serial"
    device: str
    baud: int = 115200
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1
    xonxoff: bool = False


class UsbAddress(_Address):
    """A printer on USB without a kernel driver; needs pyusb and libusb 1.0.

    Where the kernel's usblp has it, /dev/usb/lp0 is a `FileAddress`: write-only, no status.
    """

    kind: Literal["usb"] = "usb"
    vendor_id: int = Field(ge=1, le=0xFFFF)  # as `lsusb` shows them, there in hexadecimal
    product_id: int = Field(ge=1, le=0xFFFF)
    in_endpoint: int = 0x82
    out_endpoint: int = 0x01


class FileAddress(_Address):
    """A device file such as /dev/usb/lp0, or a plain file; write-only."""

    kind: Literal["file"] = "file"
    path: str


Address = Annotated[
    NetworkAddress | SerialAddress | UsbAddress | FileAddress, Field(discriminator="kind")
]
_ADAPTER: TypeAdapter[Address] = TypeAdapter(Address)


def read_address(written: str | dict[str, Any]) -> Address:
    """Return the address of a station file: a table in the form above, or one line.

    The lines are `tcp://10.0.0.7:9100`, `serial:///dev/ttyS1?baud=9600`, `usb://0416:5011`
    (hexadecimal, as `lsusb` shows it) and `file:///dev/usb/lp0`; keys of the form above may
    follow a question mark.

    Raises:
        ValueError: it is none of these; the message says what is wrong.
    """
    return _ADAPTER.validate_python(_split(written) if isinstance(written, str) else written)


def _split(line: str) -> dict[str, Any]:
    parts = urlsplit(line)
    more: dict[str, Any] = dict(parse_qsl(parts.query))
    match parts.scheme:
        case "tcp":
            port = {} if parts.port is None else {"port": parts.port}
            return {"kind": "network", "host": parts.hostname, **port, **more}
        case "serial":
            return {"kind": "serial", "device": parts.path, **more}
        case "usb":
            vendor, _, product = parts.netloc.partition(":")
            ids = {"vendor_id": int(vendor, 16), "product_id": int(product, 16)}
            return {"kind": "usb", **ids, **more}
        case "file":
            return {"kind": "file", "path": parts.path, **more}
    raise ValueError(f"{line!r} does not begin with tcp://, serial://, usb:// or file://")
