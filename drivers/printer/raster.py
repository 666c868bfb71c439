"""Rows and QR codes as dots, for what a printer's own font and commands cannot do."""

from bisect import bisect_left

import segno
from PIL import Image

from drivers.printer.document import Qr
from drivers.printer.fonts import INK_ABOVE, Face
from drivers.printer.layout import Row, char_width, text_width

QUIET_MODULES = 4  # the white edge ISO/IEC 18004 asks for
# Bytes a code of version 1, 2, ... 17 holds at error correction M (ISO/IEC 18004, table 7).
_CAPACITY_M = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504)
COLUMN_DOTS = 12
LINE_DOTS = 24


def draw_row(row: Row, face: Face, *, dots: int) -> Image.Image:
    """Draw a row in the printer's own grid of cells, `dots` wide, aligned.

    Returns:
        a bitmap (mode 1), 255 is ink.
    """
    column, height = COLUMN_DOTS * row.size.width, LINE_DOTS * row.size.height
    image = Image.new("L", (dots, height))
    free = dots - text_width(row.text) * column
    x = {"left": 0, "center": free // 2, "right": free}[row.align]
    for cluster in _clusters(row.text):
        columns = char_width(cluster[0])
        cell = face.draw(cluster, columns=columns, width=columns * column, height=height)
        image.paste(cell, (x, 0))
        if row.bold:
            image.paste(cell, (x + row.size.width, 0), mask=cell)
        x += columns * column
    return image.point(lambda grey: 255 if grey > INK_ABOVE else 0, mode="1")


def _clusters(text: str) -> list[str]:
    """Split into characters, each with the combining marks that follow it."""
    clusters: list[str] = []
    for char in text:
        if clusters and char_width(char) == 0:
            clusters[-1] += char
        elif char_width(char):
            clusters.append(char)
    return clusters


def _modules(qr: Qr) -> list[bytes]:
    """Return the code's rows of modules (1 dark), without a quiet zone, error correction M."""
    code = segno.make(qr.link, error="m", boost_error=False, micro=False)
    return [bytes(row) for row in code.matrix]


def most_modules(qr: Qr) -> int:
    """Return the side of the code at most, without drawing it, which takes milliseconds.

    Exact for links with lower-case letters; all digits or capitals may make a smaller code.
    """
    return 21 + 4 * bisect_left(_CAPACITY_M, len(qr.link))


def fitting_module_dots(qr: Qr, *, dots: int) -> int:
    """Return the side of a module in dots: as wished, or as large as the paper allows.

    Raises:
        ValueError: not even one dot a module fits.
    """
    side = most_modules(qr) + 2 * QUIET_MODULES
    if side > dots:
        raise ValueError(f"a QR code of {side} modules does not fit {dots} dots")
    return min(qr.module_dots, dots // side)


def draw_qr(qr: Qr, *, dots: int) -> Image.Image:
    """Draw a QR code with its quiet zone in the middle of `dots` dots (mode 1, 255 is ink)."""
    modules, module = _modules(qr), fitting_module_dots(qr, dots=dots)
    small = Image.frombytes(
        "L", (len(modules),) * 2, bytes(255 * m for row in modules for m in row)
    )
    side = len(modules) * module
    image = Image.new("1", (dots, side + 2 * QUIET_MODULES * module))
    code = small.resize((side, side), Image.Resampling.NEAREST).convert("1")
    image.paste(code, ((dots - side) // 2, QUIET_MODULES * module))
    return image
