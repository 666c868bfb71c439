"""仰邦 BX-5 cards: a text for a dynamic area, over a serial line or TCP port 5005.

    A5 x8 | dst u16 | src u16 | 00 x6 | FE | 02 | len u16 | data | crc u16 | 5A

All numbers are little-endian. The CRC-16/ARC covers everything between the eight A5 and itself,
before escaping; then, between head and tail, A5 becomes A6 02, A6 A6 01, 5A 5B 02, 5B 5B 01.
Many a Chinese character holds A5 or 5A, so a driver that does not escape garbles 互联网.

Data of a text: A3 06, answer wanted (01) or not (02), 00 00, areas to delete 00, areas 01, the
area's length, then the area. x and width have bit 15 set, which makes them pixels.

Source: public drivers of these cards; the frames of their ping and clear are in the tests. How a
card answers is not in them: A0 00 is taken for yes and A0 01 for no. Field sizes of newer
firmware differ: try it on the card.
"""

from dataclasses import dataclass
from enum import IntEnum

from drivers.sign.crc import ARC, crc16

HOST = 0x8000
ADDRESSES = range(1, 0xFFFE)
LONGEST_TEXT = 900  # bytes; a card takes 1024 in all

_HEAD, _TAIL = b"\xa5" * 8, 0x5A
_DEVICE, _VERSION = 0xFE, 0x02
_PIXELS = 0x8000
_HEADER = 14  # bytes from dst to len
_LONGEST_FRAME = 2200  # every byte escaped

_ESCAPED = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_PLAIN = {code: byte for byte, code in _ESCAPED.items()}


class Mode(IntEnum):
    """How a text comes in."""

    STILL = 0x01
    FAST = 0x02
    MOVING_LEFT = 0x03


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where on the card's screen, in pixels."""

    area_id: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaText:
    """A text for an area.

    Attributes:
        forget_after_s: after so long without news the card shows the area no more; 0 for never.
    """

    area: Area
    gbk: bytes
    mode: Mode = Mode.STILL
    speed: int = 1  # 1 is the fastest
    stay: int = 4  # in half seconds
    forget_after_s: int = 0
    wants_answer: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame without its wrapping."""

    destination: int
    source: int
    data: bytes


def frame_of(address: int, text: AreaText) -> Frame:
    """Return the frame that carries a text to the card at address.

    Raises:
        ValueError: no such address, or the text is too long.
    """
    if address not in ADDRESSES or len(text.gbk) > LONGEST_TEXT:
        raise ValueError(f"address {address}, {len(text.gbk)} bytes: not for a BX-5 card")
    area = _area(text)
    answer = b"\x01" if text.wants_answer else b"\x02"
    data = b"\xa3\x06" + answer + b"\x00\x00" + b"\x00\x01" + _u16(len(area)) + area
    return Frame(destination=address, source=HOST, data=data)


def read_text(frame: Frame) -> AreaText | None:
    """Return the text in a frame to a card, or None if it is no dynamic area or not sound."""
    data = frame.data
    if data[:2] != b"\xa3\x06" or len(data) < 36 or data[5:7] != b"\x00\x01":
        return None
    area, gbk = data[9:], data[36:]
    if int.from_bytes(data[7:9], "little") != len(area) or area[0] != 0:
        return None
    x, y, width, height = (int.from_bytes(area[at : at + 2], "little") for at in (1, 3, 5, 7))
    if int.from_bytes(area[23:27], "little") != len(gbk) or area[19] not in list(Mode):
        return None
    return AreaText(
        area=Area(area_id=area[9], x=x & ~_PIXELS, y=y, width=width & ~_PIXELS, height=height),
        gbk=gbk,
        mode=Mode(area[19]),
        speed=area[21],
        stay=area[22],
        forget_after_s=int.from_bytes(area[12:14], "little"),
        wants_answer=data[2] == 1,
    )


def answer(*, address: int, accepted: bool) -> Frame:
    """Return the frame in which a card says yes or no."""
    data = bytes([0xA0, 0x00 if accepted else 0x01, 0x00, 0x00, 0x00])
    return Frame(destination=HOST, source=address, data=data)


def read_answer(frame: Frame) -> bool | None:
    """Return True for yes, False for no, None for a frame that is no answer."""
    if frame.destination != HOST or len(frame.data) < 2 or frame.data[0] != 0xA0:
        return None
    return frame.data[1] == 0x00


def encode(frame: Frame) -> bytes:
    """Return the bytes of a frame, checked and escaped."""
    head = _u16(frame.destination) + _u16(frame.source) + bytes(6) + bytes([_DEVICE, _VERSION])
    body = head + _u16(len(frame.data)) + frame.data
    return _HEAD + escape(body + crc16(body, init=ARC)) + bytes([_TAIL])


def escape(body: bytes) -> bytes:
    """Replace the four bytes that have a meaning of their own."""
    return b"".join(_ESCAPED.get(byte, bytes([byte])) for byte in body)


def unescape(escaped: bytes) -> bytes | None:
    """Undo `escape`; None for bytes that it cannot have made."""
    body, at = bytearray(), 0
    while at < len(escaped):
        byte = escaped[at]
        if byte in (0xA6, 0x5B):
            plain = _PLAIN.get(escaped[at : at + 2])
            if plain is None:
                return None
            body.append(plain)
            at += 2
        elif byte in (0xA5, 0x5A):
            return None
        else:
            body.append(byte)
            at += 1
    return bytes(body)


class Decoder:
    """Finds the frames in a stream, for either side.

    Between head and tail there is neither A5 nor 5A, so that the last A5 before a tail is always
    the end of its head, and a frame cut short hides no other.
    """

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[Frame]:
        """Take what arrived and return the frames it completes, in order."""
        self._pending += chunk
        found = []
        while (end := self._pending.find(_TAIL)) >= 0:
            start = self._pending.rfind(_HEAD, 0, end)
            if start >= 0:
                frame = _parsed(bytes(self._pending[start + len(_HEAD) : end]))
                if frame is not None:
                    found.append(frame)
            del self._pending[: end + 1]
        del self._pending[:-_LONGEST_FRAME]
        return found


def _parsed(escaped: bytes) -> Frame | None:
    body = unescape(escaped)
    if body is None or len(body) < _HEADER + 2 or crc16(body[:-2], init=ARC) != body[-2:]:
        return None
    data = body[_HEADER:-2]
    if int.from_bytes(body[12:14], "little") != len(data):
        return None
    return Frame(
        destination=int.from_bytes(body[0:2], "little"),
        source=int.from_bytes(body[2:4], "little"),
        data=data,
    )


def _area(text: AreaText) -> bytes:
    area = text.area
    run_mode = 2 if text.forget_after_s else 0
    return (
        b"\x00"
        + _u16(area.x | _PIXELS)
        + _u16(area.y)
        + _u16(area.width | _PIXELS)
        + _u16(area.height)
        + bytes([area.area_id, 0, run_mode])
        + _u16(text.forget_after_s)
        + bytes(3)
        + bytes([0x01, 0x01, text.mode, 0x00, text.speed, text.stay])
        + len(text.gbk).to_bytes(4, "little")
        + text.gbk
    )


def _u16(value: int) -> bytes:
    return value.to_bytes(2, "little")
