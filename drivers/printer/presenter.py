"""The mouth of a kiosk printer: is the slip still in it, and what if nobody takes it."""

from collections.abc import Callable
from enum import StrEnum

from drivers.printer.connection import Link
from drivers.printer.profile import Presenter


class Mouth(StrEnum):
    """What is known of the slip that was held out."""

    EMPTY = "empty"  # taken, or there was none
    HELD = "held"
    UNKNOWN = "unknown"  # it does not say
    RETRACTED = "retracted"  # nobody took it: just now taken back into the bin
    EJECTED = "ejected"  # nobody took it: just now pushed out


_CLEARED = {"retract": Mouth.RETRACTED, "eject": Mouth.EJECTED}


class MouthWatch:
    """Follows one slip from being held out until it is gone. For one thread."""

    def __init__(
        self,
        link: Link,
        presenter: Presenter,
        *,
        answer_timeout_s: float,
        clock: Callable[[], float],
    ) -> None:
        self._link = link
        self._presenter = presenter
        self._answer_timeout_s = answer_timeout_s
        self._clock = clock
        self._held_out_at_s: float | None = None

    @property
    def is_watching(self) -> bool:
        """Whether a slip was held out and is not known to be gone."""
        return self._held_out_at_s is not None

    def held_out(self) -> None:
        """A slip has just been held out."""
        self._held_out_at_s = self._clock()

    def look(self, *, hurry: bool) -> Mouth:
        """Ask once; clear the mouth when the citizen's time is over, or now with `hurry`.

        A mouth that does not answer is cleared too, so that no stranger finds the slip, but
        whether it was taken stays unknown.

        Raises:
            PrinterError: the way broke; the slip is watched on.
        """
        if self._held_out_at_s is None:
            return Mouth.EMPTY
        self._link.write(self._presenter.ask)
        answer = self._link.read(self._answer_timeout_s)
        if answer and not answer[-1] & self._presenter.held_mask:
            self._held_out_at_s = None
            return Mouth.EMPTY
        over = self._clock() - self._held_out_at_s >= self._presenter.untaken_after_s
        if over or hurry:
            self._link.write(self._presenter.clear)
            self._held_out_at_s = None
            return _CLEARED[self._presenter.untaken] if answer else Mouth.UNKNOWN
        return Mouth.HELD if answer else Mouth.UNKNOWN
