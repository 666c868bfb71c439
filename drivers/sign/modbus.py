"""Modbus RTU signs: function 16 writes the text into holding registers, and the sign confirms.

    addr | 10 | start u16 | count u16 | bytes | words | crc        a text, two GBK bytes a word
    addr | 10 | start u16 | count u16 | crc                        written
    addr | 90 | reason | crc                                       refused

Words are sent high byte first, CRC-16/MODBUS low byte first. RTU tells frames apart by silence;
here they are found by length and CRC, which no pause in a USB converter can spoil.
Source: the Modbus application protocol V1.1b3, section 6.12, and Modbus over serial line V1.02.
"""

import re
from dataclasses import dataclass

from drivers.sign.crc import MODBUS, crc16

ADDRESSES = range(1, 248)
MOST_WORDS = 123

WRITE = 0x10
REFUSED = WRITE | 0x80
_REQUESTS = re.compile(bytes([WRITE]))
_REPLIES = re.compile(rb"[%c%c]" % (WRITE, REFUSED))
ILLEGAL_ADDRESS, ILLEGAL_VALUE, BUSY = 0x02, 0x03, 0x06


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Words for the registers from start on."""

    address: int
    start: int
    words: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The sign has taken so many words."""

    address: int
    start: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The sign has not; reason is a Modbus exception code."""

    address: int
    reason: int


def encode(message: Write | Written | Refused) -> bytes:
    """Return the bytes of a message.

    Raises:
        ValueError: no such address, half a word, or too many words.
    """
    if message.address not in ADDRESSES:
        raise ValueError(f"address {message.address} is not within 1 to 247")
    body = bytes([message.address]) + _body(message)
    return body + crc16(body, init=MODBUS)


def in_words(gbk: bytes) -> bytes:
    """Return a text in whole words; half a word is filled with a space."""
    return gbk + b" " * (len(gbk) % 2)


class RequestDecoder:
    """Finds the writes in a stream, as a sign does."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[Write]:
        """Take what arrived and return the writes it completes, in order."""
        self._pending += chunk
        found: list[Write] = []
        while _begins(self._pending, _REQUESTS, least=7):
            size = _request_size(self._pending)
            if size is not None and len(self._pending) < size:
                return found
            if size is None or not _is_sound(self._pending[:size]):
                del self._pending[0]
                continue
            start = int.from_bytes(self._pending[2:4], "big")
            words = bytes(self._pending[7 : size - 2])
            found.append(Write(address=self._pending[0], start=start, words=words))
            del self._pending[:size]
        return found


class ReplyDecoder:
    """Finds the answers in a stream. The echo of our own request, which some converters send
    back, is none: it has no CRC where an answer has it."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[Written | Refused]:
        """Take what arrived and return the answers it completes, in order."""
        self._pending += chunk
        found: list[Written | Refused] = []
        while _begins(self._pending, _REPLIES, least=5):
            size = {WRITE: 8, REFUSED: 5}[self._pending[1]]
            if len(self._pending) < size:
                return found
            if not _is_sound(self._pending[:size]):
                del self._pending[0]
                continue
            found.append(_answer(bytes(self._pending[:size])))
            del self._pending[:size]
        return found


def _body(message: Write | Written | Refused) -> bytes:
    match message:
        case Write(start=start, words=words):
            if len(words) % 2 or not 0 < len(words) // 2 <= MOST_WORDS:
                raise ValueError(f"{len(words)} bytes are not 1 to {MOST_WORDS} words")
            return bytes([WRITE]) + _pair(start, len(words) // 2) + bytes([len(words)]) + words
        case Written(start=start, count=count):
            return bytes([WRITE]) + _pair(start, count)
        case Refused(reason=reason):
            return bytes([REFUSED, reason])


def _pair(start: int, count: int) -> bytes:
    return start.to_bytes(2, "big") + count.to_bytes(2, "big")


def _begins(pending: bytearray, functions: re.Pattern[bytes], *, least: int) -> bool:
    """Drop what no message begins with: the second byte is the function.

    Returns:
        True if at least so many bytes of a message are there.
    """
    function = functions.search(pending, 1)
    del pending[: max(0, len(pending) - 1) if function is None else function.start() - 1]
    return len(pending) >= least


def _request_size(pending: bytearray) -> int | None:
    """Return how long the request would be, or None if none can begin here."""
    count = int.from_bytes(pending[4:6], "big")
    begins = pending[0] in ADDRESSES and pending[1] == WRITE and 0 < count <= MOST_WORDS
    return 9 + 2 * count if begins and pending[6] == 2 * count else None


def _is_sound(frame: bytearray) -> bool:
    return crc16(bytes(frame[:-2]), init=MODBUS) == frame[-2:]


def _answer(frame: bytes) -> Written | Refused:
    if frame[1] == REFUSED:
        return Refused(address=frame[0], reason=frame[2])
    start, count = (int.from_bytes(frame[at : at + 2], "big") for at in (2, 4))
    return Written(address=frame[0], start=start, count=count)
