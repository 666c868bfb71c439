"""Items out of an Excel workbook, or all that is wrong with it.

Every fault is named by sheet, row, column and reason, not the first alone: whoever has filled in
a hundred rows corrects them once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.adapters.item_columns import (
    DAYS,
    ITEM_COLUMNS,
    ITEMS,
    MATERIAL_COLUMNS,
    MATERIALS,
    column_of,
)
from server.adapters.workbook import CellFault, ReadRow, read_sheets, unreadable
from server.sample.item_check import ItemFault, faults_of


@dataclass(slots=True)
class ReadItem:
    """One row of items with its materials, and where all of it stands."""

    row: ReadRow
    content: dict[str, Any]
    materials: list[ReadRow] = field(default_factory=list)

    @property
    def valid_from(self) -> date | None:
        """Its first day."""
        return self.row.said["valid_from"]  # type: ignore[no-any-return]

    @property
    def valid_to(self) -> date | None:
        """Its last day."""
        return self.row.said["valid_to"]  # type: ignore[no-any-return]

    def place(self, fault: ItemFault) -> CellFault | None:
        """Where a fault of the item is to be seen; None if its cell has a fault of its own."""
        head, _, rest = fault.field.partition(".")
        sheet, row, columns, name = ITEMS, self.row, ITEM_COLUMNS, fault.field
        if head == "materials":
            number, _, name = rest.partition(".")
            sheet, columns = MATERIALS, MATERIAL_COLUMNS
            row = self.materials[int(number) - 1]
        if any(_head(unread) == _head(name) for unread in row.unread):
            return None
        column = column_of(name, columns).header
        return CellFault(sheet=sheet, row=row.number, column=column, zh=fault.zh, en=fault.en)


def read_items(data: bytes) -> tuple[list[ReadItem], list[CellFault]]:
    """The items of a workbook, and everything that is wrong with them.

    Raises:
        InvalidInput: nothing can be read of it; `what` is "workbook", and `reason` is that of
            `read_sheets`, or "no_rows".
    """
    sheets = ((ITEMS, ITEM_COLUMNS), (MATERIALS, MATERIAL_COLUMNS))
    (rows, of_items), faults = read_sheets(data, sheets)
    if not rows:
        raise unreadable("no_rows", "there is no item in it")
    found = [ReadItem(row, _content(row)) for row in rows]
    faults += _repeated(found)
    faults += _give_materials(found, of_items)
    for item in found:
        placed = map(item.place, faults_of(item.content))
        faults += [fault for fault in placed if fault is not None]
    return found, sorted(faults, key=lambda fault: (fault.sheet != ITEMS, fault.row))


def _content(row: ReadRow) -> dict[str, Any]:
    content: dict[str, Any] = {"materials": []}
    for name, value in row.said.items():
        head, _, part = name.partition(".")
        if name in DAYS:
            continue
        if part:
            content.setdefault(head, {})[part] = value
        else:
            content[head] = value
    return content


def _repeated(found: list[ReadItem]) -> Iterator[CellFault]:
    first = dict[str, int]()
    for item in found:
        code, row = item.content["code"], item.row.number
        if code and first.setdefault(code, row) != row:
            zh, en = f"与第 {first[code]} 行重复", f"is in row {first[code]} already"
            yield CellFault(sheet=ITEMS, row=row, column="实施编码", zh=zh, en=en)


def _give_materials(found: list[ReadItem], rows: list[ReadRow]) -> list[CellFault]:
    """Let each item have its materials; those that are nobody's are faults."""
    by_code = {item.content["code"]: item for item in reversed(found)}
    faults = []
    for row in rows:
        said = dict(row.said)
        code = said.pop("code")
        if code in by_code:
            by_code[code].content["materials"].append(said)
            by_code[code].materials.append(row)
        elif "code" not in row.unread:
            zh, en = f"“{ITEMS}”表中没有这个编码", "no item has this code"
            where = {"sheet": MATERIALS, "row": row.number, "column": "实施编码"}
            faults.append(CellFault(**where, zh=zh, en=en))  # type: ignore[arg-type]
    return faults


def _head(name: str) -> str:
    return name.partition(".")[0]
