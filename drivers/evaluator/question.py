"""One question to one citizen: asked, answered by the first key, or by nobody.

What every keypad has in common, whatever line it hangs on.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# How long one read blocks, and so how long cancel() may take to be noticed.
POLL_S = 0.05


class NoReply(Exception):
    """The keypad did not confirm that it asks. Nothing was asked; no key pressed now counts."""


class NotArmed(Exception):
    """wait() without arm(): there is no question a key could answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """The first key after the keypad had confirmed. Times are those of the device's clock."""

    value: int  # as the keypad sent it: level_for() says what it means, or that it means nothing
    armed_at_s: float
    pressed_at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedOut:
    """Nobody pressed a key. Citizens may walk away; this is no rating and no default."""

    armed_at_s: float
    ended_at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The question was withdrawn before a key was pressed."""

    armed_at_s: float
    ended_at_s: float


Answer = Pressed | TimedOut | Cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One press of a key, however often the keypad repeated it."""

    value: int
    pressed_at_s: float


def ignore(press: Press | Pressed) -> None:
    """What becomes of strays, and of an early answer, when nobody wants to know."""


class AskingKeypad(ABC):
    """A keypad that can be asked for one rating at a time.

    One thread calls arm(), wait() and listen(); only cancel() may come from another. Every method
    that talks lets NotConnected, LinkLost and WriteTimedOut of the line through: whoever supervises
    the keypad opens a new line and makes a new keypad on it.

    Args:
        name: for messages.
        clock: monotonic seconds.
        on_stray: told of each key pressed while nothing was asked: worth a line in the log, never a
            rating.
    """

    def __init__(
        self, name: str, *, clock: Callable[[], float], on_stray: Callable[[Press], None]
    ) -> None:
        self._on_answer: Callable[[Pressed], None] = ignore
        self._name = name
        self._clock = clock
        self._on_stray = on_stray
        self._cancelled = threading.Event()
        self._armed_at_s: float | None = None
        self._answer: Pressed | None = None  # heard while asked, not yet waited for

    @property
    @abstractmethod
    def is_online(self) -> bool:
        """False if the keypad has left our last questions or polls unanswered."""

    @property
    @abstractmethod
    def confirms(self) -> bool:
        """True if arm() returns only when the keypad has said that it asks."""

    @abstractmethod
    def arm(self, on_answer: Callable[[Pressed], None] = ignore) -> None:
        """Ask: from now on the first key is the answer; keys from before are strays.

        Args:
            on_answer: told of the answer before the keypad hears that its key has arrived. What
                it raises comes through, and the key is not confirmed.

        Raises:
            NoReply: the keypad did not confirm, nothing was asked.
        """

    def wait(self, timeout_s: float) -> Answer:
        """Wait for the first key, for the time-out, or for cancel(). The question is over then.

        Args:
            timeout_s: how long the citizen has, in seconds from the keypad's confirmation.

        Raises:
            NotArmed: arm() has not succeeded since the last answer.
        """
        if self._armed_at_s is None:
            raise NotArmed(f"{self._name} was not asked anything")
        armed_at_s = self._armed_at_s
        deadline_s = armed_at_s + timeout_s
        try:
            while self._answer is None:
                now_s = self._clock()
                if self._cancelled.is_set():
                    return Cancelled(armed_at_s=armed_at_s, ended_at_s=now_s)
                if now_s >= deadline_s:
                    return TimedOut(armed_at_s=armed_at_s, ended_at_s=now_s)
                for press in self._presses(min(deadline_s - now_s, POLL_S)):
                    self._take(press)
            return self._answer
        finally:
            self._armed_at_s = self._answer = None

    def _take(self, press: Press) -> None:
        """Take a key: the first one that went down after the question is the answer."""
        armed_at_s = self._armed_at_s
        # A device that tells when a key went down may tell so late.
        if armed_at_s is None or press.pressed_at_s < armed_at_s or self._answer is not None:
            self._on_stray(press)
            return
        answer = Pressed(value=press.value, armed_at_s=armed_at_s, pressed_at_s=press.pressed_at_s)
        self._on_answer(answer)
        self._answer = answer

    def ask_rating(self, timeout_s: float) -> Answer:
        """arm() and wait() in one."""
        self.arm()
        return self.wait(timeout_s)

    def cancel(self) -> None:
        """End the question from any thread; wait() returns within POLL_S. Else no effect.

        The keypads known so far have no command to put the light out, so a key may still come:
        it is a stray then.
        """
        self._cancelled.set()

    def listen(self, timeout_s: float) -> None:
        """While nothing is asked: answer keys, so that the keypad falls silent, and report them."""
        deadline_s = self._clock() + timeout_s
        while (left_s := deadline_s - self._clock()) > 0:
            self._report(self._presses(min(left_s, POLL_S)))

    @abstractmethod
    def _presses(self, timeout_s: float) -> Iterable[Press]:
        """Attend to the keypad for up to timeout_s and return the keys that were pressed.

        To be gone through to the end: each key is confirmed when the one after it is asked for.
        """

    def _forget(self) -> None:
        """Be asked nothing."""
        self._armed_at_s = self._answer = None
        self._on_answer = ignore
        self._cancelled.clear()

    def _report(self, strays: Iterable[Press]) -> None:
        for press in strays:
            self._on_stray(press)
