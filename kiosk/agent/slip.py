"""The slip of a ticket: what is on it and how large. Pure; the texts come from a file."""

import tomllib
from datetime import tzinfo
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from drivers.printer.document import (
    DOUBLE,
    TALL,
    Align,
    Banner,
    Block,
    Columns,
    Cut,
    Document,
    Line,
    Picture,
    Qr,
    Rule,
)
from kiosk.agent.wait_words import Told, told_wait
from kiosk.agent.wire import Json, Ticket

SLIP_TEXTS = Path(__file__).with_name("slip_texts.toml")
QR_MODULE_DOTS = 5  # 0.6 mm on most heads: read well by old phones, and the slip stays short
MOST_WINDOWS = 6
_WARNINGS = ("near_closing", "may_not_be_served")
MOST_ITEM_CHARS = 40
MOST_BRING_CHARS = 60


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Chinese(_Words):
    ahead: str
    ahead_none: str
    waits_unknown: str
    by_voice: str
    at_window: str
    less: str
    about: str
    between: str
    more: str
    windows: str
    zone_only: str
    scan: str
    scan_by_voice: str
    passed: str
    passed_by_voice: str
    appointment: str
    appointment_late: str
    reprint: str
    near_closing: str
    may_not_be_served: str
    and_more: str
    between_windows: str
    between_items: str
    between_bring: str


class English(_Words):
    ahead: str
    ahead_none: str
    waits_unknown: str
    by_voice: str
    at_window: str
    less: str
    about: str
    between: str
    more: str
    windows: str
    zone_only: str
    appointment: str
    appointment_late: str
    reprint: str
    near_closing: str
    may_not_be_served: str
    between_windows: str
    and_more: str


class SlipTexts(_Words):
    """The words on a slip: Chinese large, English small below it."""

    zh: Chinese
    en: English


def read_slip_texts(path: Path = SLIP_TEXTS) -> SlipTexts:
    """Return the texts of a file. Raises OSError, or ValueError that names the wrong key."""
    return SlipTexts.model_validate(tomllib.loads(path.read_text("utf-8")))


def compose(
    ticket: Json, *, texts: SlipTexts, zone: tzinfo, logo: Picture | None = None
) -> Document:
    """Return the slip of a ticket as the server sent it, dated in the hall's time zone.

    A logo stands above the hall's name. The slip holds nothing personal, and no estimate the
    server did not make.

    Raises:
        ValueError: not a ticket, or its link cannot be a QR code.
    """
    read = Ticket.model_validate(ticket)
    zh, is_called_out = texts.zh, read.heard == "by_voice"
    return Document(
        (
            *([logo] if logo is not None else []),
            Line(read.hall.name, align=Align.CENTER, bold=True),
            *_mark(read, texts),
            Banner(spaced(read.number)),
            *_queue(read, texts),
            *_appointment(read, texts, zone),
            Rule(),
            *_waiting(read, texts),
            *_warning(read, texts),
            Columns(_date(read, zone), zh.scan_by_voice if is_called_out else zh.scan),
            Qr(read.url, module_dots=QR_MODULE_DOTS),
            Line(zh.passed_by_voice if is_called_out else zh.passed),
            *_bring(read, texts),
            Cut(),
        )
    )


def spaced(number: str) -> str:
    """Set letters and digits apart, so that `A007` is not read as one word.

    >>> spaced("A007")
    'A 007'
    """
    letters = number.rstrip("0123456789")
    return f"{letters} {number[len(letters) :]}".strip()


def _mark(ticket: Ticket, texts: SlipTexts) -> list[Block]:
    """A slip that is not the first says so: two slips are still one place in the queue."""
    if not ticket.reprints:
        return []
    return [Line(f"{texts.zh.reprint} {texts.en.reprint}", align=Align.CENTER, bold=True)]


def _appointment(ticket: Ticket, texts: SlipTexts, zone: tzinfo) -> list[Block]:
    """The slot, and whether the number is called by it."""
    slot = ticket.appointment
    if slot is None:
        return []
    times = {
        "start": slot.starts_at.astimezone(zone).strftime("%H:%M"),
        "end": slot.ends_at.astimezone(zone).strftime("%H:%M"),
    }
    zh, en = texts.zh.appointment, texts.en.appointment
    if slot.arrival == "late":
        zh, en = texts.zh.appointment_late, texts.en.appointment_late
    return [
        Line(zh.format(**times), size=TALL, align=Align.CENTER, bold=True),
        Line(en.format(**times), align=Align.CENTER),
    ]


