"""Slips that came out of a simulated printer: as text, as a picture, as JSON, as files."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from drivers.printer.fonts import Face
from drivers.printer.picture import draw_slip, slip_length
from drivers.printer.printed import Blank, Fault, Item, Picture, QrCode, TextLine

DOTS_PER_MM = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One piece of paper.

    Attributes:
        number: counted from 1 since the printer was switched on.
        first_byte_at: when its first byte arrived, seconds since the epoch.
        first_byte_monotonic: the same on `time.monotonic`, for measuring on one machine.
        finished_at: when it was cut, seconds since the epoch.
        complete: ended by a cut; otherwise the line went away in the middle.
        cleared: it was held out, nobody took it, and it was taken back or pushed out.
    """

    number: int
    dots: int
    first_byte_at: float
    first_byte_monotonic: float
    finished_at: float
    items: tuple[Item, ...]
    faults: tuple[Fault, ...]
    complete: bool
    cleared: Literal["retracted", "ejected"] | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What is on it, line by line; pictures and codes in brackets."""
        return tuple(_text(item) for item in self.items if not isinstance(item, Blank))

    @property
    def length_mm(self) -> float:
        """How long it is."""
        return slip_length(self.items) / DOTS_PER_MM

    def png(self, face: Face | None) -> bytes:
        """Draw it at dot resolution."""
        file = io.BytesIO()
        draw_slip(self.items, dots=self.dots, face=face).save(file, "PNG")
        return file.getvalue()

    def as_json(self) -> dict[str, Any]:
        """Return it for a browser; `qr` lists the contents of its codes."""
        return {
            "number": self.number,
            "lines": self.lines,
            "qr": [item.text for item in self.items if isinstance(item, QrCode)],
            "faults": [f"{fault.what} @{fault.offset}" for fault in self.faults],
            "complete": self.complete,
            "cleared": self.cleared,
            "length_mm": self.length_mm,
            "first_byte_at": self.first_byte_at,
            "first_byte_monotonic": self.first_byte_monotonic,
            "finished_at": self.finished_at,
        }


def keep(slip: Slip, folder: Path, face: Face | None) -> None:
    """Write a slip into a folder, as `slip-0001.txt` and `slip-0001.png`."""
    name = folder / f"slip-{slip.number:04}"
    faults = [f"! {fault.what} @{fault.offset}" for fault in slip.faults]
    text = "\n".join([*slip.lines, *faults, ""])
    name.with_suffix(".txt").write_text(text, encoding="utf-8")
    name.with_suffix(".png").write_bytes(slip.png(face))


def _text(item: Item) -> str:
    match item:
        case TextLine():
            return item.text
        case QrCode():
            return f"[QR {item.text}]"
        case Picture():
            return f"[picture {item.across * 8}x{item.down}]"
        case Blank():
            return ""
