"""Checks what somebody has written about an item: all of its faults, or the item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from server.sample.fields import SAMPLE_MARK
from server.sample.schema import Item
from server.sample.wording import reason, refused_field


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFault:
    """One thing to put right.

    Attributes:
        field: the key, dotted below the first level; lists count from 1, as "materials.2.name".
        zh: the reason in Chinese.
        en: the same reason in English.
    """

    field: str
    zh: str
    en: str


class ItemRefused(Exception):
    """It cannot be published; faults holds everything found, not only the first."""

    def __init__(self, faults: tuple[ItemFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.en}" for fault in faults))
        self.faults = faults


def checked_item(content: Mapping[str, Any]) -> Item:
    """The item that was written.

    Raises:
        ItemRefused: something is missing or wrong.
    """
    faults = faults_of(content)
    if faults:
        raise ItemRefused(faults)
    return Item.model_validate(content)


def faults_of(content: Mapping[str, Any]) -> tuple[ItemFault, ...]:
    """What keeps an item from being published, all of it; nothing if it can be.

    A rule over several fields is looked at only once each of them is right by itself, and only
    one rule at a time. So what was found is set right for the next look, until nothing is found.
    """
    looked_at, found = dict(content), list[ItemFault]()
    while faults := _faults_at_once(looked_at):
        found += faults
        for field in {fault.field.partition(".")[0] for fault in faults}:
            looked_at.pop(field, None)
            looked_at |= _set_right(field, is_sample=looked_at.get("sample") is True)
    return tuple(found)


def _faults_at_once(content: Mapping[str, Any]) -> list[ItemFault]:
    try:
        Item.model_validate(content)
    except ValidationError as refused:
        return [_fault(error) for error in refused.errors()]
    return []


def _set_right(field: str, *, is_sample: bool) -> dict[str, Any]:
    """A value that no rule minds; a field without one may be left out."""
    if field not in Item.model_fields or not Item.model_fields[field].is_required():
        return {"is_charged": False} if field == "fee_basis" else {}
    text = SAMPLE_MARK if is_sample else "-"
    of_its_own: dict[str, Any] = {
        "code": "0",
        "queue": "x",
        "procedure": [text],
        "materials": [],
        "statutory_limit": {"note": text},
        "promised_limit": {"note": text},
    }
    return {field: of_its_own.get(field, text)}


def _fault(error: ErrorDetails) -> ItemFault:
    zh, en = reason(error)
    path = [str(part) if isinstance(part, str) else str(part + 1) for part in error["loc"]]
    path += [refused_field(error)] if refused_field(error) else []
    return ItemFault(field=".".join(path), zh=zh, en=en)
