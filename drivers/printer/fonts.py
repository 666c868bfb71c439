"""Chinese characters as dots: for characters a printer's font lacks, and for pictures of slips."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

INK_ABOVE = 110  # grey level from which a dot is burnt; a plain threshold reads best at 24 dots
CELL_COLUMN = 0.5  # a column is half as wide as the character is tall
BASELINE = 0.86  # of the height, as in the usual Chinese fonts' em box

_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("C:/Windows/Fonts"))
# Best first. Faces inside a collection are told apart by name.
_FILES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "NotoSerifCJK-Regular.ttc",
    "msyh.ttc",
)
_NOT_A_CHARACTER = "\U0010ffff"  # no font may draw it: shows what "missing" looks like


@dataclass(frozen=True)
class Face:
    """A font face that holds Chinese."""

    path: Path
    index: int = 0

    @cached_property
    def _missing(self) -> bytes:
        return bytes(self._font(24).getmask(_NOT_A_CHARACTER))

    def has(self, char: str) -> bool:
        """Say whether the face can draw a character."""
        mask = bytes(self._font(24).getmask(char))
        return any(mask) and mask != self._missing

    def draw(self, char: str, *, columns: int, width: int, height: int) -> Image.Image:
        """Draw one character (with its combining marks) into a cell of width x height dots.

        Args:
            columns: 1 for a narrow character, 2 for a wide one.

        Returns:
            a grey image (mode L), white on black: 255 is full ink.
        """
        return _draw(self, char, columns, width, height)

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        return _load(self.path, self.index, size)


@lru_cache(maxsize=32)
def _load(path: Path, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, index=index)


@lru_cache(maxsize=2048)
def _draw(face: Face, char: str, columns: int, width: int, height: int) -> Image.Image:
    font = face._font(height)
    cell = round(height * CELL_COLUMN * columns)
    advance = max(cell, round(font.getlength(char)))
    image = Image.new("L", (advance, height))
    left = (advance - font.getlength(char)) / 2
    ImageDraw.Draw(image).text(
        (left, round(height * BASELINE)), char, fill=255, font=font, anchor="ls"
    )
    if image.size == (width, height):
        return image
    return image.resize((width, height), Image.Resampling.BILINEAR)


def find_face(folders: Iterable[Path] = _FOLDERS) -> Face | None:
    """Return a Chinese face of this machine, or None where there is none."""
    found = {path.name: path for folder in folders for path in folder.rglob("*.*")}
    for name in _FILES:
        if name in found:
            return _simplified(found[name])
    return None


def _simplified(path: Path) -> Face:
    """Choose the mainland Chinese face of a collection, the first face where none says so."""
    for index in range(16):
        try:
            family = ImageFont.truetype(str(path), 12, index=index).getname()[0] or ""
        except OSError:
            break
        if family.endswith(" SC") or "WenQuanYi" in family:
            return Face(path, index)
    return Face(path)
