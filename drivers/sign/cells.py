"""Texts in the cells of a sign: GBK, where a Chinese character takes two bytes and two cells."""

from dataclasses import dataclass

INSTEAD = "□"  # stands for what GBK does not have; two cells wide, as the character would be


class TooWide(ValueError):
    """The text has more cells than the sign. A number cut short would be another number."""

    def __init__(self, text: str, *, needs: int, has: int) -> None:
        super().__init__(f"{text!r} takes {needs} cells of {has}")
        self.needs = needs
        self.has = has


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A text as a sign gets it: one byte a cell. `replaced` names what it could not say."""

    gbk: bytes
    replaced: tuple[str, ...] = ()


def in_cells(text: str) -> Cells:
    """Return the text in GBK; what has no code there, or would end a frame, is replaced."""
    parts, replaced = [], []
    for character in text:
        code = _code(character)
        if code is None:
            replaced.append(character)
            code = INSTEAD.encode("gbk")
        parts.append(code)
    return Cells(gbk=b"".join(parts), replaced=tuple(replaced))


def width(text: str) -> int:
    """Return how many cells a text takes."""
    return len(in_cells(text).gbk)


def fitted(text: str, *, cells: int) -> Cells:
    """Return the text in the middle of all the sign's cells, so that nothing older stays there.

    Raises:
        TooWide: it does not fit.
    """
    bare = in_cells(text)
    if len(bare.gbk) > cells:
        raise TooWide(text, needs=len(bare.gbk), has=cells)
    left = (cells - len(bare.gbk)) // 2
    padded = (b" " * left + bare.gbk).ljust(cells, b" ")
    return Cells(gbk=padded, replaced=bare.replaced)


def read_cells(gbk: bytes) -> str:
    """Return what a sign shows of these bytes; what is no GBK it shows as `INSTEAD`."""
    return gbk.decode("gbk", errors="replace").replace("\N{REPLACEMENT CHARACTER}", INSTEAD)


def is_text(gbk: bytes) -> bool:
    """Return True if these bytes are a text without control characters."""
    try:
        text = gbk.decode("gbk")
    except UnicodeDecodeError:
        return False
    return all(_code(character) is not None for character in text)


def _code(character: str) -> bytes | None:
    """The GBK code of a character; None for those without one, and for control characters."""
    if ord(character) < 0x80:
        return character.encode("ascii") if character.isprintable() else None
    try:
        code = character.encode("gbk")
    except UnicodeEncodeError:
        return None
    return code if len(code) == 2 else None  # 80 for the euro is not GBK on every sign
