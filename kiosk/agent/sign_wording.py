"""What LED signs say, in words from a file. Pure: a board and a width in, a text out."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from display.board import Board, Call
from drivers.sign.cells import width

TEXTS = Path(__file__).with_name("sign_texts.toml")
PARTS = {
    "window": ("called", "serving", "idle", "paused", "closed", "away"),
    "screen": ("called", "serving", "idle", "away"),
}
_NUMBERED_WINDOW = re.compile(r"[A-Z]*\d{1,4}")
_SAMPLE = {"number": "A001", "window": "1", "place": "1号窗口"}


@dataclass(frozen=True, slots=True)
class SignWording:
    """Wordings by part and by what is to be said, the best first."""

    texts: Mapping[str, Mapping[str, Sequence[str]]]

    def of_window(self, board: Board | None, window: str, *, cells: int) -> str:
        """Return what the strip over a window says now; board is None while the server is away."""
        if board is None:
            return self._plain("window", "away", cells=cells)
        call = next((c for c in board.calls if c.window == window), None)
        if call is not None:
            return self._of_call("window", call, cells=cells)
        states = [sign.state for sign in board.windows.values() if sign.window == window]
        state = {"open": "idle", "paused": "paused"}.get(states[0], "closed") if states else "away"
        return self._plain("window", state, cells=cells)

    def of_screen(
        self, board: Board | None, *, rows: int, cells: int, zone_id: int | None
    ) -> list[str]:
        """Return what each row of a combined screen says, the latest call on top.

        Args:
            zone_id: whose calls; None for the whole hall's.
        """
        if board is None:
            said = [self._plain("screen", "away", cells=cells)]
        else:
            calls = [c for c in board.calls if zone_id in (None, c.zone_id)][:rows]
            said = [self._of_call("screen", call, cells=cells) for call in calls]
            said = said or [self._plain("screen", "idle", cells=cells)]
        return said + [""] * (rows - len(said))

    def away(self, *, cells: int) -> str:
        """Return what a sign says when what is true is not known."""
        return self._plain("window", "away", cells=cells)

    def _of_call(self, part: str, call: Call, *, cells: int) -> str:
        place = f"{call.window}号窗口" if _NUMBERED_WINDOW.fullmatch(call.window) else call.window
        words = {"number": call.number, "window": call.window, "place": place}
        text = _first_that_fits(self.texts[part][call.state], words, cells=cells)
        # A number that would be cut is another number: better none.
        return self._plain(part, "away", cells=cells) if text is None else text

    def _plain(self, part: str, what: str, *, cells: int) -> str:
        return _first_that_fits(self.texts[part][what], {}, cells=cells) or ""


def read_wording(path: Path = TEXTS) -> SignWording:
    """Return the wordings of a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no TOML, or a wording is missing, empty, or names what there is not.
    """
    texts = tomllib.loads(path.read_text("utf-8"))
    for part, names in PARTS.items():
        for name in names:
            _check(texts, part, name)
    return SignWording(texts)


def _check(texts: Mapping[str, Mapping[str, Sequence[str]]], part: str, name: str) -> None:
    wordings = texts.get(part, {}).get(name)
    if not isinstance(wordings, list) or not wordings:
        raise ValueError(f"{part}.{name}: write one or more texts")
    words = _SAMPLE if name in ("called", "serving") else {}
    for wording in wordings:
        try:
            wording.format(**words)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise ValueError(f"{part}.{name}: {wording!r} cannot be filled in") from error


def _first_that_fits(
    wordings: Sequence[str], words: Mapping[str, str], *, cells: int
) -> str | None:
    texts = (wording.format(**words) for wording in wordings)
    return next((text for text in texts if width(text) <= cells), None)
