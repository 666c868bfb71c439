"""The conversation with a satisfaction keypad: ask, wait for one key, answer each key."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from drivers.evaluator.profile import AckMode, FrameProfile, Side
from drivers.evaluator.protocol import (
    Ack,
    Command,
    Decoder,
    Frame,
    KeyPressed,
    encode,
    frame_of,
    read_message,
)
from drivers.transports.transport import Transport

# How long one read blocks, and so how long cancel() may take to be noticed.
POLL_S = 0.05

# A driver keeps 4 KiB; a line that has more to say than this many reads is noise without end.
MOST_OLD_CHUNKS = 64

BITS_PER_BYTE = 10  # 8N1: start bit, eight data bits, stop bit


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


def _ignore(press: Press) -> None:
    """What becomes of strays when nobody wants to know."""


class EvaluatorKeypad:
    """A satisfaction keypad. Owns the conversation, not the line.

    One thread calls arm(), wait() and listen(); only cancel() may come from another. Every method
    that talks lets NotConnected, LinkLost and WriteTimedOut of the line through: whoever supervises
    the keypad opens a new line and makes a new EvaluatorKeypad on it.

    Args:
        line: open, 8N1 at `profile.baud`, and not shared: frames of other addresses are ignored.
        address: of the keypad on its line, 1 to 255.
        clock: monotonic seconds.
        sleep: for the pause between two frames of ours.
        on_stray: told of each key pressed while nothing was asked: worth a line in the log, never a
            rating.
    """

    def __init__(
        self,
        line: Transport,
        *,
        profile: FrameProfile,
        address: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        on_stray: Callable[[Press], None] = _ignore,
    ) -> None:
        self._line = line
        self._profile = profile
        self._address = address
        self._clock = clock
        self._sleep = sleep
        self._on_stray = on_stray
        self._decoder = Decoder(profile, source=Side.DEVICE)
        self._start = frame_of(profile, Command(name="arm", address=address))
        self._cancelled = threading.Event()
        self._armed_at_s: float | None = None
        self._answers: deque[Press] = deque()  # heard after the confirmation, not yet waited for
        self._last_copy: Press | None = None
        self._silent_from_s = float("-inf")  # when our last frame has left the line

    def arm(self) -> None:
        """Light the keypad: from its confirmation on, the first key is the answer.

        Keys that arrived before the confirmation are strays: the line keeps the order, so they
        were pressed before the citizen was asked. A keypad whose profile confirms nothing counts
        as asked when the command is written.

        Raises:
            NoReply: no confirmation within 1 + retries attempts of the profile's timeout each.
        """
        self._armed_at_s = None
        self._answers.clear()
        self._cancelled.clear()
        self._drain()
        if self._profile.ack.mode is AckMode.NONE:
            self._say(self._start)
            self._armed_at_s = self._clock()
            return
        for _ in range(1 + self._profile.ack.retries):
            self._say(self._start)
            if self._is_confirmed():
                return
        raise NoReply(f"keypad {self._address} on {self._line.name} did not confirm the question")

    def wait(self, timeout_s: float) -> Answer:
        """Wait for the first key, for the time-out, or for cancel(). The question is over then.

        Args:
            timeout_s: how long the citizen has, in seconds from the keypad's confirmation.

        Raises:
            NotArmed: arm() has not succeeded since the last answer.
        """
        if self._armed_at_s is None:
            raise NotArmed(f"keypad {self._address} was not asked anything")
        armed_at_s, self._armed_at_s = self._armed_at_s, None
        deadline_s = armed_at_s + timeout_s
        while not self._answers:
            now_s = self._clock()
            if self._cancelled.is_set():
                return Cancelled(armed_at_s=armed_at_s, ended_at_s=now_s)
            if now_s >= deadline_s:
                return TimedOut(armed_at_s=armed_at_s, ended_at_s=now_s)
            self._answers.extend(_presses(self._hear(min(deadline_s - now_s, POLL_S))))
        first = self._answers.popleft()
        self._report(self._answers)
        self._answers.clear()
        return Pressed(value=first.value, armed_at_s=armed_at_s, pressed_at_s=first.pressed_at_s)

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
            self._report(self._hear(min(left_s, POLL_S)))

    def beep(self) -> None:
        """Let the keypad beep. Not confirmed: its echo would be shorter than a device may send."""
        self._say(frame_of(self._profile, Command(name="beep", address=self._address)))

    def show_stars(self, stars: int) -> None:
        """Show a clerk's star level on the keypad. Not waited for."""
        command = Command(name="stars", address=self._address, values={"stars": stars})
        self._say(frame_of(self._profile, command))

    def _drain(self) -> None:
        """Answer and report what came before; a line may have kept it since the last question."""
        for _ in range(MOST_OLD_CHUNKS):
            chunk = self._line.read(0)
            if not chunk:
                return
            self._report(self._understand(chunk))

    def _is_confirmed(self) -> bool:
        """Wait for the echo of our question; a key before it is a stray, a key after it answers."""
        deadline_s = self._clock() + self._profile.ack.timeout_s
        while (left_s := deadline_s - self._clock()) > 0:
            for heard in self._hear(min(left_s, POLL_S)):
                if isinstance(heard, Press):
                    self._take(heard)
                elif self._armed_at_s is None:
                    self._armed_at_s = self._clock()
            if self._armed_at_s is not None:
                return True
        return False

    def _take(self, press: Press) -> None:
        if self._armed_at_s is None:
            self._on_stray(press)
        else:
            self._answers.append(press)

    def _report(self, heard: Iterable[Press | Ack]) -> None:
        for press in _presses(heard):
            self._on_stray(press)

    def _hear(self, timeout_s: float) -> list[Press | Ack]:
        return self._understand(self._line.read(timeout_s))

    def _understand(self, chunk: bytes) -> list[Press | Ack]:
        """Answer the keys in chunk and return each press once, and each confirmation."""
        heard: list[Press | Ack] = []
        for frame in self._decoder.feed(chunk):
            if frame.address != self._address:
                continue
            message = read_message(self._profile, frame, awaited=self._start)
            if isinstance(message, Ack):
                heard.append(message)
            elif isinstance(message, KeyPressed):
                press = Press(value=message.value, pressed_at_s=self._clock())
                # The keypad repeats a key until its frame is echoed: echo before anything else.
                self._answer(frame, key=message)
                if not self._is_repeat(press):
                    heard.append(press)
        return heard

    def _answer(self, frame: Frame, *, key: KeyPressed) -> None:
        if self._profile.ack.mode is AckMode.ECHO:
            self._say(frame)
        if not self._profile.key_event.acknowledge:
            return
        values = {"value": key.value}
        reply = Command(name="acknowledge", address=self._address, values=values)
        # With ff68-keypad the acknowledgement of a key 0B would be the frame that asks anew.
        if frame_of(self._profile, reply) != self._start:
            self._say(frame_of(self._profile, reply))

    def _is_repeat(self, press: Press) -> bool:
        """True if this is another copy of the press before; every copy extends the window."""
        before, self._last_copy = self._last_copy, press
        return (
            before is not None
            and before.value == press.value
            and press.pressed_at_s - before.pressed_at_s <= self._profile.ack.repeat_window_s
        )

    def _say(self, frame: Frame) -> None:
        """Send a frame, after the pause that devices on a shared pair of wires need."""
        payload = encode(self._profile, frame)
        pause_s = self._silent_from_s + self._profile.inter_frame_s - self._clock()
        if pause_s > 0:
            self._sleep(pause_s)
        self._line.write(payload)
        self._silent_from_s = self._clock() + len(payload) * BITS_PER_BYTE / self._profile.baud


def _presses(heard: Iterable[Press | Ack]) -> list[Press]:
    return [each for each in heard if isinstance(each, Press)]
