"""The printer of a station: watched all the time, used by one slip at a time."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from drivers.printer.device import Outcome, Verdict
from drivers.printer.document import Document
from drivers.printer.presenter import Mouth
from drivers.printer.status import PrinterStatus, Reason, Tri
from kiosk.agent.paper import PaperCounter
from kiosk.agent.printer_upkeep import PrinterUpkeep
from kiosk.agent.supervisor import DeviceDown
from kiosk.agent.trial import Person, Trial
from kiosk.agent.wire import Json, SlipState

_SLIP: dict[Verdict, SlipState] = {
    Verdict.PRINTED: "printed",
    Verdict.NOT_PRINTED: "failed",
    Verdict.UNKNOWN: "unknown",
}


class PrinterDriver(Protocol):
    """What the station asks of a printer's driver."""

    @property
    def reports_status(self) -> bool: ...
    def status(self) -> PrinterStatus: ...
    def print(self, slip: Document) -> Outcome: ...
    def tend(self, *, hurry: bool = False) -> Mouth: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether a slip sent now would come out; unknown is an answer of its own."""

    can_print: Literal["yes", "no", "unknown"]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipResult:
    """What became of a slip. reason is None when it was printed."""

    state: SlipState
    reason: str | None


class SlipPrinter:
    """Asks the printer every poll_s how it is, and prints slips one after another.

    The supervisor runs it; print() and readiness() may be called from any thread.

    Args:
        upkeep: hears all that the printer says; None where nobody is to be told.
    """

    def __init__(
        self,
        name: str,
        driver: PrinterDriver,
        *,
        poll_s: float,
        upkeep: PrinterUpkeep | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._driver = driver
        self._poll_s = poll_s
        self._upkeep = upkeep
        self._monotonic = monotonic
        self._in_use = threading.Lock()
        self._status = PrinterStatus()
        self._heard_at_s = float("-inf")
        self._number: str | None = None  # of the last slip

    @property
    def name(self) -> str:
        return self._name

    @property
    def paper(self) -> PaperCounter | None:
        """What the roll has given; None where nobody counts."""
        return None if self._upkeep is None else self._upkeep.paper

    def open(self) -> None:
        with self._in_use:
            self._ask()

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(self._poll_s):
            # A slip in print asks for itself, and the next citizen must not wait for a question.
            if self._in_use.acquire(blocking=False):
                try:
                    self._ask()
                    self._tend(hurry=False)
                finally:
                    self._in_use.release()

    def try_out(self, person: Person) -> Trial:
        """Return what the printer says of itself; whoever wants to see slips prints some."""
        ready = self.readiness()
        if ready.can_print == "yes":
            return Trial("well")
        if not self._driver.reports_status:
            return Trial("unsure", "only_written")
        return Trial("ill", ready.reason or "no_answer")

    def close(self) -> None:
        with self._in_use:
            self._driver.close()

    def interrupt(self) -> None:
        """Nothing to end: a slip in print is finished, a question to the printer is short."""

    def readiness(self) -> Readiness:
        """Return what the printer last said, or unknown if that was too long ago.

        No line to the printer stays known until one is found again: the supervisor then tries
        less and less often.
        """
        status = self._status
        lost = status.connected is Tri.NO
        if not lost and self._monotonic() - self._heard_at_s > 3 * self._poll_s:
            return Readiness(can_print="unknown", reason=Reason.NO_ANSWER.value)
        if status.can_print is Tri.YES:
            return Readiness(can_print="yes", reason=None)
        can_print: Literal["no", "unknown"] = "no" if status.can_print is Tri.NO else "unknown"
        return Readiness(can_print=can_print, reason=status.reason.value)

    def print(self, slip: Document, *, number: str | None = None) -> SlipResult:
        """Print one slip and say what became of it; waits for slips before it.

        Args:
            number: of the ticket, should nobody take the slip.

        Raises:
            ValueError: the slip does not fit the paper; nothing was sent.
        """
        with self._in_use:
            self._tend(hurry=True)
            outcome = self._driver.print(slip)
            self._number = number
            self._hear(outcome.status)
            if self._upkeep is not None:
                self._upkeep.sent(outcome)
        state = _SLIP[outcome.verdict]
        return SlipResult(state=state, reason=None if state == "printed" else outcome.reason.value)

    def health(self) -> Json:
        """Return the printer's part of the station's health."""
        ready = self.readiness()
        used = {} if self.paper is None else {"paper_used": self.paper.as_json()}
        return {
            "can_print": ready.can_print,
            "reason": ready.reason,
            "paper": self._status.paper.value,
            **used,
        }

    def _ask(self) -> None:
        self._hear(self._driver.status())
        if self._status.connected is Tri.NO:
            raise DeviceDown(Reason.NOT_CONNECTED.value)

    def _tend(self, *, hurry: bool) -> None:
        mouth = self._driver.tend(hurry=hurry)
        if self._upkeep is not None:
            self._upkeep.left(mouth, number=self._number)

    def _hear(self, status: PrinterStatus) -> None:
        self._status = status
        self._heard_at_s = self._monotonic()
        if self._upkeep is not None:
            self._upkeep.see(status, speaks=self._driver.reports_status)
