"""Frames of AA..FF strip signs: one way only, a sign says nothing back.

    AA | addr | BB | 51 54 | CS | 01 00 99 00 63 | GBK text | FF       a strip
    AA | addr | BB | 51 54 | CS | 08 02 99 00 63 | GBK text | FF       a combined screen

CS is the sum, mod 256, of all that follows it, the last FF included. GBK has no byte FF.
Source: the strip-screen adapter IMM90022 (signs of 平安力合) in a public repository.
"""

from dataclasses import dataclass

from drivers.sign.cells import is_text

ADDRESSES = range(256)
LONGEST_TEXT = 200  # bytes; a head without its FF within so many is none

_HEAD, _MARK, _TAIL = 0xAA, b"\xbb\x51\x54", b"\xff"
_STRIP, _COMBINED = b"\x01\x00\x99\x00\x63", b"\x08\x02\x99\x00\x63"
_CHECK_AT = 5
_TEXT_AT = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class StripText:
    """A text for the sign at address."""

    address: int
    gbk: bytes
    combined: bool = False


def encode(text: StripText) -> bytes:
    """Return the bytes of a frame.

    Raises:
        ValueError: no such address, or the text is too long.
    """
    if text.address not in ADDRESSES or len(text.gbk) > LONGEST_TEXT:
        raise ValueError(f"address {text.address}, {len(text.gbk)} bytes: not for a strip sign")
    content = (_COMBINED if text.combined else _STRIP) + text.gbk + _TAIL
    return bytes([_HEAD, text.address]) + _MARK + bytes([sum(content) % 256]) + content


class Decoder:
    """Finds the frames in a stream, as a sign does. A false head gives up one byte only."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[StripText]:
        """Take what arrived and return the frames it completes, in order."""
        self._pending += chunk
        found: list[StripText] = []
        while (at := self._pending.find(_HEAD)) >= 0:
            del self._pending[:at]
            verdict = _examine(bytes(self._pending[: _TEXT_AT + LONGEST_TEXT + 1]))
            if verdict is None:
                return found
            if isinstance(verdict, StripText):
                found.append(verdict)
                del self._pending[: _TEXT_AT + len(verdict.gbk) + 1]
            else:
                del self._pending[0]
        self._pending.clear()
        return found


def _examine(candidate: bytes) -> StripText | bool | None:
    """Judge bytes that begin with a head: a frame, False if there is none, None if too few."""
    mark = candidate[2:_CHECK_AT]
    if not _MARK.startswith(mark):
        return False
    kind = candidate[_CHECK_AT + 1 : _TEXT_AT]
    if not (_STRIP.startswith(kind) or _COMBINED.startswith(kind)):
        return False
    end = candidate.find(_TAIL, _TEXT_AT)
    if end < 0:
        return False if len(candidate) > _TEXT_AT + LONGEST_TEXT else None
    gbk = candidate[_TEXT_AT:end]
    if sum(candidate[_CHECK_AT + 1 : end + 1]) % 256 != candidate[_CHECK_AT] or not is_text(gbk):
        return False
    return StripText(address=candidate[1], gbk=gbk, combined=kind == _COMBINED)
