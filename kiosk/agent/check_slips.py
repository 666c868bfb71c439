"""Slips that staff print to check a station: the printer's self-test, the daily check sheet."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from drivers.printer.document import (
    DOUBLE,
    Align,
    Banner,
    Block,
    Columns,
    Cut,
    Document,
    Line,
    Qr,
    Rule,
    Size,
)
from kiosk.agent.trial import State

CHECK_TEXTS = Path(__file__).with_name("check_texts.toml")
_SIZES = (Size(1, 1), Size(2, 1), Size(1, 2), Size(2, 2), Size(3, 3))
_MINUTE = "%Y-%m-%d %H:%M"


class CheckTexts(BaseModel):
    """The words of check_texts.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    self_test: str
    self_test_en: str
    station: str
    time: str
    printer: str
    sample: str
    widths: str
    sizes: str
    rare: str
    code: str
    ends: str
    sheet: str
    sheet_en: str
    well: str
    ill: str
    unsure: str
    by_hand: str
    look_at: tuple[str, ...]
    checked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One device that was checked. reason says what to do, empty when there is nothing."""

    name: str
    state: State
    reason: str = ""


def read_check_texts(path: Path = CHECK_TEXTS) -> CheckTexts:
    """Return the texts of a file. Raises OSError, or ValueError that names the wrong key."""
    return CheckTexts.model_validate(tomllib.loads(path.read_text("utf-8")))


def self_test_slip(*, station: str, printer: str, at: datetime, texts: CheckTexts) -> Document:
    """Return a slip that shows all a ticket needs of a printer: sizes, Chinese, a code, the cut.

    Args:
        station: the station's code, or any name of printable ASCII.
        printer: the printer's profile.
        at: the moment, in the zone it is to be read in.
    """
    return Document(
        (
            Line(texts.self_test, align=Align.CENTER, size=DOUBLE, bold=True),
            Line(texts.self_test_en, align=Align.CENTER),
            Rule(),
            Columns(texts.station, station),
            Columns(texts.printer, printer),
            Columns(texts.time, at.strftime(_MINUTE)),
            Rule(),
            Line(texts.sample),
            Line(texts.widths),
            *(Line(texts.sizes, size=size) for size in _SIZES),
            Line(texts.rare),
            Banner("A 8 8 8"),
            Qr(station),
            Line(texts.code, align=Align.CENTER),
            Line(texts.ends),
            Cut(),
        )
    )


def check_sheet(
    *, station: str, at: datetime, devices: Sequence[Checked], texts: CheckTexts
) -> Document:
    """Return the sheet for one day: what the devices say, what a person looks at, who did."""
    return Document(
        (
            Line(texts.sheet, align=Align.CENTER, size=DOUBLE, bold=True),
            Line(texts.sheet_en, align=Align.CENTER),
            Rule(),
            Columns(texts.station, station),
            Columns(texts.time, at.strftime(_MINUTE)),
            Rule(),
            *(block for device in devices for block in _device(device, texts)),
            Rule(),
            Line(texts.by_hand, bold=True),
            *(Columns(each, "[  ]") for each in texts.look_at),
            Rule(),
            Line(f"{texts.checked_by}："),
            Cut(),
        )
    )


def _device(device: Checked, texts: CheckTexts) -> tuple[Block, ...]:
    found = {"well": texts.well, "ill": texts.ill, "unsure": texts.unsure}
    said = Columns(device.name, found[device.state])
    return (said, Line(f"  {device.reason}")) if device.reason else (said,)
