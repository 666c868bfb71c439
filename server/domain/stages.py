"""分步启用: a hall grows step by step, and says at every step only what is true by then.

Kiosk and printer are there from the first day: staff call the numbers out by voice. Next the
consoles, from which numbers are called; only then is it known who waits. Then displays and
voice, which everybody sees and hears; and ratings of what was done at a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.domain.errors import InvalidInput, StageOff


class Heard(StrEnum):
    """How citizens learn that their number has come."""

    BY_VOICE = "by_voice"  # staff call it out, and nothing here knows of it
    AT_WINDOW = "at_window"  # called from a console, told by its clerk and on the telephone
    ON_DISPLAYS = "on_displays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """What of the system a hall uses beside kiosks and their printers."""

    consoles: bool
    displays: bool
    ratings: bool

    @property
    def heard(self) -> Heard:
        """How citizens learn that their number has come."""
        if not self.consoles:
            return Heard.BY_VOICE
        return Heard.ON_DISPLAYS if self.displays else Heard.AT_WINDOW

    def demand_order(self) -> None:
        """Let consoles come first: without calls there is nothing to show and nothing to rate.

        Raises:
            InvalidInput: `reason` is "consoles_first".
        """
        if not self.consoles and (self.displays or self.ratings):
            raise InvalidInput(
                "displays and ratings need consoles", what="stages", reason="consoles_first"
            )

    def demand_consoles(self) -> None:
        """Let a window be opened.

        Raises:
            StageOff: the hall's numbers are called by voice.
        """
        if not self.consoles:
            raise StageOff("this hall does not use consoles yet", stage="consoles")

    def demand_ratings(self) -> None:
        """Let a visit be rated.

        Raises:
            StageOff: the hall does not ask for ratings.
        """
        if not self.ratings:
            raise StageOff("this hall does not use ratings yet", stage="ratings")
