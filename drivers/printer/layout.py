"""Lay a document out in columns: how wide text is, where lines break, what goes on one line.

A printer in Chinese mode gives every two-byte character two columns, so the ambiguous characters
of Unicode's East Asian Width (“ ” — … · ①) are wide here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass
from functools import lru_cache

from drivers.printer.document import (
    MAX_SIZE,
    PLAIN,
    Align,
    Banner,
    Block,
    Columns,
    Cut,
    Document,
    Feed,
    Line,
    Picture,
    Qr,
    Rule,
    Size,
)

# 标点避头尾: what may not begin a line, and what may not end one.
CLOSING = frozenset("、，。．；：？！）》〉」』】〕〗］｝”’·・‰％℃…—～,.;:?!)]}%")
OPENING = frozenset("（《〈「『【〔〖［｛“‘￥＄([{")
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line; `text` fits the columns at `size`."""

    text: str
    _: KW_ONLY
    size: Size = PLAIN
    align: Align = Align.LEFT
    bold: bool = False


Printed = Row | Feed | Qr | Picture | Cut


@lru_cache(maxsize=8192)
def char_width(char: str) -> int:
    """Return the columns one character fills: 0 (combining marks), 1 or 2."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(char) in ("F", "W", "A"):
        return 2
    # Some characters Unicode calls narrow (ǹ) have a two-byte code and so a wide cell.
    return 2 if len(char.encode("gb18030", "replace")) == 2 else 1


def text_width(text: str) -> int:
    """Return the columns a text fills at plain size."""
    return sum(map(char_width, text))


def clean(text: str) -> str:
    """Return the text with nothing in it that could steer a printer.

    Control and format characters go, whatever breaks a line becomes a newline, other white space a
    space, and what is not a character at all (half a surrogate pair) becomes U+FFFD.
    """
    kept = "".join(map(_clean_char, _LINE_END.sub("\n", text)))
    return unicodedata.normalize("NFC", kept)


def _clean_char(char: str) -> str:
    if char == "\n":
        return char
    category = unicodedata.category(char)
    if char == "\t" or (category == "Zs" and char != "\u3000"):
        return " "
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category in ("Cc", "Cf") else char


def wrap(text: str, columns: int) -> list[str]:
    """Break a clean text into lines of at most `columns` columns.

    Words stay whole, no line begins with closing punctuation and none ends with opening
    punctuation. A piece that no line can hold is cut where the line is full.

    Raises:
        ValueError: fewer than 2 columns, which cannot hold a Chinese character.
    """
    if columns < 2:
        raise ValueError(f"{columns} columns cannot hold a Chinese character")
    return [line for part in text.split("\n") for line in _wrap_paragraph(part, columns)]


def wrap_evenly(text: str, columns: int) -> list[str]:
    """Break like `wrap`, in as many lines, but of even length: no last character on its own.

    Raises:
        ValueError: as for `wrap`.
    """
    return [line for part in text.split("\n") for line in _wrap_part_evenly(part, columns)]


def _wrap_part_evenly(text: str, columns: int) -> list[str]:
    lines = wrap(text, columns)
    if len(lines) == 1:
        return lines
    widest_piece = max(text_width(piece.rstrip(" ")) for piece in _pieces(text))
    for narrower in range(max(2, widest_piece, text_width(text) // len(lines)), columns):
        tried = wrap(text, narrower)
        if len(tried) <= len(lines):
            return tried
    return lines


def _wrap_paragraph(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if text_width((line + piece).rstrip(" ")) <= columns:
            line += piece
            continue
        if line.strip(" "):
            lines.append(line.rstrip(" "))
        *full, line = _chop(piece, columns)
        lines += full
    return [*lines, line.rstrip(" ")]


def _pieces(text: str) -> Iterator[str]:
    """Split where a line may break; spaces stay with what they follow."""
    piece = ""
    for char in text:
        if piece and _may_break(piece, char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _may_break(before: str, char: str) -> bool:
    word = before.rstrip(" ")
    if char == " " or char_width(char) == 0 or char in CLOSING:
        return False
    if word and word[-1] in OPENING:
        return False
    return word != before or not (_is_narrow(before[-1]) and _is_narrow(char))


def _is_narrow(char: str) -> bool:
    return char_width(char) < 2


def _chop(piece: str, columns: int) -> list[str]:
    """Cut a piece into full lines and a rest, keeping combining marks with their character."""
    lines = [""]
    for char in piece:
        if text_width(lines[-1] + char) > columns and char != " ":
            lines[-1] = lines[-1].rstrip(" ")
            lines.append("")
        lines[-1] += char
    return lines


def lay_out(document: Document, *, columns: int) -> tuple[Printed, ...]:
    """Return what to print, line by line, on paper of `columns` plain columns (48 or 32).

    Raises:
        ValueError: a character size too large for the paper, or a banner longer than a line.
    """
    return tuple(row for block in document.blocks for row in _lay_out_block(block, columns))


def _lay_out_block(block: Block, columns: int) -> Iterable[Printed]:
    match block:
        case Line():
            return _paragraph(block, columns)
        case Banner():
            return [_banner(block, columns)]
        case Columns():
            return _two_columns(block, columns)
        case Rule():
            return [Row("-" * columns)]
        case Feed() | Qr() | Picture() | Cut():
            return [block]


def _paragraph(line: Line, columns: int) -> Iterator[Row]:
    room = columns // line.size.width
    balanced = line.align is Align.CENTER
    for text in (wrap_evenly if balanced else wrap)(clean(line.text), room):
        yield Row(text, size=line.size, align=line.align, bold=line.bold)


def _banner(banner: Banner, columns: int) -> Row:
    text = clean(banner.text).replace("\n", " ").strip()
    size = min(MAX_SIZE, columns // max(1, text_width(text)))
    if size < 1:
        raise ValueError(f"a banner of {text_width(text)} columns does not fit {columns}")
    return Row(text, size=Size(size, size), align=Align.CENTER, bold=banner.bold)


def _two_columns(block: Columns, columns: int) -> Iterator[Row]:
    room = columns // block.size.width
    left, right = clean(block.left), clean(block.right)
    gap = room - text_width(left) - text_width(right)
    if gap >= 1 and "\n" not in left + right:
        yield Row(left + " " * gap + right, size=block.size, bold=block.bold)
        return
    for text, align in ((left, Align.LEFT), (right, Align.RIGHT)):
        for wrapped in wrap(text, room):
            yield Row(wrapped, size=block.size, align=align, bold=block.bold)
