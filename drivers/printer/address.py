"""Where a printer is: one form for each way python-escpos knows, as station files write it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


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
    """A printer on USB without a kernel driver; needs pyusb."""

    kind: Literal["usb"] = "usb"
    vendor_id: int = Field(ge=0, le=0xFFFF)
    product_id: int = Field(ge=0, le=0xFFFF)
    in_endpoint: int = 0x82
    out_endpoint: int = 0x01


class FileAddress(_Address):
    """A device file such as /dev/usb/lp0, or a plain file; write-only."""

    kind: Literal["file"] = "file"
    path: str


Address = Annotated[
    NetworkAddress | SerialAddress | UsbAddress | FileAddress, Field(discriminator="kind")
]
