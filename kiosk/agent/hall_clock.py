"""The hall's time at a station: the server's, and carried on while it is away."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from kiosk.agent.clock import Clock, utc_now


class HallClock:
    """What the server said, plus the time that has passed since. Usable from any thread.

    A kiosk's own clock may be wrong by years after a power cut; what it has heard once is carried
    on by the machine's steady clock for as long as the program runs. Before the first word the
    machine's own clock must do.
    """

    def __init__(
        self, *, wall: Clock = utc_now, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._heard: tuple[datetime, float] | None = None

    def hear(self, instant: datetime) -> None:
        """The server has just said what time it is."""
        self._heard = instant, self._monotonic()

    def now(self) -> datetime:
        """Return the instant as aware UTC."""
        heard = self._heard
        if heard is None:
            return self._wall()
        instant, at_s = heard
        return instant + timedelta(seconds=self._monotonic() - at_s)
