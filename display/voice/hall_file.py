"""What a hall calls, read from its own `hall.toml`: letters, windows, and its words."""

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from display.sentences import Wording
from display.voice.takes import Inventory

_DESK = "导服台"


class WrongHall(ValueError):
    """The hall's file cannot be used."""


def inventory_of(folder: Path, *, english: bool) -> Inventory:
    """The letters of all queues, all windows, and the hall's wording.

    Raises:
        WrongHall: no such file, or one without queues and windows.
    """
    path = folder / "hall.toml"
    try:
        hall = tomllib.loads(path.read_text("utf-8"))
        letters = sorted({letter for queue in hall["queues"] for letter in queue["prefix"]})
        windows = [window["number"] for window in hall["windows"]]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise WrongHall(f"{path}：不能使用 / cannot be used: {error}") from error
    voice: dict[str, Any] = hall.get("voice", {})
    wording = {f.name: voice[f.name] for f in fields(Wording) if f.name in voice}
    return Inventory(
        letters=letters,
        windows=windows,
        english=english,
        yao=voice.get("yao", False),
        desk=voice.get("passed_at", _DESK),
        wording=Wording(**wording),
    )
