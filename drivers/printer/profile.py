"""What one kind of printer can do, as data: `assets/profiles.toml`, or a site's own file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter

OWN_PROFILES = Path(__file__).with_name("assets") / "profiles.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of printer.

    Attributes:
        title: what a person chooses by, Chinese first.
        dots: printable dots of a line, a multiple of 8.
        columns: narrow characters (12 dots) of a line.
        dots_per_mm: of the head; used to say how long a slip is.
        encoding: which two-byte characters the printer's own font holds.
        chinese_sizes: also send `FS !` and `FS W`, for heads where `GS !` leaves Chinese as it is.
        qr: the printer draws QR codes itself, or gets them as a picture.
        cut: the blade; "none" means a tear bar.
        cut_feed_dots: paper between the last line and the blade's own feed (or the tear bar).
        status_queries: the n of `DLE EOT n` it answers, in the order asked; empty: write-only.
        confirms: it answers `GS r 1` only after everything before it came out.
        trust_write: of a write-only printer: take an accepted slip as printed.
        answer_timeout_s: how long one status answer may take, seconds.
        print_timeout_s: how long a whole slip may take, seconds (with `confirms`).
        settle_s: how long to watch a printer that does not confirm, seconds.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    title: str
    dots: int
    columns: int
    dots_per_mm: int = 8
    encoding: Literal["gb18030", "gbk", "gb2312"] = "gb18030"
    chinese_sizes: bool = True
    qr: Literal["native", "raster"] = "native"
    cut: Literal["partial", "full", "none"] = "partial"
    cut_feed_dots: int = 24
    status_queries: tuple[Literal[1, 2, 3, 4], ...] = (1, 2, 4)
    confirms: bool = True
    trust_write: bool = False
    answer_timeout_s: float = 0.5
    print_timeout_s: float = 5.0
    settle_s: float = 0.8

    def __post_init__(self) -> None:
        if self.dots % 8 or self.dots != self.columns * 12:
            raise ValueError(f"{self.columns} columns of 12 dots are not {self.dots} dots")
        if not 0 <= self.cut_feed_dots <= 255:
            raise ValueError(f"cut_feed_dots {self.cut_feed_dots} is not within 0 to 255")
        if self.trust_write and self.reports_status:
            raise ValueError("trust_write is for printers that say nothing")

    @property
    def reports_status(self) -> bool:
        """Whether the printer answers anything at all."""
        return bool(self.status_queries) or self.confirms


_ADAPTER = TypeAdapter(dict[str, Profile])


def load_profiles(path: Path) -> dict[str, Profile]:
    """Read the profiles of a TOML file, by name.

    Raises:
        OSError: the file cannot be read.
        ValueError: not TOML, or not profiles; the message says where.
    """
    return _ADAPTER.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def own_profiles() -> dict[str, Profile]:
    """Return the profiles that come with the product."""
    return load_profiles(OWN_PROFILES)
