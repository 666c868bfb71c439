"""From the words of a station file to a line."""

from urllib.parse import urlsplit

from drivers.transports.serial import SerialLine
from drivers.transports.tcp import TcpLine
from drivers.transports.transport import Transport


def line_for(url: str, *, baud: int = 9600, parity: str = "N", stop_bits: int = 1) -> Transport:
    """Return an unopened line.

    Args:
        url: `tcp://host:port` for a plain TCP line; anything else is pyserial's: a device path,
            `socket://host:port`, `rfc2217://host:port`, `loop://`.
        baud, parity, stop_bits: of a serial port; a TCP line has none.

    Raises:
        ValueError: a tcp URL without host or port.
    """
    if not url.startswith("tcp://"):
        return SerialLine(url, baud=baud, parity=parity, stop_bits=stop_bits)
    parts = urlsplit(url)
    if parts.hostname is None or parts.port is None:
        raise ValueError(f"{url}: write tcp://host:port")
    return TcpLine(parts.hostname, port=parts.port)
