"""The makes of signs behind one face: a text for a place becomes a frame, and bytes an answer."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum

from drivers.sign import bx5, modbus, plain, strip
from drivers.sign.bx5 import Area


class Style(StrEnum):
    """How a text is shown. A sign that cannot move a text shows it still."""

    STILL = "still"
    MOVING = "moving"  # runs from right to left, so that it may be wider than the sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text goes.

    Attributes:
        address: of the sign on its line.
        cells: how wide it is, in half-width characters.
        combined: an AA..FF sign is a combined screen of its own, with another head.
        area: of a BX-5 card; without it, the whole of a card of one line of 16 pixels.
        register: of a Modbus sign, where its text begins.
    """

    address: int
    cells: int
    combined: bool = False
    area: Area | None = None
    register: int = 0


class Answers(ABC):
    """Finds in a stream what signs answer."""

    @abstractmethod
    def feed(self, chunk: bytes, *, place: Place) -> list[bool]:
        """Return each yes and no from this place in what arrived."""


class Make(ABC):
    """A kind of sign."""

    baud = 9600
    moves = False

    @abstractmethod
    def frame(
        self, place: Place, gbk: bytes, *, style: Style = Style.STILL, forget_after_s: int = 0
    ) -> bytes:
        """Return the bytes that show a text.

        Args:
            forget_after_s: after so long without news a sign that can shows nothing; 0 for never.

        Raises:
            ValueError: the address is none of this make's, or the text is too long.
        """

    def answers(self) -> Answers | None:
        """Return what reads the answers of a line, or None if these signs say nothing."""
        return None


class StripMake(Make):
    """AA..FF."""

    def frame(
        self, place: Place, gbk: bytes, *, style: Style = Style.STILL, forget_after_s: int = 0
    ) -> bytes:
        text = strip.StripText(address=place.address, gbk=gbk, combined=place.combined)
        return strip.encode(text)


class PlainMake(Make):
    """`@addr text CR`."""

    def frame(
        self, place: Place, gbk: bytes, *, style: Style = Style.STILL, forget_after_s: int = 0
    ) -> bytes:
        return plain.encode(plain.PlainText(address=place.address, gbk=gbk))


class ModbusMake(Make):
    """Modbus RTU."""

    def frame(
        self, place: Place, gbk: bytes, *, style: Style = Style.STILL, forget_after_s: int = 0
    ) -> bytes:
        words = modbus.in_words(gbk)
        write = modbus.Write(address=place.address, start=place.register, words=words)
        return modbus.encode(write)

    def answers(self) -> Answers:
        return _ModbusAnswers()


class Bx5Make(Make):
    """仰邦 BX-5."""

    baud = 57600
    moves = True

    def frame(
        self, place: Place, gbk: bytes, *, style: Style = Style.STILL, forget_after_s: int = 0
    ) -> bytes:
        mode = bx5.Mode.MOVING_LEFT if style is Style.MOVING else bx5.Mode.STILL
        text = bx5.AreaText(
            area=place.area or Area(area_id=0, x=0, y=0, width=place.cells * 8, height=16),
            gbk=gbk,
            mode=mode,
            forget_after_s=forget_after_s,
        )
        return bx5.encode(bx5.frame_of(place.address, text))

    def answers(self) -> Answers:
        return _Bx5Answers()


class _ModbusAnswers(Answers):
    def __init__(self) -> None:
        self._decoder = modbus.ReplyDecoder()

    def feed(self, chunk: bytes, *, place: Place) -> list[bool]:
        replies = [r for r in self._decoder.feed(chunk) if r.address == place.address]
        return [
            isinstance(reply, modbus.Written)
            for reply in replies
            if isinstance(reply, modbus.Refused) or reply.start == place.register
        ]


class _Bx5Answers(Answers):
    def __init__(self) -> None:
        self._decoder = bx5.Decoder()

    def feed(self, chunk: bytes, *, place: Place) -> list[bool]:
        frames = [f for f in self._decoder.feed(chunk) if f.source == place.address]
        return [yes for frame in frames if (yes := bx5.read_answer(frame)) is not None]


MAKES: dict[str, Make] = {
    "strip": StripMake(),
    "bx5": Bx5Make(),
    "plain": PlainMake(),
    "modbus": ModbusMake(),
}
