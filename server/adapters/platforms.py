"""The platforms of a site, from its forwarding file.

    [[platform]]
    name = "province"              # part of every record: never change it
    kind = "http"
    dialect = "national"           # a table of server/data/platforms.toml, or one of this file
    url = "https://…"
    app_mark = "…"
    tenancy = "…"
    signing = "hmac-sha256"        # or "md5"
    halls = ["county"]             # codes; all halls without it

    [[platform]]
    name = "files"
    kind = "file"
    dialect = "national"
    folder = "/var/lib/budayang/ratings"

    [dialect.ours]                 # where no dialect that ships fits

The secret of a platform is in `BUDAYANG_FORWARDING_SECRETS`, by the platform's name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from server.adapters.platform import Platform
from server.adapters.platform_dialect import Dialect, dialects_from, known_dialects
from server.adapters.platform_file import FilePlatform
from server.adapters.platform_http import Access, HttpPlatform, Signing
from server.domain.clock import Clock
from server.domain.forwarding import Persistence, Recipient
from server.settings import Settings


class NotAForwardingFile(Exception):
    """The file cannot be used; the message is one line for people."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    dialect: str
    halls: list[str] | None = None
    attempts: Annotated[int, Field(ge=1, le=1000)] = Persistence().attempts
    first_wait_s: Annotated[float, Field(gt=0, le=3600)] = 30.0


class _FileEntry(_Entry):
    kind: Literal["file"]
    folder: Path


class _HttpEntry(_Entry):
    kind: Literal["http"]
    url: Annotated[str, Field(pattern=r"^https?://")]
    app_mark: str
    tenancy: str = ""
    signing: Signing = "hmac-sha256"
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 15.0


_ENTRIES: TypeAdapter[list[_FileEntry | _HttpEntry]] = TypeAdapter(
    list[Annotated[_FileEntry | _HttpEntry, Field(discriminator="kind")]]
)


def read_platforms(settings: Settings, *, clock: Clock) -> list[Platform]:
    """The platforms of the site; none if it has no forwarding file.

    Raises:
        NotAForwardingFile: it cannot be read, or does not say what it must.
    """
    if settings.forwarding is None:
        return []
    return _platforms(settings.forwarding, secrets=settings.forwarding_secrets, clock=clock)


def _platforms(path: Path, *, secrets: Mapping[str, SecretStr], clock: Clock) -> list[Platform]:
    try:
        written = tomllib.loads(path.read_text("utf-8"))
        dialects = {**known_dialects(), **dialects_from(written.pop("dialect", {}))}
        entries = _ENTRIES.validate_python(written.pop("platform", []))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotAForwardingFile(f"{path.name}: {where}: {first['msg']}") from None
    except (OSError, ValueError) as error:
        raise NotAForwardingFile(f"{path.name}: {error}") from error
    _demand_sense(path, entries, written)
    return [_platform(path, entry, dialects, secrets, clock) for entry in entries]


def _demand_sense(path: Path, entries: list[Any], rest: dict[str, Any]) -> None:
    names = [entry.name for entry in entries]
    if rest:
        raise NotAForwardingFile(f"{path.name}: nobody knows {', '.join(sorted(rest))}")
    if not names or len(set(names)) != len(names):
        raise NotAForwardingFile(f"{path.name}: each platform needs a name of its own")


def _platform(
    path: Path,
    entry: _FileEntry | _HttpEntry,
    dialects: Mapping[str, Dialect],
    secrets: Mapping[str, SecretStr],
    clock: Clock,
) -> Platform:
    if entry.dialect not in dialects:
        known = ", ".join(sorted(dialects))
        raise NotAForwardingFile(f"{path.name}: no dialect {entry.dialect!r}; there are {known}")
    dialect = dialects[entry.dialect]
    recipient = _recipient(entry, dialect)
    if isinstance(entry, _FileEntry):
        return FilePlatform(recipient, dialect=dialect, folder=entry.folder)
    if entry.name not in secrets:
        raise NotAForwardingFile(f"{path.name}: {entry.name} has no secret")
    access = Access(
        url=entry.url,
        app_mark=entry.app_mark,
        secret=secrets[entry.name].get_secret_value(),
        signing=entry.signing,
        tenancy=entry.tenancy,
        timeout_s=entry.timeout_s,
    )
    return HttpPlatform(recipient, dialect=dialect, access=access, clock=clock)


def _recipient(entry: _Entry, dialect: Dialect) -> Recipient:
    codes = dialect.channel_codes
    return Recipient(
        name=entry.name,
        halls=None if entry.halls is None else frozenset(entry.halls),
        channels=frozenset(codes.numbers),
        takes_defaults=codes.by_default is not None,
        needs_number=dialect.needs_case_number,
        persistence=Persistence(
            first=timedelta(seconds=entry.first_wait_s), attempts=entry.attempts
        ),
    )
