"""What one kind of printer can do, as data: `assets/profiles.toml`, or a site's own file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, TypeAdapter

OWN_PROFILES = Path(__file__).with_name("assets") / "profiles.toml"


def _from_hex(written: object) -> object:
    return bytes.fromhex(written) if isinstance(written, str) else written


HexBytes = Annotated[bytes, BeforeValidator(_from_hex)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenter:
    """A mouth that holds the slip out and can take it back, in the words of its maker.

    There is no common command for this: all bytes are data, to be checked against the unit.

    Attributes:
        present: ends a slip: holds it out as far as a hand needs.
        ask: asks for one byte that tells what is in the mouth.
        held_mask: the bits of that byte that are set while a slip is held out.
        retract, eject: take the slip back into the bin, or push it out; empty: cannot.
        untaken: what is done with a slip that nobody takes.
        untaken_after_s: when, seconds after it was held out; sooner if the next slip is due.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    present: HexBytes
    ask: HexBytes
    held_mask: int
    retract: HexBytes = b""
    eject: HexBytes = b""
    untaken: Literal["retract", "eject"] = "retract"
    untaken_after_s: float = 30.0

    def __post_init__(self) -> None:
        if not (self.present and self.ask and 0 < self.held_mask < 256):
            raise ValueError("a presenter needs present, ask and held_mask")
        if not self.clear:
            raise ValueError(f"this presenter cannot {self.untaken} a slip")

    @property
    def clear(self) -> bytes:
        """What is sent when nobody takes the slip."""
        return self.retract if self.untaken == "retract" else self.eject


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
        unasked: it is told at each slip to report changes by itself (Automatic Status Back).
        presenter: how its mouth is steered, where it has one.
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
    unasked: bool = False
    presenter: Presenter | None = None
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
        if self.unasked and (self.presenter is not None or not self.status_queries):
            # What a mouth answers has no fixed bits: nothing else may come in between.
            raise ValueError("unasked is for printers with status_queries and no presenter")

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
