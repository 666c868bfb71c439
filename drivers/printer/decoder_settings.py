"""What a printer is set to between commands."""

from dataclasses import dataclass

from drivers.printer.printed import Align, Level

DEFAULT_PITCH = 34  # ESC 2: a sixth of an inch at 203 dots an inch

Scale = tuple[int, int]


@dataclass(slots=True)
class Settings:
    """What `ESC @` resets."""

    chinese: bool = False  # strict: many start in Chinese mode, not all
    align: Align = "left"
    bold: bool = False
    pitch: int = DEFAULT_PITCH
    ascii_scale: Scale = (1, 1)
    chinese_scale: Scale = (1, 1)
    qr_module: int = 3
    qr_level: Level = "L"
    qr_text: str | None = None
