"""Keys pressed while nobody was asked: never a rating, but the office should know."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from drivers.evaluator.question import Press
from kiosk.agent.clock import Clock, to_wire
from kiosk.agent.journal import Journal

AT_MOST_EVERY = timedelta(minutes=1)


class StrayPresses:
    """Raises an alarm for stray presses, at most one a minute; the next one counts the others.

    Args:
        window: the number of the keypad's window, if the station's own window does not say it.
    """

    def __init__(
        self,
        device: str,
        *,
        window: str | None = None,
        journal: Journal,
        tell: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._device = device
        self._where = {} if window is None else {"window": window}
        self._journal = journal
        self._tell = tell
        self._clock = clock
        self._raised_at: datetime | None = None
        self._untold = 0

    def take(self, press: Press) -> None:
        """One key was pressed and means nothing. Which key is not kept: it is no opinion."""
        self._untold += 1
        now = self._clock()
        if self._raised_at is not None and now - self._raised_at < AT_MOST_EVERY:
            return
        self._journal.report(
            about=f"alarm:{uuid.uuid4().hex}",
            path="/stations/me/alarms",
            body={
                "kind": "stray_press",
                "device": self._device,
                "detail": {"presses": self._untold, **self._where},
                "at": to_wire(now),
            },
        )
        self._raised_at, self._untold = now, 0
        self._tell()
