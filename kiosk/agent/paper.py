"""How much paper a roll has given, since it was put in. Kept on disk; a hint, not a measurement."""

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from drivers.printer.status import Paper, PrinterStatus, Tri
from kiosk.agent.clock import Clock, to_wire, utc_now
from kiosk.agent.kept_file import keep, read_kept
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

LOW_SHARE = 0.9  # of a roll: what is left is for finding the new one
Entered = Literal["staff", "seen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperUse:
    """What a roll has given.

    Attributes:
        since: when the roll was put in, or when counting began.
        entered: who says so: staff, or the printer's paper sensor; None where nobody did, and
            the roll may have been half used by then.
        paper: what the sensor said last.
        opened: the cover was open since the sensor last said that all is well.
    """

    slips: int = 0
    mm: float = 0.0
    since: datetime
    entered: Entered | None = None
    paper: Paper = Paper.UNKNOWN
    opened: bool = False


_KEPT: TypeAdapter[PaperUse] = TypeAdapter(PaperUse)


class PaperCounter:
    """Counts slips and millimetres since the last roll was put in. Usable from any thread.

    Args:
        roll_mm: how long a new roll is, or None where nobody has said.
    """

    def __init__(self, path: Path, *, roll_mm: float | None, clock: Clock = utc_now) -> None:
        self._path = path
        self._roll_mm = roll_mm
        self._clock = clock
        self._lock = threading.Lock()
        self._use = _read(path) or PaperUse(since=clock())

    @property
    def use(self) -> PaperUse:
        return self._use

    @property
    def low(self) -> Literal["yes", "no", "unknown"]:
        """Whether somebody should fetch a new roll.

        The sensor's word counts where it warns. Where it does not, the count may know better:
        many printers have no sensor for the end that is near, and say that all is well.
        """
        use = self._use
        if use.paper in (Paper.NEAR_END, Paper.OUT):
            return "yes"
        if self._roll_mm is not None and use.entered is not None:
            return "yes" if use.mm >= LOW_SHARE * self._roll_mm else "no"
        return "no" if use.paper is Paper.OK else "unknown"

    def count(self, mm: float) -> None:
        """One more slip of so many millimetres went to the printer."""
        with self._lock:
            self._keep(replace(self._use, slips=self._use.slips + 1, mm=self._use.mm + mm))

    def refill(self, entered: Entered) -> None:
        """A new roll is in."""
        with self._lock:
            self._refill(entered, Paper.UNKNOWN)

    def see(self, status: PrinterStatus) -> None:
        """Take note of what the printer says of its roll, and notice a new one.

        The end of the paper that is over means a new roll. The near end may come and go with the
        trembling of the roll: only if the cover was open meanwhile it was changed. With the cover
        open most printers call the paper out, whatever is in them: that is not listened to.
        """
        with self._lock:
            use = self._use
            if status.cover_open is Tri.YES:
                self._keep(replace(use, opened=True))
            elif status.paper is Paper.UNKNOWN:
                return
            elif _is_new_roll(use, status.paper):
                self._refill("seen", status.paper)
            else:
                trembles = use.paper is Paper.NEAR_END and status.paper is Paper.OK
                paper = use.paper if trembles else status.paper
                self._keep(replace(use, paper=paper, opened=False))

    def as_json(self) -> Json:
        """Return it for screens and for the station's health."""
        use = self._use
        return {
            "slips": use.slips,
            "mm": round(use.mm),
            "since": to_wire(use.since),
            "entered": use.entered,
            "low": self.low,
        }

    def _refill(self, entered: Entered, paper: Paper) -> None:
        logger.info("new paper (%s) after %s slips", entered, self._use.slips)
        self._keep(PaperUse(since=self._clock(), entered=entered, paper=paper))

    def _keep(self, use: PaperUse) -> None:
        if use == self._use:
            return
        self._use = use
        try:
            keep(self._path, _KEPT.dump_python(use, mode="json"))
        except OSError as error:
            # A disk that is full must not keep a citizen from a slip.
            logger.warning("the paper count cannot be kept: %s", error)


def _is_new_roll(use: PaperUse, paper: Paper) -> bool:
    if use.paper is Paper.OUT:
        return paper is not Paper.OUT
    return use.paper is Paper.NEAR_END and paper is Paper.OK and use.opened


def _read(path: Path) -> PaperUse | None:
    kept = read_kept(path)
    if kept is None:
        return None
    try:
        return _KEPT.validate_python(kept)
    except ValidationError:
        logger.warning("%s is damaged; counting anew", path)
        return None
