"""Rows out of an Excel workbook (ECMA-376): opened with care, read by its columns."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from server.adapters.item_columns import Column, NotAValue
from server.domain.errors import InvalidInput

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_BYTES = 5_000_000
LARGEST_UNPACKED = 50_000_000
MOST_PARTS = 300
MOST_ROWS = 20_000
_MOST_COLUMNS = 60
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WHERE_ENTITIES_ARE_DECLARED = 2048  # bytes from the beginning of a part


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """One thing to put right: where it stands, and why, in both languages."""

    sheet: str
    row: int
    column: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that says something.

    Attributes:
        said: field -> value; None for a field that could not be read.
        unread: those fields; each has a fault of its own.
    """

    number: int
    said: dict[str, Any]
    unread: frozenset[str]


def unreadable(reason: str, detail: str, **fields: Any) -> InvalidInput:
    """A workbook that nothing can be read of; `reason` tells screens why."""
    return InvalidInput(detail, what="workbook", reason=reason, **fields)


def read_sheets(
    data: bytes, sheets: Sequence[tuple[str, tuple[Column, ...]]], *, most_rows: int = MOST_ROWS
) -> tuple[list[list[ReadRow]], list[CellFault]]:
    """The rows of each of these sheets, and every cell that holds no value of its column.

    Raises:
        InvalidInput: as `unreadable`, with `reason` "not_xlsx", "too_large", "no_sheet" or
            "wrong_header".
    """
    import openpyxl  # here: it takes a quarter of a second, which no start need wait for

    demand_sane(data)
    faults = list[CellFault]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions, which nobody reads here
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            rows = [_rows(book, *sheet, most_rows, faults) for sheet in sheets]
        except InvalidInput:
            raise
        except Exception as broken:
            # Whatever a damaged file makes the library trip over, it is the file's fault.
            raise unreadable("not_xlsx", str(broken)) from broken
    return rows, faults


def demand_sane(data: bytes) -> None:
    """Let pass what can be opened without harm, before anything opens it.

    Raises:
        InvalidInput: not a packed file, or one that unpacks to more than any hall's items.
    """
    if len(data) > LARGEST_BYTES:
        raise unreadable("too_large", f"more than {LARGEST_BYTES} bytes")
    if not data.startswith(_ZIP):
        old = "an old .xls, or locked by a password" if data.startswith(_OLE) else "no .xlsx"
        raise unreadable("not_xlsx", old)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _demand_small_parts(packed)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as broken:
        raise unreadable("not_xlsx", str(broken)) from broken


def _demand_small_parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    # A part never unpacks to more than it says here: the library stops there.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise unreadable("too_large", "it unpacks to too much")
    for part in parts:
        with packed.open(part) as opened:
            if b"<!DOCTYPE" in opened.read(_WHERE_ENTITIES_ARE_DECLARED):
                raise unreadable("not_xlsx", "a part declares entities")


def _rows(
    book: Any, sheet: str, columns: tuple[Column, ...], most: int, faults: list[CellFault]
) -> list[ReadRow]:
    if sheet not in book.sheetnames:
        raise unreadable("no_sheet", f"no sheet {sheet}", sheet=sheet)
    opened = book[sheet]
    opened.reset_dimensions()  # what a file says of its own size need not be so
    lines = opened.iter_rows(max_col=_MOST_COLUMNS)
    places = _header(sheet, next(lines, ()), columns)
    rows = list[ReadRow]()
    for number, cells in enumerate(lines, start=2):
        if all(_is_blank(cell.value) for cell in cells):
            continue
        if number > most + 1:
            raise unreadable("too_large", f"more than {most} rows", sheet=sheet)
        at = {name: cells[n] if n < len(cells) else None for name, n in places.items()}
        rows.append(_row(sheet, number, at, columns, faults))
    return rows


def _row(
    sheet: str,
    number: int,
    cells: dict[str, Any],
    columns: tuple[Column, ...],
    faults: list[CellFault],
) -> ReadRow:
    said: dict[str, Any] = {}
    unread = set[str]()
    for column in columns:
        try:
            said[column.field] = _read(column, cells[column.header])
        except NotAValue as wrong:
            said[column.field] = None
            unread.add(column.field)
            where = {"sheet": sheet, "row": number, "column": column.header}
            faults.append(CellFault(**where, zh=wrong.zh, en=wrong.en))  # type: ignore[arg-type]
    return ReadRow(number, said, frozenset(unread))


def _read(column: Column, cell: Any) -> Any:
    if cell is None or cell.value is None:
        return column.read(None)
    if cell.data_type == "f":
        raise NotAValue("是公式，请改为文字", "is a formula; write the text itself")
    if cell.data_type == "e":
        raise NotAValue("是 Excel 的错误值", "is an error of Excel")
    return column.read(cell.value)


def _header(sheet: str, cells: Iterable[Any], columns: tuple[Column, ...]) -> dict[str, int]:
    written = [str(cell.value or "").strip().rstrip("*") for cell in cells]
    wrong = [column.header for column in columns if written.count(column.header) != 1]
    if wrong:
        detail = f"sheet {sheet} lacks columns, or has them twice"
        raise unreadable("wrong_header", detail, sheet=sheet, columns=wrong)
    return {column.header: written.index(column.header) for column in columns}


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
