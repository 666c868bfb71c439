"""How often and how quickly a citizen is called before the number counts as missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.domain.errors import ReturnRefused, TooManyCalls, TooSoon


@dataclass(frozen=True, slots=True, kw_only=True)
class Discipline:
    """A queue's rules for calling; durations in seconds.

    Attributes:
        min_calls: a number is passed over only after so many calls.
        spacing_s: the least time from a call to the next one, and to passing over.
        max_calls: no more calls than this in one visit; None for no limit.
        walking_s: how long the way to the window takes at a quiet pace.
        await_walk: whether a number stands until its citizen can have walked from the latest
            call: it is neither passed over nor lapses before walking_s have gone by.
        lapse_after_s: a called number that nobody started is passed over by itself so long
            after its last allowed call; None for never.
        self_returns: how often a citizen may put a missed number back without staff.
        return_within_s: how long after missing it.
    """

    min_calls: int = 1
    spacing_s: int = 0
    max_calls: int | None = 5
    walking_s: int = 30
    await_walk: bool = False
    lapse_after_s: int | None = None
    self_returns: int = 1
    return_within_s: int = 3600

    def demand_recall(self, *, calls: int, last_called_at: datetime, now: datetime) -> None:
        """Let another call pass, or refuse.

        Raises:
            TooManyCalls: the visit has had all its calls.
            TooSoon: the last call was a moment ago; `wait_s` says how long to wait.
        """
        if self.max_calls is not None and calls >= self.max_calls:
            raise TooManyCalls("this ticket has been called often enough", calls=calls)
        self._demand_pause(self.spacing_s, last_called_at, now)

    def demand_pass(self, *, calls: int, last_called_at: datetime, now: datetime) -> None:
        """Let the number be passed over, or refuse.

        Raises:
            TooSoon: it has to be called more often (`calls_left`), or the last call was a
                moment ago (`wait_s`), or its citizen may still be on the way (`wait_s`).
        """
        if calls < self.min_calls:
            left = self.min_calls - calls
            raise TooSoon("call it more often before passing it over", calls_left=left, wait_s=0)
        self._demand_pause(max(self.spacing_s, self._walk_s), last_called_at, now)

    def has_lapsed(self, *, calls: int, last_called_at: datetime, now: datetime) -> bool:
        """Whether a called number is to be passed over by itself."""
        if self.lapse_after_s is None or calls < self.min_calls:
            return False
        return now - last_called_at >= timedelta(seconds=max(self.lapse_after_s, self._walk_s))

    def demand_return(self, *, returns: int, missed_at: datetime, now: datetime) -> None:
        """Let a citizen put a missed number back, or refuse.

        Raises:
            ReturnRefused: done before (`reason` "used"), or too long ago ("too_late").
        """
        if returns >= self.self_returns:
            raise ReturnRefused("this number was put back before", reason="used")
        if now - missed_at > timedelta(seconds=self.return_within_s):
            raise ReturnRefused("this number was missed too long ago", reason="too_late")

    @property
    def _walk_s(self) -> int:
        return self.walking_s if self.await_walk else 0

    def _demand_pause(self, pause_s: int, last_called_at: datetime, now: datetime) -> None:
        left = timedelta(seconds=pause_s) - (now - last_called_at)
        if left > timedelta(0):
            raise TooSoon(
                "the last call was a moment ago",
                calls_left=0,
                wait_s=-(-left // timedelta(seconds=1)),
            )
