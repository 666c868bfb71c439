"""How a hall or a zone speaks, as a county writes it down."""

import re
from itertools import combinations
from string import Formatter
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from server.sample.fields import ClockTime, Entry, Flag, Refusal, Text

Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
_MINUTES_OF_A_DAY = 24 * 60


def _template(value: str, *, sayable: str) -> str:
    try:
        names = [name for _, name, form, how in Formatter().parse(value) if name is not None]
        literal = "".join(text for text, *_ in Formatter().parse(value))
    except ValueError:
        raise Refusal("花括号不成对", "has braces that do not match") from None
    if names.count("number") != 1 or not {"window", "place"} & set(names):
        raise Refusal(
            "须有一个 {number}，以及 {window} 或 {place}",
            "needs {number} once, and {window} or {place}",
        )
    if set(names) - {"number", "window", "place"} or re.search(r"\{[^}]*[:!.\[]", value):
        raise Refusal(
            "花括号里只能是 number、window、place", "may hold number, window and place only"
        )
    if not re.fullmatch(sayable, literal):
        raise Refusal("有读不出的字符", "has characters that cannot be read out")
    return value


def _chinese(value: str) -> str:
    return _template(value, sayable="[一-龥A-Z0-9 ，。、：]*")


def _english(value: str) -> str:
    return _template(value, sayable="[A-Za-z0-9 ,.'-]*")


class Hours(Entry):
    """From one time of day to another; past midnight where `to` is the earlier one."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: Annotated[ClockTime, Field(alias="from")]
    to: ClockTime

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.from_ == self.to:
            raise Refusal("须与开始时刻不同", "must differ from `from`", field="to")
        return self

    def minutes(self) -> frozenset[int]:
        """The minutes of the day within."""
        begin = self.from_.hour * 60 + self.from_.minute
        end = self.to.hour * 60 + self.to.minute
        if end <= begin:
            end += _MINUTES_OF_A_DAY
        return frozenset(minute % _MINUTES_OF_A_DAY for minute in range(begin, end))


class VolumeHours(Hours):
    volume: Percent


class Voice(Entry):
    """What is set; all else is as the hall has it, or as it is by default.

    call, call_en: the words of a call. repeats: how often the Chinese is said; english: once, after
    it. yao: 幺 for 1 in numbers. volume, volume_at: percent, and at certain hours. quiet: hours in
    which nothing is spoken. ahead: tell who has so many before them. passed_at: where those go who
    missed their call; they are told.
    """

    call: Annotated[Text, Field(max_length=60), AfterValidator(_chinese)] | None = None
    call_en: Annotated[Text, Field(max_length=120), AfterValidator(_english)] | None = None
    repeats: Annotated[int, Field(strict=True, ge=1, le=3)] | None = None
    english: Flag | None = None
    yao: Flag | None = None
    volume: Percent | None = None
    volume_at: tuple[VolumeHours, ...] | None = None
    quiet: tuple[Hours, ...] | None = None
    ahead: Annotated[int, Field(strict=True, ge=1, le=9)] | None = None
    passed_at: Annotated[Text, Field(max_length=20, pattern=r"^[一-龥A-Z0-9]+$")] | None = None

    @model_validator(mode="after")
    def _hours_apart(self) -> Self:
        for field in ("volume_at", "quiet"):
            for one, other in combinations(getattr(self, field) or (), 2):
                if one.minutes() & other.minutes():
                    raise Refusal("时段有重叠", "has hours that overlap", field=field)
        return self

    def rules(self) -> dict[str, Any]:
        """What is set, as JSON."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
