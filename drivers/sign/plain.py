"""The plainest sign of all: `40h | addr | GBK text | 0Dh`, nothing checked, nothing said back.

Source: the other branch of the public sign drivers that also speak BX-5.
"""

from dataclasses import dataclass

from drivers.sign.cells import is_text

ADDRESSES = range(256)
LONGEST_TEXT = 200  # bytes; a head without its end within so many is none

_HEAD, _END = b"\x40", b"\x0d"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """A text for the sign at address."""

    address: int
    gbk: bytes


def encode(text: PlainText) -> bytes:
    """Return the bytes of a frame.

    Raises:
        ValueError: no such address, or the text is too long.
    """
    if text.address not in ADDRESSES or len(text.gbk) > LONGEST_TEXT:
        raise ValueError(f"address {text.address}, {len(text.gbk)} bytes: not for a plain sign")
    return _HEAD + bytes([text.address]) + text.gbk + _END


class Decoder:
    """Finds the texts for one sign in a stream, as the sign does.

    Args:
        address: of the sign. Without a check of any kind, the address and that the text is GBK
            are all that tells a frame from noise; a second byte of a Chinese character may be 40.
    """

    def __init__(self, *, address: int) -> None:
        self._start = _HEAD + bytes([address])
        self._address = address
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[PlainText]:
        """Take what arrived and return the texts it completes, in order."""
        self._pending += chunk
        found: list[PlainText] = []
        while (at := self._pending.find(self._start)) >= 0:
            del self._pending[:at]
            end = self._pending.find(_END, 2)
            if end < 0:
                if len(self._pending) <= 2 + LONGEST_TEXT:
                    return found
                del self._pending[0]
                continue
            gbk = bytes(self._pending[2:end])
            if len(gbk) <= LONGEST_TEXT and is_text(gbk):
                found.append(PlainText(address=self._address, gbk=gbk))
                del self._pending[: end + 1]
            else:
                del self._pending[0]
        # The last byte may be a head whose address is still under way.
        del self._pending[: -1 if self._pending.endswith(_HEAD) else None]
        return found
