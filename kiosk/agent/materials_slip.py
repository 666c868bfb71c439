"""All materials of an item on one slip, to take along (一次性告知). Pure; nothing personal."""

from datetime import datetime

from drivers.printer.document import (
    DOUBLE,
    Align,
    Block,
    Columns,
    Cut,
    Document,
    Line,
    Qr,
    Rule,
)
from kiosk.agent.notice_texts import NoticeTexts, item_lines, limit_words, material_line
from kiosk.agent.wire import HallOfCatalogue, ItemOfCatalogue, Json

_QR_MODULE_DOTS = 5


def materials_slip(item: Json, *, hall: Json, at: datetime, texts: NoticeTexts) -> Document:
    """Return the list of an item's materials, as its published guide has them.

    Args:
        item, hall: as the catalogue has them.
        at: when it is printed, in the zone it is to be read in.

    Raises:
        ValueError: not an item or a hall of the catalogue.
    """
    guide, where = ItemOfCatalogue.model_validate(item), HallOfCatalogue.model_validate(hall)
    return Document(
        (
            Line(where.name, align=Align.CENTER, bold=True),
            Line(texts.list_title, size=DOUBLE, align=Align.CENTER, bold=True),
            Line(texts.list_title_en, align=Align.CENTER),
            Rule(),
            *item_lines(guide.name, guide.code, guide.version, texts=texts),
            Columns(texts.statutory, limit_words(guide.statutory_limit, texts=texts)),
            Columns(texts.promised, limit_words(guide.promised_limit, texts=texts)),
            Rule(),
            *_materials(guide, texts),
            Rule(),
            *_whole_guide(guide, texts),
            Columns(texts.enquiry, where.enquiry_phone),
            Columns(texts.supervision, where.supervision_phone),
            Columns(texts.printed_at, at.strftime("%Y-%m-%d %H:%M")),
            Cut(),
        )
    )


def _materials(guide: ItemOfCatalogue, texts: NoticeTexts) -> list[Block]:
    lines = material_lines(guide, texts)
    return [*lines, Line(texts.list_note)] if guide.materials else lines


def material_lines(guide: ItemOfCatalogue, texts: NoticeTexts) -> list[Block]:
    """The materials one by one, each with what is to be known of it."""
    if not guide.materials:
        return [Line(texts.list_none)]
    lines: list[Block] = []
    for n, material in enumerate(guide.materials, start=1):
        lines.append(material_line(n, material, texts=texts))
        if material.has_sample:
            lines.append(Line(texts.sample))
        if material.note:
            lines.append(Line(f"   {material.note}"))
    return lines


def _whole_guide(guide: ItemOfCatalogue, texts: NoticeTexts) -> list[Block]:
    """All nine blocks of the guide, for a telephone; a server of before does not say where."""
    if not guide.url:
        return []
    return [
        Line(texts.list_guide, align=Align.CENTER),
        Qr(guide.url, module_dots=_QR_MODULE_DOTS),
    ]