def _warning(ticket: Ticket, texts: SlipTexts) -> list[Block]:
    """What the server says beside the number; a warning we do not know yet is left unsaid."""
    if ticket.warning not in _WARNINGS:
        return []
    zh, en = getattr(texts.zh, ticket.warning), getattr(texts.en, ticket.warning)
    return [Line(zh, size=TALL, bold=True), Line(en)]


def _date(ticket: Ticket, zone: tzinfo) -> str:
    return ticket.issued_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _queue(ticket: Ticket, texts: SlipTexts) -> list[Block]:
    lines: list[Block] = [Line(ticket.queue.name, size=DOUBLE, align=Align.CENTER)]
    if ticket.queue.name_en:
        lines.append(Line(ticket.queue.name_en, align=Align.CENTER))
    items = texts.zh.between_items.join(item.name for item in ticket.items)
    if items:
        lines.append(Line(_shortened(items, MOST_ITEM_CHARS), align=Align.CENTER))
    return lines


def _waiting(ticket: Ticket, texts: SlipTexts) -> list[Block]:
    zh, en = texts.zh, texts.en
    lines: list[Block] = []
    english = []
    if ticket.heard == "by_voice":
        lines.append(Line(zh.by_voice, size=TALL, align=Align.CENTER, bold=True))
        english.append(en.by_voice)
    elif ticket.offline:
        lines.append(Line(zh.waits_unknown, size=TALL, align=Align.CENTER))
        english.append(en.waits_unknown)
    elif ticket.ahead is not None:
        ahead = zh.ahead.format(n=ticket.ahead) if ticket.ahead else zh.ahead_none
        english.append(en.ahead.format(n=ticket.ahead) if ticket.ahead else en.ahead_none)
        if ticket.wait is None:
            lines.append(Line(ahead, size=DOUBLE, align=Align.CENTER))
        else:
            # Both in one line would be too wide at double size on the narrow paper.
            told = told_wait(ticket.wait.low_s, ticket.wait.high_s)
            line = f"{ahead} · {_wait(zh, told)}"
            lines.append(Line(line, size=TALL, align=Align.CENTER, bold=True))
            english.append(_wait(en, told))
    zone = ticket.zone.place or ticket.zone.name
    if ticket.windows:
        numbers = _numbers(ticket, between=zh.between_windows, more=zh.and_more)
        where = zh.windows.format(windows=numbers, zone=zone)
        numbers_en = _numbers(ticket, between=en.between_windows, more=en.and_more)
        english.append(en.windows.format(windows=numbers_en))
    else:
        where = zh.zone_only.format(zone=zone)
        english.append(en.zone_only)
    lines.append(Line(where, size=TALL, align=Align.CENTER, bold=True))
    if ticket.heard == "at_window":
        lines.append(Line(zh.at_window, align=Align.CENTER))
        english.append(en.at_window)
    lines.append(Line(" · ".join(english), align=Align.CENTER))
    return lines


def _wait(texts: Chinese | English, told: Told) -> str:
    text: str = getattr(texts, told.kind)
    return text.format(low=told.low, high=told.high)


def _numbers(ticket: Ticket, *, between: str, more: str) -> str:
    numbers = [window.number for window in ticket.windows]
    listed = between.join(numbers[:MOST_WINDOWS])
    return listed + more if len(numbers) > MOST_WINDOWS else listed


def _bring(ticket: Ticket, texts: SlipTexts) -> list[Block]:
    # The office's own sentence: not every item says "bring"; some say "come yourself".
    things = texts.zh.between_bring.join(item.bring for item in ticket.items if item.bring)
    if not things:
        return []
    return [Line(_shortened(things, MOST_BRING_CHARS))]


def _shortened(text: str, most: int) -> str:
    """A slip has room for a reminder; the whole guide is behind the QR code."""
    return text if len(text) <= most else text[: most - 1] + "…"
