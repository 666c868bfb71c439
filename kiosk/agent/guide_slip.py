"""办事指南 on paper: the whole guide of an item, for whoever has no telephone. Pure."""

from datetime import datetime

from drivers.printer.document import DOUBLE, Align, Block, Columns, Cut, Document, Line, Rule
from kiosk.agent.materials_slip import material_lines
from kiosk.agent.notice_texts import NoticeTexts, item_lines, limit_words
from kiosk.agent.wire import GuideOfCatalogue, HallOfCatalogue, Json


def guide_slip(item: Json, *, hall: Json, at: datetime, texts: NoticeTexts) -> Document:
    """Return the nine blocks of an item's guide, in the order of the touch page.

    Args:
        item, hall: as the catalogue has them.
        at: when it is printed, in the zone it is to be read in.

    Raises:
        ValueError: not an item or a hall of the catalogue.
    """
    guide, where = GuideOfCatalogue.model_validate(item), HallOfCatalogue.model_validate(hall)
    words = texts.guide
    return Document(
        (
            Line(where.name, align=Align.CENTER, bold=True),
            Line(words.title, size=DOUBLE, align=Align.CENTER, bold=True),
            Line(words.title_en, align=Align.CENTER),
            Rule(),
            *item_lines(guide.name, guide.code, guide.version, texts=texts),
            Columns(texts.statutory, limit_words(guide.statutory_limit, texts=texts)),
            Columns(texts.promised, limit_words(guide.promised_limit, texts=texts)),
            *_part(words.fees, guide.fees or words.unknown),
            *_part(words.fee_basis, guide.fee_basis),
            *_part(words.result, guide.result or words.unknown),
            Line(words.materials, bold=True),
            *material_lines(guide, texts),
            *_part(words.conditions, guide.conditions or words.unknown),
            *_procedure(guide, texts),
            *_part(words.legal_basis, guide.legal_basis or words.unknown),
            *_part(words.agency, guide.agency or words.unknown),
            *_part(words.where_and_when, guide.where_and_when),
            *_part(words.supervision, guide.supervision or words.unknown),
            Rule(),
            Columns(texts.enquiry, where.enquiry_phone),
            Columns(texts.supervision, where.supervision_phone),
            Columns(texts.printed_at, at.strftime("%Y-%m-%d %H:%M")),
            Cut(),
        )
    )


def _part(heading: str, text: str) -> list[Block]:
    """A heading and its text; nothing where the guide has nothing to say."""
    return [Line(heading, bold=True), Line(text)] if text else []


def _procedure(guide: GuideOfCatalogue, texts: NoticeTexts) -> list[Block]:
    steps = [Line(f"{n}. {step}") for n, step in enumerate(guide.procedure, start=1)]
    return [Line(texts.guide.procedure, bold=True), *(steps or [Line(texts.guide.unknown)])]
