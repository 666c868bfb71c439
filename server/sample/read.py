"""Read a hall's folder: all of it checked, or everything that is wrong with it."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from server.sample.draft import HALL_FILE, SECTIONS, Draft, Written, read_draft
from server.sample.findings import Finding, SampleError
from server.sample.references import check_references
from server.sample.schema import HallFile
from server.sample.wording import reason, refused_field


def read_hall(folder: Path) -> HallFile:
    """Return the hall written in hall.toml and items/*.toml of a folder.

    Raises:
        SampleError: something is missing or wrong; its findings name each place.
    """
    draft = read_draft(folder)
    findings = list(draft.findings)
    # A file that could not be read would make every reference into it look wrong.
    if not any(finding.entry == "file" for finding in findings):
        findings.extend(check_references(draft))
    if draft.hall is None:
        raise SampleError(findings)
    together = {**draft.hall, "items": [item.values for item in draft.items]}
    try:
        hall = HallFile.model_validate(together)
    except ValidationError as refused:
        raise SampleError([*findings, *(_placed(draft, e) for e in refused.errors())]) from None
    if findings:
        raise SampleError(findings)
    return hall


def _placed(draft: Draft, error: ErrorDetails) -> Finding:
    zh, en = reason(error)
    path = [part if isinstance(part, str) else part + 1 for part in error["loc"]]
    path += [refused_field(error)] if refused_field(error) else []
    file, entry, rest = _place(draft, path)
    return Finding(file=file, entry=entry, field=".".join(map(str, rest)), zh=zh, en=en)


def _place(draft: Draft, path: list[str | int]) -> tuple[str, str, list[str | int]]:
    match path:
        case [str(section), int(place), *rest] if section in SECTIONS:
            written = _entry(draft, section, place)
            if written is None:
                return HALL_FILE, f"{section} #{place}", rest
            return written.file, written.label, rest
        case _:
            return HALL_FILE, "hall", path


def _entry(draft: Draft, section: str, place: int) -> Written | None:
    if section == "items":
        return draft.items[place - 1]
    return next(_at(draft, section, place), None)


def _at(draft: Draft, section: str, place: int) -> Iterator[Written]:
    return (entry for entry in draft.section(section) if entry.place == place)
