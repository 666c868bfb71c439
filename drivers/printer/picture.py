"""A slip as a picture, dot for dot, as it would lie in the citizen's hand."""

from collections.abc import Sequence

import segno
from PIL import Image, ImageDraw, ImageFont

from drivers.printer.fonts import INK_ABOVE, Face
from drivers.printer.printed import Align, Blank, Cell, Item, Picture, QrCode, TextLine

NARROW_DOTS = 12
MARGIN_DOTS = 32  # paper beside the head: 80 mm of paper, 72 mm of print
TOP_DOTS = 24
PAPER, INK = 255, 0


def slip_length(items: Sequence[Item]) -> int:
    """Return how many dots of paper the items take."""
    return sum(map(_advance, items))


def draw_slip(items: Sequence[Item], *, dots: int, face: Face | None) -> Image.Image:
    """Draw a slip at dot resolution (mode L, ink 0 on paper 255).

    Without a Chinese face its characters are boxes, and a line at the top says so.
    """
    paper = Image.new("L", (dots + 2 * MARGIN_DOTS, TOP_DOTS + slip_length(items) + 1), PAPER)
    if face is None:
        ImageDraw.Draw(paper).text((MARGIN_DOTS, 4), "no Chinese font on this machine", fill=INK)
    y = TOP_DOTS
    for item in items:
        _draw_item(paper, item, y, dots, face)
        y += _advance(item)
    _draw_cut(paper)
    return paper


def _advance(item: Item) -> int:
    match item:
        case TextLine() | Blank():
            return item.advance
        case Picture():
            return item.down
        case QrCode():
            return _qr_image(item).height


def _draw_item(paper: Image.Image, item: Item, y: int, dots: int, face: Face | None) -> None:
    match item:
        case TextLine():
            _draw_line(paper, item, y, dots, face)
        case Picture():
            image = Image.frombytes("1", (item.across * 8, item.down), item.dots)
            _stamp(paper, image, _left(image.width, item.align, dots), y)
        case QrCode():
            image = _qr_image(item)
            _stamp(paper, image, _left(image.width, item.align, dots), y)
        case Blank():
            pass


def _left(width: int, align: Align, dots: int) -> int:
    free = max(0, dots - width)
    return MARGIN_DOTS + {"left": 0, "center": free // 2, "right": free}[align]


def _stamp(paper: Image.Image, ink: Image.Image, x: int, y: int) -> None:
    paper.paste(INK, (x, y), mask=ink.convert("1"))


def _draw_line(paper: Image.Image, line: TextLine, y: int, dots: int, face: Face | None) -> None:
    x = _left(sum(cell.width for cell in line.cells), line.align, dots)
    tallest = max((cell.height for cell in line.cells), default=0)
    for cell in line.cells:
        image = _cell_image(cell, face)
        _stamp(paper, image, x, y + tallest - cell.height)  # all stand on one line
        if cell.bold:
            smear = cell.width // (NARROW_DOTS * _columns(cell))
            _stamp(paper, image, x + smear, y + tallest - cell.height)
        x += cell.width


def _columns(cell: Cell) -> int:
    return 1 if cell.char.isascii() else 2


def _cell_image(cell: Cell, face: Face | None) -> Image.Image:
    if face is not None:
        grey = face.draw(cell.char, columns=_columns(cell), width=cell.width, height=cell.height)
    elif cell.char.isascii():
        grey = _plain_ascii(cell)
    else:
        grey = Image.new("L", (cell.width, cell.height))
        ImageDraw.Draw(grey).rectangle((2, 2, cell.width - 3, cell.height - 3), outline=255)
    return grey.point(lambda level: 255 if level > INK_ABOVE else 0, mode="1")


def _plain_ascii(cell: Cell) -> Image.Image:
    grey = Image.new("L", (cell.width, cell.height))
    font = ImageFont.load_default(size=min(cell.height * 0.8, cell.width * 1.6))
    ImageDraw.Draw(grey).text((0, 0), cell.char, fill=255, font=font)
    return grey


def _qr_image(code: QrCode) -> Image.Image:
    """Draw the modules alone: a printer leaves the quiet zone to whoever feeds the paper."""
    matrix = segno.make(code.text, error=code.level, boost_error=False, micro=False).matrix
    side = len(matrix)
    small = Image.frombytes(
        "L", (side, side), bytes(255 * module for row in matrix for module in row)
    )
    return small.resize((side * code.module_dots,) * 2, Image.Resampling.NEAREST)


def _draw_cut(paper: Image.Image) -> None:
    draw = ImageDraw.Draw(paper)
    for x in range(0, paper.width, 12):
        draw.line((x, paper.height - 1, x + 6, paper.height - 1), fill=160)
