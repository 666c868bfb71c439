"""Cut a byte stream into ESC/POS tokens, strictly: what is not known is a fault, not text.

Written from the command set, without a look at our encoder, so that the two can check each other.
"""

from enum import Enum, auto
from typing import NamedTuple

MAX_PICTURE_BYTES = 1 << 20
MAX_PICTURE_ACROSS = 128  # bytes of a row; no head is wider


class Kind(Enum):
    """What a token is."""

    TEXT = auto()  # one character: one byte, or two in Chinese mode
    COMMAND = auto()
    FAULT = auto()


class Token(NamedTuple):
    """A token and how many bytes of the stream it takes.

    Attributes:
        name: of a command its fixed bytes; of a fault what is wrong, in words.
        args: of a command what follows its name; of a text its bytes.
    """

    kind: Kind
    size: int
    name: bytes | str
    args: bytes = b""


# Commands of fixed length: the bytes that name them, and how many arguments follow.
_FIXED_ARGS: dict[bytes, int] = {
    b"\n": 0,
    b"\x10\x04": 1,  # DLE EOT n
    b"\x1b@": 0,
    b"\x1b!": 1,
    b"\x1b2": 0,
    b"\x1b3": 1,
    b"\x1bE": 1,
    b"\x1bJ": 1,
    b"\x1ba": 1,
    b"\x1bd": 1,
    b"\x1bB": 2,  # beeper
    b"\x1c&": 0,
    b"\x1c.": 0,
    b"\x1c!": 1,
    b"\x1cW": 1,
    b"\x1d!": 1,
    b"\x1da": 1,  # ASB
    b"\x1dr": 1,
}
# The ejector of kiosk printers (`GS e n ...`): how many bytes each n takes in all. As in Pyramid
# Technologies' ESC/POS manual for the Reliance printer.
_EJECTOR_SIZES = {1: 3, 2: 3, 3: 4, 5: 3, 6: 3, 18: 3, 20: 3, 32: 5}
_PREFIXES = frozenset(name[0] for name in _FIXED_ARGS if len(name) == 2)


def read_token(stream: bytes, *, chinese: bool) -> Token | None:
    """Return the token the stream begins with, or None while it is not all there.

    Args:
        stream: at least one byte.
        chinese: the printer is in Chinese mode, where bytes from 81h on come in pairs.
    """
    first = stream[0]
    if first in _PREFIXES:
        return _read_command(stream)
    return _read_pair(stream) if chinese and first in PAIRED else SINGLE[first]


def _fault(size: int, what: str) -> Token:
    return Token(Kind.FAULT, size, what)


def _single(first: int) -> Token:
    """Return the token of a byte that stands for itself."""
    if first == 0x0A:
        return Token(Kind.COMMAND, 1, b"\n")
    if first < 0x20 or first in (0x7F, 0x80, 0xFF):
        return _fault(1, f"control byte {first:02X} in the text")
    if first < 0x7F:
        return Token(Kind.TEXT, 1, b"", bytes([first]))
    return _fault(1, f"byte {first:02X} outside Chinese mode")


PAIRED = frozenset(range(0x81, 0xFF))  # in Chinese mode
# Every byte that begins no command and no pair: most of what a printer gets.
SINGLE = {first: _single(first) for first in range(256) if first not in _PREFIXES}
ALONE = {first: token for first, token in SINGLE.items() if first not in PAIRED}


def _read_pair(stream: bytes) -> Token | None:
    if len(stream) < 2:
        return None
    second = stream[1]
    if 0x40 <= second <= 0xFE and second != 0x7F:
        return Token(Kind.TEXT, 2, b"", stream[:2])
    if 0x30 <= second <= 0x39:
        if len(stream) < 4:
            return None
        return _fault(4, f"four-byte character {stream[:4].hex(' ').upper()}: not in the font")
    return _fault(1, f"byte {stream[0]:02X} without its second byte")


def _read_command(stream: bytes) -> Token | None:
    if len(stream) < 2:
        return None
    name = stream[:2]
    match name:
        case b"\x1dV":
            return _read_cut(stream)
        case b"\x1d(":
            return _read_function(stream)
        case b"\x1dv":
            return _read_picture(stream)
        case b"\x1de":
            return _read_ejector(stream)
    if name not in _FIXED_ARGS:
        return _fault(2, f"unknown command {name.hex(' ').upper()}")
    return _command(stream, 2, 2 + _FIXED_ARGS[name])


def _command(stream: bytes, named: int, size: int) -> Token | None:
    if len(stream) < size:
        return None
    return Token(Kind.COMMAND, size, stream[:named], stream[named:size])


def _read_cut(stream: bytes) -> Token | None:
    """`GS V m`, and `GS V m n` for the forms that feed first."""
    if len(stream) < 3:
        return None
    if stream[2] in (0x00, 0x01, 0x30, 0x31):
        return _command(stream, 2, 3)
    if stream[2] in (0x41, 0x42):
        return _command(stream, 2, 4)
    return _fault(3, f"cut of unknown kind {stream[2]:02X}")


def _read_ejector(stream: bytes) -> Token | None:
    if len(stream) < 3:
        return None
    size = _EJECTOR_SIZES.get(stream[2])
    if size is None:
        return _fault(3, f"ejector function {stream[2]:02X}")
    return _command(stream, 2, size)


def _read_function(stream: bytes) -> Token | None:
    """`GS ( k pL pH ...`: symbols; other letters carry a length too, but are not known here."""
    if len(stream) < 5:
        return None
    size = 5 + int.from_bytes(stream[3:5], "little")
    if stream[2:3] != b"k":
        return _fault(3, f"unknown function group {stream[2]:02X}")
    if size > 8192:
        return _fault(5, "symbol data longer than any symbol")
    return _command(stream, 3, size)


def _read_picture(stream: bytes) -> Token | None:
    """`GS v 0 m xL xH yL yH d...`."""
    if len(stream) < 8:
        return None
    across = int.from_bytes(stream[4:6], "little")
    down = int.from_bytes(stream[6:8], "little")
    if stream[2:3] != b"0" or stream[3] not in (0, 1, 2, 3, 48, 49, 50, 51):
        return _fault(2, "unknown kind of picture")
    if not 0 < across <= MAX_PICTURE_ACROSS or not 0 < across * down <= MAX_PICTURE_BYTES:
        return _fault(8, f"picture of {across * 8} x {down} dots")
    return _command(stream, 3, 8 + across * down)
