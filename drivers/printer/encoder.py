"""A document as ESC/POS bytes for one kind of printer.

The printer is put into Chinese mode once (`ESC @`, which may leave it, then `FS &`) and stays
there, so text is ASCII and two-byte characters only. Text never reaches the bytes unchecked:
`layout.clean` takes control characters out, and no byte below 20h can come from the rest.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from PIL import Image

from drivers.printer.document import (
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
    Size,
)
from drivers.printer.fonts import Face
from drivers.printer.layout import Printed, Row, char_width, clean, lay_out
from drivers.printer.profile import Profile
from drivers.printer.raster import (
    LINE_DOTS,
    QUIET_MODULES,
    draw_qr,
    draw_row,
    fitting_module_dots,
    most_modules,
)

SUBSTITUTE = "〓"  # U+3013, the printers' own mark for a character they do not have
LINE_GAP_DOTS = 8

_ESC, _FS, _GS = b"\x1b", b"\x1c", b"\x1d"
_INITIALISE = _ESC + b"@" + _FS + b"&"
_TELL_CHANGES = _GS + b"a\x0f"  # drawer aside: on and off line, errors, paper; ESC @ ends it
# Printers act on DLE EOT, DLE ENQ and DLE DC4 wherever they see them, in a picture too.
_LIKE_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
_GB2312_ODD = "·—"  # in the set, but Python's codec maps A1A4 and A1AA to other characters
_ALIGN = {Align.LEFT: 0, Align.CENTER: 1, Align.RIGHT: 2}


@dataclass(frozen=True, slots=True)
class Substitution:
    """A character that came out as 〓 because neither printer nor machine can draw it."""

    char: str
    line: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """The bytes of a slip, and what could not be printed as written.

    Attributes:
        dots: how much paper it takes (at most: a QR code may come out a size smaller).
    """

    data: bytes
    substitutions: tuple[Substitution, ...] = ()
    dots: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    """What the printer is set to; only differences are sent."""

    size: Size = PLAIN
    align: Align = Align.LEFT
    bold: bool = False
    pitch: int | None = None  # dots from line to line; unknown after ESC @


def encode(document: Document, profile: Profile, *, face: Face | None = None) -> Encoded:
    """Return the bytes that print a document on a kind of printer.

    Args:
        face: draws the lines with characters the printer's font lacks; without it, or for
            characters it lacks too, 〓 is printed and reported.

    Raises:
        ValueError: the document does not fit the paper (see `lay_out`, `fitting_module_dots`).
    """
    encoder = _Encoder(profile, face)
    drawable = Document(tuple(map(encoder.drawable, document.blocks)))
    for printed in lay_out(drawable, columns=profile.columns):
        encoder.add(printed)
    return Encoded(bytes(encoder.data), tuple(encoder.substitutions), encoder.dots)


def parting(profile: Profile) -> bytes:
    """Return the bytes that part a slip from what may be left of one before it.

    Half a slip stays in the printer when whoever sent it dies; the next citizen must not get both
    numbers on one strip. Where nothing was left it costs a finger's breadth of paper.
    """
    if profile.presenter is not None:
        return _ESC + b"@" + profile.presenter.clear
    return _ESC + b"@" + _cut(profile)


def _cut(profile: Profile) -> bytes:
    match profile.cut:
        case "partial":
            return _GS + b"V\x42" + bytes([profile.cut_feed_dots])
        case "full":
            return _GS + b"V\x41" + bytes([profile.cut_feed_dots])
        case "none":
            return _ESC + b"J" + bytes([profile.cut_feed_dots])


def has_native_code(char: str, encoding: str) -> bool:
    """Say whether a printer whose font holds `encoding` prints a character in one or two bytes."""
    if char.isascii():
        return char.isprintable()
    # Private-use characters have two-byte codes, but nothing is drawn there.
    if unicodedata.category(char) == "Co" or char_width(char) == 0:
        return False
    if encoding == "gb2312" and char in _GB2312_ODD:
        return True
    try:
        return len(char.encode(encoding)) == 2
    except UnicodeEncodeError:
        return False


class _Encoder:
    """Collects the bytes and remembers what the printer is set to."""

    def __init__(self, profile: Profile, face: Face | None) -> None:
        self._profile = profile
        self._face = face
        self._style = _Style()
        self.data = bytearray(_INITIALISE + (_TELL_CHANGES if profile.unasked else b""))
        self.dots = 0
        self.substitutions: list[Substitution] = []

    def drawable(self, block: Block) -> Block:
        """Replace what neither printer nor face can draw; mark and report every one.

        Before the layout, because 〓 is wider than some of what it stands for.
        """
        match block:
            case Line() | Banner():
                return replace(block, text=self._drawable(block.text))
            case Columns():
                left, right = self._drawable(block.left), self._drawable(block.right)
                return replace(block, left=left, right=right)
            case _:
                return block

    def _drawable(self, text: str) -> str:
        text = clean(text)
        drawn = []
        for char in text:
            if char == "\n" or self._is_native(char) or _draws(self._face, char):
                drawn.append(char)
            else:
                self.substitutions.append(Substitution(char, text))
                drawn.append(SUBSTITUTE if char_width(char) else "")
        return "".join(drawn)

    def add(self, printed: Printed) -> None:
        match printed:
            case Row():
                self._row(printed)
            case Qr():
                self._qr(printed)
            case Picture():
                self._raster(printed.across, printed.dots, align=Align.CENTER)
            case Feed():
                self._feed(printed.dots)
            case Cut():
                self._cut()

    def _row(self, row: Row) -> None:
        pitch = min(255, LINE_DOTS * row.size.height + LINE_GAP_DOTS)
        if self._face and not all(map(self._is_native, row.text)):
            self._picture(draw_row(row, self._face, dots=self._profile.dots))
            self._feed(pitch - LINE_DOTS * row.size.height)
            return
        self._set(_Style(row.size, row.align, row.bold, pitch))
        self.data += row.text.encode("gb18030") + b"\n"
        self.dots += pitch

    def _is_native(self, char: str) -> bool:
        return has_native_code(char, self._profile.encoding)

    def _set(self, wanted: _Style) -> None:
        now = self._style
        if wanted.align != now.align:
            self.data += _ESC + b"a" + bytes([_ALIGN[wanted.align]])
        if wanted.bold != now.bold:
            self.data += _ESC + b"E" + bytes([wanted.bold])
        if wanted.pitch is not None and wanted.pitch != now.pitch:
            self.data += _ESC + b"3" + bytes([wanted.pitch])
        if wanted.size != now.size:
            self.data += _size(wanted.size, chinese=self._profile.chinese_sizes)
        self._style = replace(wanted, pitch=wanted.pitch or now.pitch)

    def _qr(self, qr: Qr) -> None:
        if self._profile.qr == "raster":
            self._picture(draw_qr(qr, dots=self._profile.dots))
            return
        module = fitting_module_dots(qr, dots=self._profile.dots)
        self._set(replace(self._style, align=Align.CENTER))
        self._feed(QUIET_MODULES * module)
        self.data += _native_qr(qr.link, module)
        self.dots += most_modules(qr) * module
        self._feed(QUIET_MODULES * module)

    def _picture(self, image: Image.Image) -> None:
        self._raster(image.width // 8, image.tobytes(), align=Align.LEFT)  # as wide as the paper

    def _raster(self, across: int, dots: bytes, *, align: Align) -> None:
        if across * 8 > self._profile.dots:
            raise ValueError(f"a picture of {across * 8} dots does not fit {self._profile.dots}")
        self._set(replace(self._style, align=align))
        down = len(dots) // across
        self.data += _GS + b"v0\x00" + across.to_bytes(2, "little") + down.to_bytes(2, "little")
        self.data += _LIKE_REAL_TIME.sub(b"\x18", dots)
        self.dots += down

    def _feed(self, dots: int) -> None:
        if dots:
            self.data += _ESC + b"J" + bytes([dots])
            self.dots += dots

    def _cut(self) -> None:
        self.data += _cut(self._profile)
        self.dots += self._profile.cut_feed_dots
        if self._profile.presenter is not None:
            self.data += self._profile.presenter.present


def _draws(face: Face | None, char: str) -> bool:
    # A combining mark alone has no ink of its own in many faces; it is drawn with its character.
    return face is not None and (char_width(char) == 0 or face.has(char))


def _size(size: Size, *, chinese: bool) -> bytes:
    """Set the size of ASCII and of Chinese.

    `GS !` comes last: where all three commands set the same thing the last one counts, and it
    alone knows sizes above two. `FS W` comes before `FS !`, because on some heads "FS W 0" also
    ends the single doubling that `FS !` set.
    """
    wide, high = size.width >= 2, size.height >= 2
    command = b""
    if chinese:
        command += _FS + b"W" + bytes([wide and high])
        command += _FS + b"!" + bytes([wide << 2 | high << 3])
    return command + _GS + b"!" + bytes([(size.width - 1) << 4 | size.height - 1])


def _native_qr(link: str, module_dots: int) -> bytes:
    """`GS ( k`: model 2, module size, error correction M, store, print."""

    def command(function: bytes) -> bytes:
        return _GS + b"(k" + len(function).to_bytes(2, "little") + function

    steps: Iterable[bytes] = (
        b"1A2\x00",
        b"1C" + bytes([module_dots]),
        b"1E1",
        b"1P0" + link.encode("ascii"),
        b"1Q0",
    )
    return b"".join(map(command, steps))
