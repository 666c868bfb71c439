"""The conversation with the LED signs on one line: show a text, and know whether it is shown."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drivers.sign.cells import fitted, in_cells
from drivers.sign.makes import Answers, Make, Place, Style
from drivers.transports.paced import BITS_PER_BYTE
from drivers.transports.transport import Transport

ATTEMPTS = 3
BETWEEN_ATTEMPTS_S = 0.1
ANSWER_WITHIN_S = 0.3  # after the frame has left the line
POLL_S = 0.05

# A driver keeps 4 KiB; a line that has more to say than this many reads is noise without end.
MOST_OLD_CHUNKS = 64


class NotShown(Exception):
    """The sign did not confirm a text in any attempt, or refused it: it may show an older one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text that was sent.

    Attributes:
        confirmed: the sign has said so; False for makes that never say anything.
        replaced: characters that the sign cannot show and □ stands for.
    """

    confirmed: bool
    replaced: tuple[str, ...]


class SignDriver:
    """The signs on one line, one after another. Owns the conversation, not the line.

    One thread calls show(). NotConnected, LinkLost and WriteTimedOut of the line come through.

    Args:
        line: open, with the pause that its signs need between two frames.
        make: what all signs on the line speak.
        places: the signs by the names under which texts come: numbers of windows, rows.
        baud: of the line, from which it is known how long a frame takes.
        forget_after_s: after so long without news a sign that can shows nothing; 0 for never.
        clock: monotonic seconds.
        sleep: for the pause between two attempts.
    """

    def __init__(
        self,
        line: Transport,
        *,
        make: Make,
        places: Mapping[str, Place],
        baud: int | None = None,
        forget_after_s: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._line = line
        self._make = make
        self._places = places
        self._baud = baud or make.baud
        self._forget_after_s = forget_after_s
        self._clock = clock
        self._sleep = sleep
        self._answers = make.answers()

    def show(self, window: str, text: str, style: Style = Style.STILL) -> Shown:
        """Show a text, in the middle of the sign and over all its cells.

        Raises:
            KeyError: no sign of this name.
            TooWide: the text has more cells than the sign, and does not move.
            NotShown: not confirmed in ATTEMPTS attempts.
        """
        place = self._places[window]
        moves = style is Style.MOVING and self._make.moves
        cells = in_cells(text) if moves else fitted(text, cells=place.cells)
        frame = self._make.frame(place, cells.gbk, style=style, forget_after_s=self._forget_after_s)
        if self._answers is None:
            self._line.read(0)  # echoes of some converters, or the news that the line is gone
            self._line.write(frame)
            return Shown(confirmed=False, replaced=cells.replaced)
        self._send(frame, place, self._answers)
        return Shown(confirmed=True, replaced=cells.replaced)

    def _send(self, frame: bytes, place: Place, answers: Answers) -> None:
        outcome: bool | None = None
        for attempt in range(ATTEMPTS):
            if attempt:
                self._sleep(BETWEEN_ATTEMPTS_S)
            self._drain(answers, place)
            self._line.write(frame)
            outcome = self._answer(frame, answers, place)
            if outcome:
                return
        said = "refuses the text" if outcome is False else "does not answer"
        raise NotShown(f"sign {place.address} on {self._line.name} {said}")

    def _answer(self, frame: bytes, answers: Answers, place: Place) -> bool | None:
        """Return yes or no, or None for silence."""
        under_way_s = len(frame) * BITS_PER_BYTE / self._baud
        deadline_s = self._clock() + under_way_s + ANSWER_WITHIN_S
        while (left_s := deadline_s - self._clock()) > 0:
            said = answers.feed(self._line.read(min(left_s, POLL_S)), place=place)
            if said:
                return said[-1]
        return None

    def _drain(self, answers: Answers, place: Place) -> None:
        """Forget what came before: a late answer would confirm a text that nobody has shown."""
        for _ in range(MOST_OLD_CHUNKS):
            chunk = self._line.read(0)
            if not chunk:
                return
            answers.feed(chunk, place=place)
