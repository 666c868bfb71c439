"""What comes out of a printer, as its decoder tells it: lines, pictures, cuts, and faults."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Align = Literal["left", "center", "right"]
Level = Literal["L", "M", "Q", "H"]


class Cell(NamedTuple):
    """One printed character and the dots it takes."""

    char: str
    width: int
    height: int
    bold: bool


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line; `advance` is how far the paper moved, dots."""

    cells: tuple[Cell, ...]
    align: Align
    advance: int

    @property
    def text(self) -> str:
        return "".join(cell.char for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots, 8 to a byte, the leftmost in the highest bit, set is ink."""

    across: int  # bytes of a row
    down: int  # rows
    dots: bytes
    align: Align


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code the printer draws itself."""

    text: str
    module_dots: int
    level: Level
    align: Align


@dataclass(frozen=True, slots=True)
class Blank:
    """Paper fed without print, dots."""

    advance: int


Item = TextLine | Picture | QrCode | Blank


@dataclass(frozen=True, slots=True)
class Began:
    """The first byte of a slip, at this offset of the stream."""

    offset: int


@dataclass(frozen=True, slots=True)
class WasCut:
    """The blade went through; what came before is a slip."""


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """`GS r`: to be answered now, after everything before it."""


@dataclass(frozen=True, slots=True)
class AsbSet:
    """`GS a n`: which changes to report unasked; 0 is none."""

    n: int


@dataclass(frozen=True, slots=True)
class Presented:
    """The slip is held out in the mouth."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """The slip in the mouth is taken back, or pushed out."""

    how: Literal["retracted", "ejected"]


@dataclass(frozen=True, slots=True)
class MouthAsked:
    """What is in the mouth: to be answered now."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a printer would have printed as rubbish, or ignored."""

    what: str
    offset: int


Event = Item | Began | WasCut | PaperAsked | AsbSet | Presented | Cleared | MouthAsked | Fault
