"""A hall's files as they were written, before anything in them is believed."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from server.sample.fields import Entry as CheckedEntry
from server.sample.fields import Flag
from server.sample.findings import Finding
from server.sample.schema import ItemDefaults
from server.sample.wording import reason

HALL_FILE = "hall.toml"
SECTIONS = ("zones", "queues", "windows", "packages", "items")


class _ItemsHead(CheckedEntry):
    """The top of an items file; its items are checked together with the hall."""

    sample: Flag = False
    defaults: ItemDefaults = ItemDefaults()
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One entry of a section, and where it stands."""

    file: str
    section: str
    place: int  # from 1, within its file
    values: Mapping[str, Any]

    @property
    def code(self) -> str:
        """What names it within its section, or "" when it has no usable name."""
        code = self.values.get("number" if self.section == "windows" else "code")
        return code if isinstance(code, str) else ""

    @property
    def label(self) -> str:
        return f"{self.section} {self.code or f'#{self.place}'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything read from a folder, and what kept the rest from being read."""

    hall: Mapping[str, Any] | None  # None when hall.toml itself could not be read
    items: tuple[Written, ...]
    findings: tuple[Finding, ...]

    def section(self, name: str) -> Iterator[Written]:
        """Yield the entries of a section, passing over what is not an entry at all."""
        if name == "items":
            yield from self.items
            return
        written = (self.hall or {}).get(name)
        for place, values in enumerate(written if isinstance(written, list) else [], start=1):
            if isinstance(values, dict):
                yield Written(file=HALL_FILE, section=name, place=place, values=values)


def read_draft(folder: Path) -> Draft:
    """Read hall.toml and items/*.toml; what cannot be read becomes a finding."""
    findings: list[Finding] = []
    hall = _table(folder, HALL_FILE, findings)
    if hall is not None and "items" in hall:
        findings.append(_about_items_in_hall())
    names = sorted(f"items/{path.name}" for path in (folder / "items").glob("*.toml"))
    if not names:
        findings.append(_about_file("items/*.toml", "没有事项文件", "there is no items file"))
    items = tuple(item for name in names for item in _items(folder, name, findings))
    return Draft(hall=hall, items=items, findings=tuple(findings))


def _items(folder: Path, name: str, findings: list[Finding]) -> Iterator[Written]:
    table = _table(folder, name, findings)
    if table is None:
        return
    try:
        head = _ItemsHead.model_validate(table)
    except ValidationError as refused:
        findings.extend(_head_findings(name, refused))
        return
    shared = {**head.defaults.model_dump(exclude_none=True), "sample": head.sample}
    for place, values in enumerate(head.items, start=1):
        if isinstance(values, dict):
            merged = {**shared, **values}
            yield Written(file=name, section="items", place=place, values=merged)
        else:
            zh, en = "须为一组“键 = 值”", "must be a table of keys and values"
            findings.append(Finding(file=name, entry=f"items #{place}", field="", zh=zh, en=en))


def _table(folder: Path, name: str, findings: list[Finding]) -> dict[str, Any] | None:
    try:
        # Notepad puts a byte order mark before the text, which TOML itself does not allow.
        return tomllib.loads((folder / name).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        findings.append(_about_file(name, "找不到文件", "there is no such file"))
    except UnicodeDecodeError:
        zh, en = "不是 UTF-8 编码，请另存为 UTF-8", "is not UTF-8; save it again as UTF-8"
        findings.append(_about_file(name, zh, en))
    except tomllib.TOMLDecodeError as broken:
        where = re.search(r"line (\d+), column (\d+)", str(broken))
        place = f"第 {where[1]} 行第 {where[2]} 列" if where else "文件末尾"
        findings.append(_about_file(name, f"{place}不合 TOML 格式", f"is not TOML: {broken}"))
    return None


def _head_findings(name: str, refused: ValidationError) -> Iterator[Finding]:
    for error in refused.errors():
        zh, en = reason(error)
        field = ".".join(str(part) for part in error["loc"])
        yield Finding(file=name, entry="file", field=field, zh=zh, en=en)


def _about_file(name: str, zh: str, en: str) -> Finding:
    return Finding(file=name, entry="file", field="", zh=zh, en=en)


def _about_items_in_hall() -> Finding:
    zh, en = "事项须写在 items/*.toml 中", "items belong in items/*.toml"
    return Finding(file=HALL_FILE, entry="hall", field="items", zh=zh, en=en)
