"""The words of notice_texts.toml, and what both papers say in the same way."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from drivers.printer.document import Block, Columns, Line
from kiosk.agent.wire import LimitOfItem, MaterialOfItem

NOTICE_TEXTS = Path(__file__).with_name("notice_texts.toml")


class GuideTexts(BaseModel):
    """The headings of a printed guide."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    title_en: str
    materials: str
    conditions: str
    procedure: str
    fees: str
    fee_basis: str
    result: str
    legal_basis: str
    agency: str
    where_and_when: str
    supervision: str
    unknown: str


class NoticeTexts(BaseModel):
    """The words on a notice, on a list of materials and on a printed guide."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    title_en: str
    reprint: str
    number: str
    item: str
    code: str
    version: str
    version_of: str
    applicant: str
    agent: str
    by_hand: str
    ticket: str
    window: str
    window_of: str
    clerk: str
    clerk_of: str
    materials: str
    material: str
    problem: str
    problem_alone: str
    sample: str
    how: str
    words: str
    promise: str
    due: str
    statutory: str
    promised: str
    days: str
    at_once: str
    limit_unknown: str
    return_to: str
    return_free: str
    return_until: str
    return_code: str
    read_again: str
    enquiry: str
    supervision: str
    printed_at: str
    made_at: str
    sign_clerk: str
    sign_applicant: str
    copies: tuple[str, ...] = Field(min_length=2, max_length=2)
    between_windows: str
    list_title: str
    list_title_en: str
    list_guide: str
    list_none: str
    list_note: str
    guide: GuideTexts
    kinds: dict[str, str]
    faults: dict[str, str]


def read_notice_texts(path: Path = NOTICE_TEXTS) -> NoticeTexts:
    """Return the texts of a file. Raises OSError, or ValueError that names the wrong key."""
    return NoticeTexts.model_validate(tomllib.loads(path.read_text("utf-8")))


def item_lines(name: str, code: str, version: int, *, texts: NoticeTexts) -> list[Block]:
    """Which item it is, and in which version its guide stands behind the paper."""
    return [
        Line(f"{texts.item}：{name}", bold=True),
        Columns(texts.code, code),
        Columns(texts.version, texts.version_of.format(n=version)),
    ]


def material_line(n: int, material: MaterialOfItem, *, texts: NoticeTexts) -> Line:
    """A material as the guide names it."""
    return Line(
        texts.material.format(n=n, name=material.name, form=material.form, copies=material.copies)
    )


def limit_words(limit: LimitOfItem, *, texts: NoticeTexts) -> str:
    """A time limit; its note says what days alone would get wrong."""
    if limit.days is None:
        return limit.note or texts.limit_unknown
    said = texts.days.format(days=limit.days, unit=limit.unit) if limit.days else texts.at_once
    return f"{said}，{limit.note}" if limit.note else said
