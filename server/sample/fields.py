"""The kinds of value a hall's files are made of, and how a wrong one is refused."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from server.domain.item_codes import AUDIENCES, CHANNELS, ITEM_TYPES, LEVELS
from server.store.holidays import known_sets

SAMPLE_MARK = "示例"
_LEAP_YEAR = 2024  # has every day of the year


class Entry(BaseModel):
    """Part of a hall's files: never changed after reading, nothing unknown let through."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Refusal(ValueError):
    """A value that breaks a rule of the format, said in both languages.

    field names the value at fault where the rule compares several fields of one entry.
    """

    def __init__(self, zh: str, en: str, *, field: str = "") -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en
        self.field = field


def _clock_time(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise Refusal("须写成 24 小时制的时刻，如 08:30", "must be a time of day such as 08:30")


def _calendar_date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Refusal("须写成存在的日期，如 2027-01-01", "must be a date that exists, as 2027-01-01")


def _day_of_year(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"\d\d-\d\d", value):
        try:
            date.fromisoformat(f"{_LEAP_YEAR}-{value}")
        except ValueError:
            pass
        else:
            return value
    raise Refusal("须写成月-日，如 06-01", "must be a month and a day such as 06-01")


def _known_set(value: str) -> str:
    if value not in known_sets():
        known = ", ".join(known_sets())
        raise Refusal(f"没有这套放假安排，现有：{known}", f"is not one of the kept sets: {known}")
    return value


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise Refusal("不是已知的时区", "is not a known time zone") from None
    return value


def _one_of(codes: Mapping[str, str]) -> AfterValidator:
    def check(value: str) -> str:
        if value and value not in codes:
            known = "、".join(f"{code} {name}" for code, name in codes.items())
            raise Refusal(f"没有这个代码，只能是：{known}", f"must be one of {', '.join(codes)}")
        return value

    return AfterValidator(check)


def without_repeats(values: tuple[object, ...]) -> tuple[object, ...]:
    if len(set(values)) < len(values):
        raise Refusal("有重复的内容", "says the same thing twice")
    return values


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[Text, Field(max_length=60)]  # fits a button, a board and its column
Line = Annotated[Text, Field(max_length=200)]
Phone = Annotated[Text, Field(max_length=40)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
ItemCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,24}$")]
BasicCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{0,10}$")]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^([0-9A-Z]{18})?$")]  # GB 32100
ItemType = Annotated[str, _one_of(ITEM_TYPES)]
Level = Annotated[str, _one_of(LEVELS)]
Audience = Annotated[str, Field(min_length=1), _one_of(AUDIENCES)]
Channel = Annotated[str, Field(min_length=1), _one_of(CHANNELS)]
Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}$")]
WindowNumber = Annotated[str, StringConstraints(pattern=r"^[A-Z]?[1-9][0-9]{0,2}$")]
Initials = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+( [a-z0-9]+)*$", max_length=200)]
OptionalInitials = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9]+( [a-z0-9]+)*)?$", max_length=200)
]
Flag = Annotated[bool, Field(strict=True)]
Weekday = Annotated[int, Field(strict=True, ge=1, le=7)]  # 1 is Monday, as in ISO 8601
Position = Annotated[int, Field(strict=True, ge=1, le=999)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
CalendarDate = Annotated[date, BeforeValidator(_calendar_date)]
DayOfYear = Annotated[str, BeforeValidator(_day_of_year)]
HolidaySet = Annotated[Text, AfterValidator(_known_set)]
TimeZone = Annotated[Text, AfterValidator(_known_zone)]
