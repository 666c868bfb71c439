"""Items in all their versions, their workbooks, and their guides."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, Field

from server.adapters.workbook import LARGEST_BYTES
from server.api.schemas.base import HallPath, Incoming, Outgoing, PlainName, Shape, Whole

Said = Annotated[str, Field(max_length=5000)]
Words = Annotated[tuple[Annotated[str, Field(max_length=1000)], ...], Field(max_length=100)]
LARGEST_FILE = LARGEST_BYTES * 4 // 3 + 8  # in base64


class ItemPath(HallPath):
    """`/halls/{hall_id}/items/{item_id}`"""

    item_id: Whole


class ExportQuery(BaseModel):
    """`?blank=true`: a form to fill in, without any item."""

    blank: bool = False


class WrittenLimit(Incoming):
    """A time limit; `days` 0 is while you wait, none is as the note says."""

    days: Annotated[int, Field(ge=0, le=3650)] | None = None
    unit: Literal["工作日", "自然日"] = "工作日"
    note: Said = ""


class WrittenMaterial(Incoming):
    """One thing to bring; `has_sample` null: nobody has said."""

    name: Said = ""
    form: Literal["原件", "复印件", "原件及复印件"] = "原件"
    copies: Annotated[int, Field(ge=1, le=20)] = 1
    note: Said = ""
    has_sample: bool | None = None


class _Content(Shape):
    """What is written of an item; codes are those of GB/T 39046—2020, annex A."""

    code: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(max_length=200)]
    queue: Annotated[str, Field(max_length=40)]
    name_en: Annotated[str, Field(max_length=300)] = ""
    legal_basis: Said = ""
    conditions: Said = ""
    procedure: Words = ()
    statutory_limit: WrittenLimit = WrittenLimit()
    promised_limit: WrittenLimit = WrittenLimit()
    result: Said = ""
    fees: Said = ""
    fee_basis: Said = ""
    is_charged: bool = False
    agency: Annotated[str, Field(max_length=200)] = ""
    materials: Annotated[tuple[WrittenMaterial, ...], Field(max_length=100)] = ()
    supervision: Said = ""
    enquiry: Said = ""
    where_and_when: Said = ""
    search_words: Words = ()
    pinyin: Annotated[str, Field(max_length=300)] = ""
    top: bool = False
    slip_note: Said = ""
    sample: bool = False
    basic_code: Annotated[str, Field(max_length=40)] = ""
    item_type: Annotated[str, Field(max_length=2)] = ""
    level: Annotated[str, Field(max_length=1)] = ""
    agency_code: Annotated[str, Field(max_length=40)] = ""
    audiences: Words = ()
    channels: Words = ()
    by_appointment: bool | None = None


class WrittenItem(_Content, Incoming):
    """An item as somebody writes it; all but code, name and queue may still be blank."""


class ItemContent(_Content, Outgoing):
    """An item as it was written."""


class WriteItem(Incoming):
    """A draft. `valid_from` null: as soon as it is filed; `valid_to` null: without end."""

    content: WrittenItem
    valid_from: date | None = None
    valid_to: date | None = None


class SaveItem(WriteItem):
    """A draft written anew. `revision`: that of the version which its writer has seen."""

    revision: Whole


class TakeItemStep(Incoming):
    """提交, 核准, 退回, 备案, 撤销; to send back and to withdraw need words.

    `revision`: that of the version which whoever asks has seen; 409 `item_changed` if somebody has
    taken a step since.
    """

    version: Whole
    revision: Whole
    step: Literal["submit", "approve", "send_back", "file", "withdraw"]
    words: Annotated[str, Field(max_length=2000)] | None = None


class ImportItems(Incoming):
    """An .xlsx in base64; `only_check`: report and change nothing."""

    file: Annotated[Base64Bytes, Field(max_length=LARGEST_FILE)]
    only_check: bool = False


class CellFault(Outgoing):
    """One thing to put right, by sheet, row and column; `zh` and `en` say why."""

    sheet: str
    row: int
    column: str
    zh: str
    en: str


class ImportReport(Outgoing):
    """What became of a workbook: with any fault, or if only checked, nothing was changed."""

    imported: bool
    rows: int
    new: int
    changed: int
    unchanged: int
    faults: list[CellFault]


class ItemsFile(Outgoing):
    """A workbook in base64, under a name of ours."""

    name: str
    media_type: str
    content: str


class ItemLine(Outgoing):
    """An item by its latest version; `version_in_force` is null where none is offered now."""

    item_id: int
    code: str
    name: str
    agency: str
    queue: str
    version: int
    state: str
    state_since: str
    validity: Literal["to_come", "now", "ended"]
    version_in_force: int | None


class ItemList(Outgoing):
    """By their codes."""

    items: list[ItemLine]


class ItemFault(Outgoing):
    """What keeps a version from being published; lists count from 1, as `materials.2.name`."""

    field: str
    zh: str
    en: str


class ItemStepTaken(Outgoing):
    """What was done, when, by whom; `by` is null where the system did it."""

    number: int
    step: str
    state: str
    at: str
    by: str | None
    words: str | None


class ItemVersion(Outgoing):
    """One version; `next` are the steps that whoever asks may take."""

    version: int
    state: str
    state_since: str
    valid_from: str | None
    valid_to: str | None
    validity: Literal["to_come", "now", "ended"]
    content: ItemContent
    faults: list[ItemFault]
    revision: int
    steps: list[ItemStepTaken]
    next: list[str]


class ItemView(ItemLine):
    """An item with its versions, the latest first."""

    may_draft: bool
    versions: list[ItemVersion]


class GuideBlock(Outgoing):
    """One of the nine blocks, in words to show as they stand."""

    key: str
    title: str
    title_en: str
    lines: list[str]


class Guide(PlainName):
    """办事指南 in the version that is in force: nine blocks, and what else helps."""

    hall: PlainName
    item_id: int
    code: str
    version: int
    blocks: list[GuideBlock]
    conditions: str
    statutory_limit: str
    where_and_when: str
    enquiry: str
