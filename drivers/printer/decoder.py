"""What a printer makes of a byte stream: a strict machine with its own state.

Written from the command set, without a look at our encoder or layout, so that the two can check
each other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.printer.decoder_settings import DEFAULT_PITCH, Scale, Settings
from drivers.printer.printed import (
    Align,
    AsbSet,
    Began,
    Blank,
    Cell,
    Cleared,
    Event,
    Fault,
    Level,
    MouthAsked,
    PaperAsked,
    Picture,
    Presented,
    QrCode,
    TextLine,
    WasCut,
)
from drivers.printer.tokens import ALONE, SINGLE, Kind, Token, read_token

NARROW_DOTS = 12
WIDE_DOTS = 24
HEIGHT_DOTS = 24

_ALIGNS: tuple[Align, ...] = ("left", "center", "right")
_LEVELS: tuple[Level, ...] = ("L", "M", "Q", "H")
_GLANCE = 16  # bytes that hold all but pictures and symbols


@dataclass(slots=True)
class Decoder:
    """Bytes in, printed things out.

    Attributes:
        dots: printable dots of a line.
        gs_scales_chinese: `GS !` also sets the size of Chinese, as on most heads made today.
        presenter: there is a mouth that holds slips out.
    """

    dots: int
    gs_scales_chinese: bool = True
    presenter: bool = False
    _set: Settings = field(default_factory=Settings)
    _cells: list[Cell] = field(default_factory=list)
    _filled: int = 0  # dots of the line
    _stream: bytearray = field(default_factory=bytearray)
    _offset: int = 0
    _between_slips: bool = True
    _events: list[Event] = field(default_factory=list)

    def feed(self, data: bytes) -> list[Event]:
        """Take bytes in pieces of any length; return what happened, in order."""
        self._stream += data
        stream, at = bytes(self._stream), 0
        while at < len(stream):
            alone = ALONE if self._set.chinese else SINGLE
            token = alone.get(stream[at]) or self._read(stream, at)
            if token is None:
                break
            self._take(token)
            self._offset += token.size
            at += token.size
        del self._stream[:at]
        events, self._events = self._events, []
        return events

    def _read(self, stream: bytes, at: int) -> Token | None:
        # Most tokens are short; copying the whole rest for each would take quadratic time.
        chinese = self._set.chinese
        glance = read_token(stream[at : at + _GLANCE], chinese=chinese)
        return glance or read_token(stream[at:], chinese=chinese)

    def _take(self, token: Token) -> None:
        if token.name == b"\x10\x04":
            return  # real time: answered when it arrived, whatever is being printed
        if self._between_slips and token.name not in _BETWEEN_SLIPS:
            self._between_slips = False
            self._events.append(Began(self._offset))
        match token.kind:
            case Kind.FAULT:
                self._fault(str(token.name))
            case Kind.TEXT:
                self._print(token.args)
            case Kind.COMMAND:
                assert isinstance(token.name, bytes)
                _COMMANDS[token.name](self, token.args)

    def _fault(self, what: str) -> None:
        self._events.append(Fault(what, self._offset))

    def _print(self, code: bytes) -> None:
        try:
            char = code.decode("gb18030")
        except UnicodeDecodeError:
            self._fault(f"no character has the code {code.hex(' ').upper()}")
            char = "\N{REPLACEMENT CHARACTER}"
        wide = len(code) == 2
        across, down = self._set.chinese_scale if wide else self._set.ascii_scale
        width = (WIDE_DOTS if wide else NARROW_DOTS) * across
        if self._filled + width > self.dots:
            self._fault("line longer than the paper is wide")
            self._end_line(self._set.pitch)
        self._filled += width
        self._cells.append(Cell(char, width, HEIGHT_DOTS * down, self._set.bold))

    def _end_line(self, pitch: int) -> None:
        tallest = max((cell.height for cell in self._cells), default=0)
        line = TextLine(tuple(self._cells), self._set.align, max(pitch, tallest))
        self._events.append(line)
        self._cells.clear()
        self._filled = 0

    def _at_line_start(self, command: str) -> None:
        if self._cells:
            self._fault(f"{command} in the middle of a line")
            self._end_line(self._set.pitch)

    # --- commands -----------------------------------------------------------------------------

    def _line_feed(self, _: bytes) -> None:
        self._end_line(self._set.pitch)

    def _initialise(self, _: bytes) -> None:
        self._at_line_start("ESC @")
        self._set = Settings()
        self._events.append(AsbSet(0))

    def _chinese_on(self, _: bytes) -> None:
        self._set.chinese = True

    def _chinese_off(self, _: bytes) -> None:
        self._set.chinese = False

    def _align(self, args: bytes) -> None:
        self._at_line_start("ESC a")
        if args[0] % 48 > 2 or args[0] > 50:
            self._fault(f"ESC a {args[0]}")
            return
        self._set.align = _ALIGNS[args[0] % 48]

    def _bold(self, args: bytes) -> None:
        self._set.bold = bool(args[0] & 1)

    def _print_mode(self, args: bytes) -> None:
        n = args[0]
        if n & 0x47:
            self._fault(f"ESC ! {n:02X}: other fonts are not modelled")
        self._set.bold = bool(n & 0x08)
        self._scale_ascii((2 if n & 0x20 else 1, 2 if n & 0x10 else 1))

    def _scale(self, args: bytes) -> None:
        if args[0] & 0x88:
            self._fault(f"GS ! {args[0]:02X}: larger than 8 times")
            return
        self._scale_ascii(((args[0] >> 4) + 1, (args[0] & 0x0F) + 1))

    def _scale_ascii(self, scale: Scale) -> None:
        self._set.ascii_scale = scale
        if self.gs_scales_chinese:
            self._set.chinese_scale = scale

    def _chinese_mode(self, args: bytes) -> None:
        n = args[0]
        if n & ~0x8C:
            self._fault(f"FS ! {n:02X}")
        self._set.chinese_scale = (2 if n & 0x04 else 1, 2 if n & 0x08 else 1)

    def _chinese_quadruple(self, args: bytes) -> None:
        self._set.chinese_scale = (2, 2) if args[0] & 1 else (1, 1)

    def _default_pitch(self, _: bytes) -> None:
        self._set.pitch = DEFAULT_PITCH

    def _pitch(self, args: bytes) -> None:
        self._set.pitch = args[0]

    def _feed_dots(self, args: bytes) -> None:
        if self._cells:
            self._end_line(args[0])
        else:
            self._events.append(Blank(args[0]))

    def _feed_lines(self, args: bytes) -> None:
        if self._cells:
            self._end_line(self._set.pitch)
        self._events.append(Blank(args[0] * self._set.pitch))

    def _cut(self, args: bytes) -> None:
        self._at_line_start("GS V")
        if len(args) == 2:
            self._events.append(Blank(args[1]))
        self._events.append(WasCut())
        self._between_slips = True

    def _picture(self, args: bytes) -> None:
        self._at_line_start("GS v 0")
        across, down = int.from_bytes(args[1:3], "little"), int.from_bytes(args[3:5], "little")
        if across * 8 > self.dots:
            self._fault(f"picture of {across * 8} dots is wider than the paper")
        if args[0] % 48:
            self._fault("pictures of half density are not modelled")
        self._events.append(Picture(across, down, args[5:], self._set.align))

    def _symbol(self, args: bytes) -> None:
        match args[2:4], args[4:]:
            case b"1A", b"2\x00" | b"1\x00":
                pass
            case b"1C", n if len(n) == 1 and 1 <= n[0] <= 16:
                self._set.qr_module = n[0]
            case b"1E", b"0" | b"1" | b"2" | b"3" as n:
                self._set.qr_level = _LEVELS[n[0] - 48]
            case b"1P", data if data[:1] == b"0" and len(data) > 1:
                self._store_qr(data[1:])
            case b"1Q", b"0":
                self._print_qr()
            case _:
                self._fault(f"symbol function {args[2:].hex(' ').upper()}"[:80])

    def _store_qr(self, content: bytes) -> None:
        if not content.isascii():
            self._fault("QR content is not ASCII")
        self._set.qr_text = content.decode("utf-8", "replace")

    def _print_qr(self) -> None:
        self._at_line_start("GS ( k")
        state = self._set
        if state.qr_text is None:
            self._fault("QR printed before it was stored")
            return
        self._events.append(QrCode(state.qr_text, state.qr_module, state.qr_level, state.align))

    def _asked_paper(self, args: bytes) -> None:
        if args[0] in (1, 49):
            self._events.append(PaperAsked())
        else:
            self._fault(f"GS r {args[0]}")

    def _asb(self, args: bytes) -> None:
        self._events.append(AsbSet(args[0]))

    def _ejector(self, args: bytes) -> None:
        if not self.presenter:
            self._fault("GS e: this printer has no presenter")
            return
        match args[0]:
            case 6:
                self._events.append(MouthAsked())
            case 2 | 5 as n:
                self._events.append(Cleared("retracted" if n == 2 else "ejected"))
            case 3 | 32:
                if not self._between_slips:
                    self._cut(b"")  # presenting cuts what is not cut yet
                self._events.append(Presented())

    def _beep(self, _: bytes) -> None:
        pass


# Questions and settings that are no part of a slip.
_BETWEEN_SLIPS = (b"\x1dr", b"\x1da", b"\x1de")

_COMMANDS: dict[bytes, Callable[[Decoder, bytes], None]] = {
    b"\n": Decoder._line_feed,
    b"\x1b@": Decoder._initialise,
    b"\x1b!": Decoder._print_mode,
    b"\x1b2": Decoder._default_pitch,
    b"\x1b3": Decoder._pitch,
    b"\x1bE": Decoder._bold,
    b"\x1bJ": Decoder._feed_dots,
    b"\x1ba": Decoder._align,
    b"\x1bd": Decoder._feed_lines,
    b"\x1bB": Decoder._beep,
    b"\x1c&": Decoder._chinese_on,
    b"\x1c.": Decoder._chinese_off,
    b"\x1c!": Decoder._chinese_mode,
    b"\x1cW": Decoder._chinese_quadruple,
    b"\x1d!": Decoder._scale,
    b"\x1da": Decoder._asb,
    b"\x1de": Decoder._ejector,
    b"\x1dr": Decoder._asked_paper,
    b"\x1dV": Decoder._cut,
    b"\x1d(k": Decoder._symbol,
    b"\x1dv0": Decoder._picture,
}
