"""Column types: instants that refuse a time without a zone, and settings read once a text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC, without a zone where the database knows none (SQLite)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("refusing to store a time without a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None] | None:
        """The same in one step on SQLite, which keeps text: most values read are instants."""
        if dialect.name == "sqlite":
            return _from_text
        return super().result_processor(dialect, coltype)


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + "+00:00")


class Settings(Mapping[str, Any]):
    """What an office has set, as JSON: read-only, and the same object for the same text.

    It is equal and hashable by its text, so that what is made of it can be kept: every command
    reads its hall's calendar and rules, which change a few times a year.
    """

    __slots__ = ("_text", "_values")

    def __init__(self, text: str) -> None:
        self._text = text
        self._values: dict[str, Any] = json.loads(text)

    def __getitem__(self, name: str) -> Any:
        """What is set under a name."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._values)

    def __len__(self) -> int:
        """How many names."""
        return len(self._values)

    def __hash__(self) -> int:
        """As its text."""
        return hash(self._text)

    def __eq__(self, other: object) -> bool:
        """By the text among each other, by the values beside any other mapping."""
        if isinstance(other, Settings):
            return self._text == other._text
        return super().__eq__(other)


SETTINGS_KEPT = 1024  # texts of halls and queues: some hundred bytes to some thousand each

_settings = lru_cache(SETTINGS_KEPT)(Settings)


class SettingsJson(TypeDecorator[Mapping[str, Any]]):
    """A JSON object that is read as `Settings`; for columns that are never null."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self, value: Mapping[str, Any] | None, dialect: Dialect
    ) -> dict[str, Any]:
        """To the database: as any JSON object."""
        return dict(value or {})

    def process_result_value(self, value: Mapping[str, Any] | None, dialect: Dialect) -> Settings:
        """From a database whose driver reads JSON itself."""
        return _settings(json.dumps(value, ensure_ascii=False))

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], Mapping[str, Any] | None] | None:
        """On SQLite, which keeps text, without reading a text twice."""
        return _settings if dialect.name == "sqlite" else super().result_processor(dialect, coltype)
