"""Items as rows of a table: which column holds which field, in the words of GB/T 39046—2020.

Headers are the names of table 4 of GB/T 39046—2020 《政务服务平台基础数据规范》, wherever it has
one: 受理条件 for what is told as 办理条件, 办理流程 for 办理程序, 法定办结时限 with unit and note
apart. 收费标准, search words, queue and days of validity have no name there, and ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.domain.item_codes import AUDIENCES, CHANNELS, ITEM_TYPES, LEVELS

ITEMS, MATERIALS, HINTS = "事项", "材料", "填写说明"
LONGEST = 5000  # characters of a cell; Excel itself takes 32,767
YES, NO = "是", "否"
_BETWEEN = re.compile(r"[、，,；;\n]+")


class NotAValue(ValueError):
    """What stands in a cell is no value of its column; said in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


def read_text(value: object) -> str:
    """Text; a whole number that Excel has made of it is text again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        raise NotAValue("须为文字", "must be text")
    if isinstance(value, datetime):
        raise NotAValue("须为文字，不是日期", "must be text, not a date")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()
    if len(text) > LONGEST:
        raise NotAValue(f"超过 {LONGEST} 个字", f"is longer than {LONGEST} characters")
    return text


def read_lines(value: object) -> list[str]:
    """One a line."""
    return [line.strip() for line in read_text(value).split("\n") if line.strip()]


def read_words(value: object) -> list[str]:
    """Words apart by commas, semicolons or lines."""
    return [word.strip() for word in _BETWEEN.split(read_text(value)) if word.strip()]


def read_number(value: object) -> int | None:
    """A whole number, or nothing."""
    text = read_text(value)
    if not text:
        return None
    if not re.fullmatch(r"\d{1,6}", text):
        raise NotAValue("须为整数", "must be a whole number")
    return int(text)


def read_flag(value: object) -> bool | None:
    """是 or 否, 1 or 0 as the standard has them; or nothing."""
    if isinstance(value, bool):
        return value
    text = read_text(value)
    if not text:
        return None
    known = {YES: True, "1": True, NO: False, "0": False}
    if text not in known:
        raise NotAValue(f"须为“{YES}”或“{NO}”", f"must be {YES} or {NO}")
    return known[text]


def read_day(value: object) -> date | None:
    """A day, or nothing."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = read_text(value)
    if not text:
        return None
    try:
        year, month, day = map(int, re.split(r"[-/.]", text))
        return date(year, month, day)
    except ValueError:
        raise NotAValue("须为日期，如 2027-01-01", "must be a day such as 2027-01-01") from None


def _read_code(codes: Mapping[str, str]) -> Callable[[object], str]:
    by_name = {name: code for code, name in codes.items()}

    def read(value: object) -> str:
        text = read_text(value)
        first = text.partition(" ")[0]
        return by_name.get(text) or (first if first in codes else text)

    return read


def _read_codes(codes: Mapping[str, str]) -> Callable[[object], list[str]]:
    read_one = _read_code(codes)
    return lambda value: [read_one(word) for word in read_words(value)]


def _or(read: Callable[[object], Any], default: Any) -> Callable[[object], Any]:
    """Blank means this."""

    def with_default(value: object) -> Any:
        found = read(value)
        return default if found in (None, "") else found

    return with_default


def _write_plain(value: Any) -> Any:
    return value


def _write_flag(value: Any) -> Any:
    return None if value is None else YES if value else NO


def _write_code(codes: Mapping[str, str]) -> Callable[[Any], Any]:
    return lambda code: f"{code} {codes[code]}" if code in codes else code


