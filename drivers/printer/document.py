"""A slip as a small document, before anything is known about the printer it will come out of.

Sizes are whole multiples of the printer's own character: a narrow character fills one column, a
Chinese character two.
"""

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

MAX_SIZE = 8  # the largest multiple `GS !` can express
MAX_QR_CHARS = 500  # a longer code has modules too fine for thermal paper and a phone's camera


class Align(StrEnum):
    """Where a line stands on the paper."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Size:
    """How many times wider and taller than the plain character, each 1 to 8."""

    width: int = 1
    height: int = 1

    def __post_init__(self) -> None:
        if not (1 <= self.width <= MAX_SIZE and 1 <= self.height <= MAX_SIZE):
            raise ValueError(f"character size {self.width}x{self.height} is not within 1 to 8")


PLAIN = Size()
DOUBLE = Size(2, 2)
TALL = Size(1, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: wrapped to as many printed lines as it needs."""

    text: str
    _: KW_ONLY
    size: Size = PLAIN
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Banner:
    """A short text as large as fits the paper on one line, centred: the number of a ticket."""

    text: str
    _: KW_ONLY
    bold: bool = True


@dataclass(frozen=True, slots=True)
class Columns:
    """Two texts on one line, left and right; on two lines where they do not fit."""

    left: str
    right: str
    _: KW_ONLY
    size: Size = PLAIN
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A dashed line across the paper."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty paper, in dots (8 dots are 1 mm on most heads)."""

    dots: int

    def __post_init__(self) -> None:
        if not 0 <= self.dots <= 255:
            raise ValueError(f"a feed of {self.dots} dots is not within 0 to 255")


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, centred.

    Args:
        link: printable ASCII only, because phones disagree on the encoding of anything else.
        module_dots: wished side of one module in dots; made smaller where the code would not fit.
    """

    link: str
    _: KW_ONLY
    module_dots: int = 6

    def __post_init__(self) -> None:
        if not (self.link.isascii() and self.link.isprintable() and self.link):
            raise ValueError("a QR code on a slip holds printable ASCII only")
        if len(self.link) > MAX_QR_CHARS:
            raise ValueError(f"a QR code on a slip holds at most {MAX_QR_CHARS} characters")
        if not 1 <= self.module_dots <= 16:
            raise ValueError(f"a module of {self.module_dots} dots is not within 1 to 16")


@dataclass(frozen=True, slots=True)
class Picture:
    """Ready dots such as a logo, centred.

    Args:
        across: bytes of a row, 8 dots each, the leftmost in the highest bit, set is ink.
        dots: the rows, top to bottom.
    """

    across: int
    dots: bytes

    def __post_init__(self) -> None:
        if self.across < 1 or not self.dots or len(self.dots) % self.across:
            raise ValueError(f"{len(self.dots)} bytes are no rows of {self.across}")

    @property
    def down(self) -> int:
        """How many rows there are."""
        return len(self.dots) // self.across


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed the slip past the blade and cut it; only fed where the printer has no cutter."""


Block = Line | Banner | Columns | Rule | Feed | Qr | Picture | Cut


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed in one go, top to bottom."""

    blocks: tuple[Block, ...]
