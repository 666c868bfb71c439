"""Frames of ID-card readers with the SAM-V module ("SDT"): bytes to replies and back. No I/O.

Source: SDT serial protocol as published by reader makers and in open drivers
(hevz/hev-idcard-reader, waitingsong/node-idcard-reader).
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AA AA AA 96 69")
TEXT_BYTES = 256

_LENGTH_BYTES = 2
_SIZES_BYTES = 4  # in a read's answer: length of the text, length of the photo
# CMD, PARA and CHK at least. The longest of all is the answer to a read with fingerprints, which
# this driver never asks for.
_REQUEST_LENGTHS = range(3, 65)
_REPLY_LENGTHS = range(4, 0x090A + 1)


class Command(Enum):
    """What the host may ask: CMD and PARA. Fingerprints and addresses are not asked for."""

    RESET = b"\x10\xff"
    STATUS = b"\x11\xff"
    SAM_ID = b"\x12\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ = b"\x30\x01"  # text and photo; there is no command for the text alone


class Status(IntEnum):
    """SW3 of an answer. `status_words.toml` has the words for people."""

    OK = 0x90
    CARD_FOUND = 0x9F
    NO_CONTENT = 0x91
    REQUEST_CHECKSUM = 0x10
    REQUEST_LENGTH = 0x11
    REQUEST_COMMAND = 0x21
    UNKNOWN_ERROR = 0x24
    CARD_NOT_TRUSTED = 0x31
    READER_NOT_TRUSTED = 0x32
    NOT_VERIFIED = 0x33
    WRONG_CARD = 0x40
    NOT_READ = 0x41
    NO_RANDOM_NUMBER = 0x47
    SELF_TEST = 0x60
    NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    NOT_SELECTED = 0x81


class Side(Enum):
    """Who sends a frame, which decides how long it may be."""

    HOST = _REQUEST_LENGTHS
    READER = _REPLY_LENGTHS


class Fault(StrEnum):
    """Why something that began like a frame was dropped."""

    LENGTH = "length"
    CHECKSUM = "checksum"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `data` may be somebody's card, so that repr does not show it."""

    code: int  # SW3, as it came: readers know more codes than are published
    data: bytes = field(repr=False, default=b"")


def frame(content: bytes) -> bytes:
    """Return content in its wrapping: preamble, length, XOR of all from the length on."""
    length = (len(content) + 1).to_bytes(_LENGTH_BYTES, "big")
    return PREAMBLE + length + content + bytes([reduce(xor, length + content)])


def request(command: Command) -> bytes:
    """Return the bytes that ask a reader something."""
    return frame(command.value)


class Decoder:
    """Finds the frames in a stream that may be chopped, noisy or cut short.

    A candidate begins at a preamble. The moment it proves false, only its first byte is given up,
    so that a true frame that begins inside it is still found; nor does a further AA before the
    preamble hide one. `faults` counts the false ones.

    How often does noise look like an answer? One position in 2^40 is a preamble, some 3.5 in a
    hundred of these have a possible length, and one in 2^8 of them the right XOR.
    """

    def __init__(self, side: Side) -> None:
        self.faults: Counter[Fault] = Counter()
        self._lengths = side.value
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[bytes]:
        """Take what arrived and return the contents of the frames it completes, in order."""
        self._pending += chunk
        contents = []
        while self._at_preamble():
            verdict = self._examine()
            if verdict is None:
                break
            if isinstance(verdict, Fault):
                self.faults[verdict] += 1
                del self._pending[0]
            else:
                contents.append(verdict)
                del self._pending[: len(PREAMBLE) + _LENGTH_BYTES + len(verdict) + 1]
        return contents

    def _at_preamble(self) -> bool:
        """Drop what stands before the next preamble; False if there is none yet."""
        at = self._pending.find(PREAMBLE)
        if at >= 0:
            del self._pending[:at]
            return True
        # The last bytes may be the beginning of a preamble whose rest is still under way.
        del self._pending[: max(0, len(self._pending) - len(PREAMBLE) + 1)]
        return False

    def _examine(self) -> bytes | Fault | None:
        """Judge the candidate at the start: its content, a fault, None if it is too short yet."""
        at = len(PREAMBLE)
        size = bytes(self._pending[at : at + _LENGTH_BYTES])
        if len(size) < _LENGTH_BYTES:
            return None
        length = int.from_bytes(size, "big")
        if length not in self._lengths:
            return Fault.LENGTH
        body = bytes(self._pending[at : at + _LENGTH_BYTES + length])
        if len(body) < _LENGTH_BYTES + length:
            return None
        if reduce(xor, body):  # with its own check byte the XOR of a frame is 0
            return Fault.CHECKSUM
        return body[_LENGTH_BYTES:-1]


def read_reply(content: bytes) -> Reply:
    """Return what a frame from a reader says; its SW1 and SW2 are always 0 and say nothing."""
    return Reply(code=content[2], data=content[3:])


def read_command(content: bytes) -> Command | None:
    """Return what a frame from the host asks, or None if there is no such command."""
    try:
        return Command(content)
    except ValueError:
        return None


def text_of(data: bytes) -> bytes | None:
    """Return the 256 bytes of text in the answer to READ, without the photo behind it.

    Returns:
        None when the lengths the answer gives are not its own or not a card's.
    """
    text, photo = (int.from_bytes(data[at : at + 2], "big") for at in (0, 2))
    if text != TEXT_BYTES or len(data) != _SIZES_BYTES + text + photo:
        return None
    return data[_SIZES_BYTES : _SIZES_BYTES + text]