def _write_codes(codes: Mapping[str, str]) -> Callable[[Any], Any]:
    write_one = _write_code(codes)
    return lambda values: "、".join(map(write_one, values))


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        header: as in the first row.
        field: the item's field, dotted below the first level.
        read: from what a cell holds; raises NotAValue.
        write: to what a cell is to hold.
        width: in characters.
        is_required: it may never be blank.
        choices: what Excel offers in a list.
    """

    header: str
    field: str
    read: Callable[[object], Any] = read_text
    write: Callable[[Any], Any] = _write_plain
    width: int = 16
    is_required: bool = False
    choices: tuple[str, ...] = ()


_FLAG: dict[str, Any] = {"read": read_flag, "write": _write_flag, "width": 10, "choices": (YES, NO)}
_SAID: dict[str, Any] = {**_FLAG, "read": _or(read_flag, False)}
_UNIT: dict[str, Any] = {
    "read": _or(read_text, "工作日"),
    "width": 12,
    "choices": ("工作日", "自然日"),
}
_LINES: dict[str, Any] = {"read": read_lines, "write": "\n".join, "width": 40}
_WORDS: dict[str, Any] = {"read": read_words, "write": "、".join, "width": 24}


def _code(codes: Mapping[str, str]) -> dict[str, Any]:
    listed = tuple(f"{code} {name}" for code, name in codes.items())
    return {"read": _read_code(codes), "write": _write_code(codes), "choices": listed}


def _codes(codes: Mapping[str, str]) -> dict[str, Any]:
    return {"read": _read_codes(codes), "write": _write_codes(codes), "width": 24}


ITEM_COLUMNS: tuple[Column, ...] = (
    Column("实施编码", "code", width=26, is_required=True),
    Column("基本编码", "basic_code"),
    Column("事项名称", "name", width=28, is_required=True),
    Column("英文名称", "name_en", width=28),
    Column("事项类型", "item_type", **_code(ITEM_TYPES)),
    Column("行使层级", "level", **_code(LEVELS)),
    Column("实施主体", "agency", width=20, is_required=True),
    Column("实施主体编码", "agency_code", width=22),
    Column("设定依据", "legal_basis", width=40, is_required=True),
    Column("受理条件", "conditions", width=40, is_required=True),
    Column("办理流程", "procedure", is_required=True, **_LINES),
    Column("法定办结时限", "statutory_limit.days", read=read_number),
    Column("法定办结时限单位", "statutory_limit.unit", **_UNIT),
    Column("法定办结时限说明", "statutory_limit.note", width=24),
    Column("承诺办结时限", "promised_limit.days", read=read_number),
    Column("承诺办结时限单位", "promised_limit.unit", **_UNIT),
    Column("承诺办结时限说明", "promised_limit.note", width=24),
    Column("结果名称", "result", width=24, is_required=True),
    Column("是否收费", "is_charged", **_SAID),
    Column("收费依据", "fee_basis", width=30),
    Column("收费标准", "fees", width=24, is_required=True),
    Column("服务对象", "audiences", **_codes(AUDIENCES)),
    Column("办理形式", "channels", **_codes(CHANNELS)),
    Column("是否支持预约办理", "by_appointment", **_FLAG),
    Column("办理地点和时间", "where_and_when", width=30),
    Column("监督电话", "supervision", width=30, is_required=True),
    Column("咨询方式", "enquiry", width=24),
    Column("队列", "queue", is_required=True),
    Column("搜索词", "search_words", **_WORDS),
    Column("拼音首字母", "pinyin"),
    Column("常办", "top", **_SAID),
    Column("取号提示", "slip_note", width=30),
    Column("示例", "sample", **_SAID),
    Column("生效日期", "valid_from", read=read_day),
    Column("失效日期", "valid_to", read=read_day),
)
MATERIAL_COLUMNS: tuple[Column, ...] = (
    Column("实施编码", "code", width=26, is_required=True),
    Column("材料名称", "name", width=36, is_required=True),
    Column("材料形式", "form", choices=("原件", "复印件", "原件及复印件"), is_required=True),
    Column("份数", "copies", read=_or(read_number, 1), width=8),
    Column("是否有样表", "has_sample", **_FLAG),
    Column("材料说明", "note", width=36),
)
DAYS = ("valid_from", "valid_to")


def column_of(field: str, columns: tuple[Column, ...] = ITEM_COLUMNS) -> Column:
    """Where a field stands: its own column, or that of the field it is part of or the head of."""
    head = field.partition(".")[0]
    near = [column for column in columns if column.field.partition(".")[0] == head]
    return next((column for column in near if column.field == field), near[0])
