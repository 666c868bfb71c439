"""What a printer needs of people: told to the staff once, and counted."""

import logging
from datetime import datetime, timedelta
from typing import Protocol

from drivers.printer.device import Outcome
from drivers.printer.presenter import Mouth
from drivers.printer.status import Paper, PrinterStatus, Reason, Tri
from kiosk.agent.clock import Clock, utc_now
from kiosk.agent.paper import PaperCounter
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

SILENT_AFTER = 3  # questions in a row: one lost answer is no news
SAME_AGAIN_AFTER = timedelta(minutes=1)


class Bell(Protocol):
    """Reaches the staff."""

    def sound(self, kind: str, *, device: str, detail: Json) -> None: ...


class PrinterUpkeep:
    """Sees all that a printer says, raises alarms, and has its paper counted. For one thread.

    Every outage is told: each of its reasons once, the same reason at most once a minute; one
    that goes on for longer is told in the end, however often it came and went.

    Alarms: `printer_stopped {reason}`, `printer_unknown {reason}`, `paper_near_end {slips}`,
    `slip_not_taken {number, cleared}`, `slip_characters {characters}`.
    """

    def __init__(
        self, device: str, *, bell: Bell, paper: PaperCounter, clock: Clock = utc_now
    ) -> None:
        self.paper = paper
        self._device = device
        self._bell = bell
        self._clock = clock
        self._outage: set[str] = set()
        self._told_at: dict[str, datetime] = {}
        self._unanswered = 0
        self._near_end_told = False
        self._missing: set[str] = set()

    def see(self, status: PrinterStatus, *, speaks: bool) -> None:
        """Take note of what the printer said, or did not.

        Args:
            speaks: this kind of printer answers questions, so that silence is news.
        """
        match status.can_print:
            case Tri.NO:
                self._tell_outage(status.reason.value)
            case Tri.YES:
                self._outage.clear()
                self._unanswered = 0
            case Tri.UNKNOWN if speaks:
                self._note_silence(status)
        self.paper.see(status)
        self._tell_near_end(status.paper)

    def sent(self, outcome: Outcome) -> None:
        """Take note of what became of a slip."""
        if outcome.paper_mm:
            self.paper.count(outcome.paper_mm)
        missing = {substitution.char for substitution in outcome.substitutions} - self._missing
        if missing:
            self._missing |= missing
            characters = "".join(sorted(missing))
            logger.warning("neither printer nor machine can draw %s", characters)
            self._sound("slip_characters", {"characters": characters})

    def left(self, mouth: Mouth, *, number: str | None) -> None:
        """Take note of a slip that nobody took. number is its ticket's, None if it has none."""
        if mouth in (Mouth.RETRACTED, Mouth.EJECTED):
            self._sound("slip_not_taken", {"number": number, "cleared": mouth.value})

    def _note_silence(self, status: PrinterStatus) -> None:
        self._unanswered += 1
        if self._unanswered == SILENT_AFTER:
            reason = Reason.GARBLED if status.garbled else Reason.NO_ANSWER
            self._sound("printer_unknown", {"reason": reason.value})

    def _tell_outage(self, reason: str) -> None:
        now, told_at = self._clock(), self._told_at.get(reason)
        if reason in self._outage or (told_at and now - told_at < SAME_AGAIN_AFTER):
            return
        self._outage.add(reason)
        self._told_at[reason] = now
        self._sound("printer_stopped", {"reason": reason})

    def _tell_near_end(self, paper: Paper) -> None:
        if paper is Paper.NEAR_END and not self._near_end_told:
            self._sound("paper_near_end", {"slips": self.paper.use.slips})
        # Until it is OK after a change, not after every trembling of the roll.
        self._near_end_told = self.paper.use.paper is Paper.NEAR_END

    def _sound(self, kind: str, detail: Json) -> None:
        self._bell.sound(kind, device=self._device, detail=detail)
