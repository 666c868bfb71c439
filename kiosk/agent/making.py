"""What makers of devices share: their surroundings, and how a wrong device is named."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from display.board import Board
from display.voice_rules import HallVoice
from kiosk.agent.journal import Journal
from kiosk.agent.window_link import Link, NoWindow

Made = TypeVar("Made")


class WrongDevice(ValueError):
    """A device of the station file cannot be made. key is its key in the file."""

    def __init__(self, key: str, zh: str, en: str) -> None:
        super().__init__(f"{key}：{zh} / {en}")
        self.key = key
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What devices are given beside their own settings.

    Attributes:
        board: the hall's board of now, or None while the server is not heard.
        hall_voice: how the hall speaks now.
        windows: number, place and zone id of every window of the hall.
        window: makes the link to a window at the server, by its number; None for the one where
            the station stands.
    """

    journal: Journal
    tell: Callable[[], None]
    zone_id: Callable[[], int | None]
    state_dir: Path
    person_key: Callable[[], bytes | None] = lambda: None
    today: Callable[[], date] = date.today
    board: Callable[[], Board | None] = lambda: None
    hall_voice: Callable[[], HallVoice] = HallVoice
    windows: Callable[[], list[tuple[str, str, int]]] = list
    window: Callable[[str | None], Link] = lambda _: NoWindow()


def from_name_or_file(
    written: str, load: Callable[[str], Made], read: Callable[[Path], Made], key: str
) -> Made:
    """Return what a shipped name or a file of the hall's own stands for.

    Raises:
        WrongDevice: neither.
    """
    try:
        return read(Path(written)) if written.endswith(".toml") else load(written)
    except (OSError, LookupError, ValueError) as error:
        raise WrongDevice(key, "不能使用", f"cannot be used: {error}") from None
