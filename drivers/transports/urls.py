"""From the words of a station file to a line."""

from urllib.parse import urlsplit

from drivers.transports.evdev import EvdevLine
from drivers.transports.serial import SerialLine
from drivers.transports.tcp import TcpLine
from drivers.transports.transport import Transport

_KEYBOARD = "evdev:"


def is_keyboard(url: str) -> bool:
    """Return True if the line carries keystrokes (drivers.keyboard.protocol) and takes nothing."""
    return url.startswith(_KEYBOARD)


def line_for(url: str, *, baud: int = 9600, parity: str = "N", stop_bits: int = 1) -> Transport:
    """Return an unopened line.

    Args:
        url: `tcp://host:port` for a plain TCP line; `evdev:/dev/input/by-path/...` for a USB
            keyboard; anything else is pyserial's: a device path, `socket://host:port`,
            `rfc2217://host:port`, `loop://`.
        baud, parity, stop_bits: of a serial port; the others have none.

    Raises:
        ValueError: a tcp URL without host or port.
    """
    if is_keyboard(url):
        return EvdevLine(url.removeprefix(_KEYBOARD))
    if not url.startswith("tcp://"):
        return SerialLine(url, baud=baud, parity=parity, stop_bits=stop_bits)
    parts = urlsplit(url)
    if parts.hostname is None or parts.port is None:
        raise ValueError(f"{url}: write tcp://host:port")
    return TcpLine(parts.hostname, port=parts.port)
