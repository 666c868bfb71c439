"""How one platform writes a rating: its fields and digits, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, model_validator

from server.adapters.rating_codes import CHANNELS, GBT_39046, PLATFORM, ChannelCodes
from server.domain.forwarding import OutgoingRating
from server.domain.rating import Channel

FILE = Path(__file__).resolve().parent.parent / "data" / "platforms.toml"
_LEVELS = {"platform": PLATFORM, "gbt-39046": GBT_39046}

Record = dict[str, str]


class Dialect(BaseModel):
    """A table of `data/platforms.toml`, which says what the fields mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    levels: Literal["platform", "gbt-39046"]
    channels: Literal["telephone_is_6", "default_is_7"]
    instant: str
    promised: str
    number: str
    case_number: str | None = None
    needs_case_number: bool = False
    labels: str
    times: str
    answer_code: tuple[str, ...]
    answer_text: tuple[str, ...]
    ok: frozenset[str]
    duplicate: tuple[str, ...]

    @model_validator(mode="after")
    def _says_two_things(self) -> Dialect:
        if self.instant == self.promised:
            raise ValueError("即办 and 承诺 are written alike")
        if self.needs_case_number and self.case_number is None:
            raise ValueError("a case's number is demanded, and no field holds it")
        return self

    @property
    def channel_codes(self) -> ChannelCodes:
        """The platform's numbers of channels."""
        return CHANNELS[self.channels]

    def record(self, rating: OutgoingRating) -> Record:
        """A rating in the platform's fields and digits; what is unknown is left out.

        Raises:
            ValueError: the platform has no number for its channel; it should have stayed here.
        """
        codes = self.channel_codes
        channel = codes.write(Channel(rating.channel), is_default=rating.is_default)
        if channel is None:
            raise ValueError(f"the platform knows no channel {rating.channel}")
        written = {
            self.number: rating.key,
            "assessNumber": str(rating.ordinal),
            "satisfaction": str(_LEVELS[self.levels].write(rating.level)),
            "pf": str(channel),
            "evalDetail": self.labels.join(rating.labels) or None,
            "writingEvaluation": rating.words,
            "assessTime": self._time(rating.given_at, rating.zone),
            "isdefault": "1" if rating.is_default else "0",
            "acceptDate": self._time(rating.started_at, rating.zone),
            "affairDoneTime": self._time(rating.ended_at, rating.zone),
            "taskCode": rating.item_code,
            "taskName": rating.item_name,
            "promiseTime": self._promise(rating.is_instant),
            "hallCode": rating.hall_code,
            "hallName": rating.hall_name,
            "windowNo": rating.window,
            "queueName": rating.queue,
            "affairDealNo": rating.staff_no,
        }
        if self.case_number is not None:
            written[self.case_number] = rating.case_number
        return {field: value for field, value in written.items() if value is not None}

    def answer(self, body: Any) -> tuple[str | None, str]:
        """What an answer says: its code, if it has one, and its words."""
        code = _at(body, self.answer_code)
        text = _at(body, self.answer_text)
        return (None if code is None else str(code)), ("" if text is None else str(text))

    def _time(self, at: datetime | None, zone: str) -> str | None:
        return None if at is None else at.astimezone(ZoneInfo(zone)).strftime(self.times)

    def _promise(self, is_instant: bool | None) -> str | None:
        if is_instant is None:
            return None
        return self.instant if is_instant else self.promised


# Every field of a record, in the order of a file's columns; `number` comes first.
FIELDS = (
    *("assessNumber", "satisfaction", "pf", "evalDetail", "writingEvaluation", "assessTime"),
    *("isdefault", "acceptDate", "affairDoneTime", "taskCode", "taskName", "promiseTime"),
    *("hallCode", "hallName", "windowNo", "queueName", "affairDealNo", "projectNo"),
)


def dialects_from(written: Mapping[str, Any]) -> dict[str, Dialect]:
    """Dialects by name. Raises pydantic.ValidationError."""
    return {name: Dialect.model_validate(table) for name, table in written.items()}


def known_dialects() -> dict[str, Dialect]:
    """Those that ship."""
    return dialects_from(tomllib.loads(FILE.read_text("utf-8")))


def _at(body: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        body = body.get(key) if isinstance(body, dict) else None
    return body
