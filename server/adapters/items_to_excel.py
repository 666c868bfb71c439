"""Items as an Excel workbook (ECMA-376), to keep, to change and to read in again.

It holds no formula, whatever somebody has typed into an item: text that Excel would take for one
is marked as text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from server.adapters.item_columns import (
    HINTS,
    ITEM_COLUMNS,
    ITEMS,
    MATERIAL_COLUMNS,
    MATERIALS,
    Column,
)
from server.adapters.workbook import MOST_ROWS
from server.domain.item_codes import AUDIENCES, CHANNELS, ITEM_TYPES, LEVELS

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CODE_SETS = {
    "事项类型": ITEM_TYPES,
    "行使层级": LEVELS,
    "服务对象": AUDIENCES,
    "办理形式": CHANNELS,
}
_HINTS = (
    "带 * 的列必填；不收费请写“不收费”，不能留空。",
    "一行一个事项；办理流程一步一行（Alt+Enter 换行）；搜索词、服务对象、办理形式用“、”分开。",
    "时限写整数天数，0 为当场办结；没有天数时写说明；单位相同时承诺时限不长于法定时限。",
    "是否收费为“是”的，须写收费依据。",
    "材料写在“材料”表，一行一份，以实施编码与事项对应；没有材料的事项不用写。",
    "队列写大厅资料中队列的代码；日期写成 2027-01-01；生效日期留空为备案后立即生效。",
    "读入后成为草稿，须经部门核准、管理办备案才会公布；与现有内容相同的行不作改动。",
)


def write_items(rows: Iterable[tuple[Mapping[str, Any], date | None, date | None]]) -> bytes:
    """A workbook of items: content, first and last day each; none at all makes a blank form."""
    book = openpyxl.Workbook()
    items, materials = book.active, book.create_sheet(MATERIALS)
    items.title = ITEMS
    _begin(items, ITEM_COLUMNS)
    _begin(materials, MATERIAL_COLUMNS)
    for content, valid_from, valid_to in rows:
        said = {**content, "valid_from": valid_from, "valid_to": valid_to}
        _append(items, [_cell_value(column, said) for column in ITEM_COLUMNS])
        for material in content.get("materials", []):
            of_item = {**material, "code": content.get("code")}
            _append(materials, [_cell_value(column, of_item) for column in MATERIAL_COLUMNS])
    _hint(book.create_sheet(HINTS))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _cell_value(column: Column, said: Mapping[str, Any]) -> Any:
    head, _, part = column.field.partition(".")
    value = said.get(head)
    if part:
        value = (value or {}).get(part)
    return None if value is None else column.write(value)


def _begin(sheet: Any, columns: tuple[Column, ...]) -> None:
    sheet.append([f"{c.header}*" if c.is_required else c.header for c in columns])
    sheet.freeze_panes = "B2"
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        head = sheet.cell(row=1, column=place)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DDEEE8" if column.is_required else "EEF0EC")
        head.alignment = Alignment(vertical="top", wrap_text=True)
        if column.choices:
            listed = DataValidation(
                type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True
            )
            listed.add(f"{letter}2:{letter}{MOST_ROWS}")
            sheet.add_data_validation(listed)


def _append(sheet: Any, values: list[Any]) -> None:
    row = sheet.max_row + 1
    for place, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=place)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"  # never a formula, also where it begins like one
            cell.quotePrefix = value.startswith(_FORMULA)
            cell.number_format = "@"
        else:
            cell.value = value


def _hint(sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 100
    for line in _HINTS:
        sheet.append([line])
    sheet.append([])
    for header, codes in _CODE_SETS.items():
        listed = "、".join(f"{code} {name}" for code, name in codes.items())
        sheet.append([f"{header}：{listed}"])
