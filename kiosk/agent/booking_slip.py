"""预约单: when to come, and the code to check in with. Pure; nothing of whose it is."""

import tomllib
from datetime import tzinfo
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from drivers.printer.document import DOUBLE, Align, Columns, Cut, Document, Line, Qr, Rule
from kiosk.agent.wire import HallOfCatalogue, Json, Named

BOOKING_TEXTS = Path(__file__).with_name("booking_texts.toml")
_QR_MODULE_DOTS = 6


class BookingTexts(BaseModel):
    """The words of booking_texts.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    title_en: str
    code: str
    check_in: str
    check_in_en: str
    enquiry: str


class Appointment(BaseModel):
    """The part of an appointment that is printed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    queue: Named
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    code: str


def read_booking_texts(path: Path = BOOKING_TEXTS) -> BookingTexts:
    """Return the texts of a file. Raises OSError, or ValueError that names the wrong key."""
    return BookingTexts.model_validate(tomllib.loads(path.read_text("utf-8")))


def booking_slip(appointment: Json, *, hall: Json, zone: tzinfo, texts: BookingTexts) -> Document:
    """Return the slip of an appointment, in the hall's time.

    Raises:
        ValueError: not an appointment or a hall as the server sends them.
    """
    read, where = Appointment.model_validate(appointment), HallOfCatalogue.model_validate(hall)
    starts, ends = read.starts_at.astimezone(zone), read.ends_at.astimezone(zone)
    return Document(
        (
            Line(where.name, align=Align.CENTER, bold=True),
            Line(texts.title, size=DOUBLE, align=Align.CENTER, bold=True),
            Line(texts.title_en, align=Align.CENTER),
            Rule(),
            Line(read.queue.name, size=DOUBLE, align=Align.CENTER),
            Line(f"{starts:%Y-%m-%d} {starts:%H:%M}-{ends:%H:%M}", align=Align.CENTER, bold=True),
            Line(texts.code.format(code=read.code), size=DOUBLE, align=Align.CENTER, bold=True),
            Qr(f"BDY:{read.code}", module_dots=_QR_MODULE_DOTS),
            Line(texts.check_in, align=Align.CENTER),
            Line(texts.check_in_en, align=Align.CENTER),
            Rule(),
            Columns(texts.enquiry, where.enquiry_phone),
            Cut(),
        )
    )
