"""The conversation with a satisfaction keypad: ask, wait for one key, answer each key."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

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
from drivers.evaluator.question import POLL_S, AskingKeypad, NoReply, Press, Pressed, ignore
from drivers.transports.transport import Transport

# A driver keeps 4 KiB; a line that has more to say than this many reads is noise without end.
MOST_OLD_CHUNKS = 64

OFFLINE_AFTER = 3  # questions or polls in a row that were not answered

BITS_PER_BYTE = 10  # 8N1: start bit, eight data bits, stop bit


class EvaluatorKeypad(AskingKeypad):
    """A satisfaction keypad on a serial line. Owns the conversation, not the line.

    A keypad that has left OFFLINE_AFTER questions or polls unanswered is offline: it is asked
    once then, not several times, so that on a shared line it does not hold up the others. Any
    frame from it brings it back.

    Args:
        line: open, 8N1 at `profile.baud`; frames of other addresses are ignored.
        address: of the keypad on its line, 1 to 255.
        clock: monotonic seconds.
        sleep: for the pause between two frames of ours.
        on_stray: told of each key pressed while nothing was asked.
    """

    def __init__(
        self,
        line: Transport,
        *,
        profile: FrameProfile,
        address: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        on_stray: Callable[[Press], None] = ignore,
    ) -> None:
        super().__init__(f"keypad {address} on {line.name}", clock=clock, on_stray=on_stray)
        self._line = line
        self._profile = profile
        self._address = address
        self._sleep = sleep
        self._decoder = Decoder(profile, source=Side.DEVICE)
        self._start = frame_of(profile, Command(name="arm", address=address))
        self._misses = 0
        self._last_copy: Press | None = None
        self._owed: deque[Frame] = deque()
        self._silent_from_s = float("-inf")  # when our last frame has left the line
        self._next_poll_at_s = float("-inf")
        self._poll_ends_at_s: float | None = None  # while its answer is outstanding

    @property
    def is_online(self) -> bool:
        return self._misses < OFFLINE_AFTER

    @property
    def confirms(self) -> bool:
        return self._profile.ack.mode is not AckMode.NONE

    def arm(self, on_answer: Callable[[Pressed], None] = ignore) -> None:
        """Light the keypad: from its confirmation on, the first key is the answer.

        Keys that arrived before the confirmation are strays: the line keeps the order, so they
        were pressed before the citizen was asked. A keypad whose profile confirms nothing counts
        as asked when the command is written.

        Raises:
            NoReply: no confirmation within 1 + retries attempts of the profile's timeout each; an
                offline keypad has one attempt.
        """
        self._forget()
        self._drain()
        self._pay()
        self._on_answer = on_answer
        if self._profile.ack.mode is AckMode.NONE:
            self._say(self._start)
            self._armed_at_s = self._clock()
            return
        attempts = 1 + self._profile.ack.retries if self.is_online else 1
        for _ in range(attempts):
            self._say(self._start)
            if self._is_confirmed():
                return
            self._misses += 1
        raise NoReply(f"{self._name} did not confirm the question")

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
            self._report(_pressed(self._understand(chunk)))

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

    def _presses(self, timeout_s: float) -> Iterable[Press]:
        return _pressed(self._hear(min(timeout_s, self._poll())))

    def _poll(self) -> float:
        """Poll the keypad if it is time to; return the seconds until there is more to do."""
        polling = self._profile.polling
        if polling is None:
            return POLL_S
        now_s = self._clock()
        if self._poll_ends_at_s is not None and now_s >= self._poll_ends_at_s:
            self._poll_ends_at_s = None
            self._misses += 1
        if self._poll_ends_at_s is None and now_s >= self._next_poll_at_s:
            self._say(frame_of(self._profile, Command(name="poll", address=self._address)))
            now_s = self._clock()
            self._poll_ends_at_s = now_s + polling.timeout_s
            pause_s = polling.every_s if self.is_online else polling.every_offline_s
            self._next_poll_at_s = now_s + pause_s
        next_s = self._next_poll_at_s if self._poll_ends_at_s is None else self._poll_ends_at_s
        return max(0.0, next_s - now_s)

    def _hear(self, timeout_s: float) -> Iterator[Press | Ack]:
        self._pay()
        return self._understand(self._line.read(timeout_s))

    def _pay(self) -> None:
        """Send the acknowledgements of keys that have been echoed.

        The echo is what ends the repeating; the acknowledgement has to keep a pause after it, and
        the answer is not held up for that: it goes out when the keypad is attended to again.
        """
        while self._owed:
            self._say(self._owed.popleft())

    def _understand(self, chunk: bytes) -> Iterator[Press | Ack]:
        """Yield each press in chunk once, and each confirmation; then answer the key.

        A key is answered when whoever goes through them is ready for the next: what a keypad has
        been told has arrived is kept by then, whatever ends this program.
        """
        for frame in self._decoder.feed(chunk):
            if frame.address != self._address:
                continue
            self._misses, self._poll_ends_at_s = 0, None
            message = read_message(self._profile, frame, awaited=self._start)
            if isinstance(message, Ack):
                yield message
            elif isinstance(message, KeyPressed):
                press = Press(value=message.value, pressed_at_s=self._clock())
                if not self._is_repeat(press):
                    yield press
                # The keypad repeats a key until its frame is echoed.
                self._confirm(frame, key=message)

    def _confirm(self, frame: Frame, *, key: KeyPressed) -> None:
        self._pay()  # what is owed for the key before comes before the echo of this one
        if self._profile.ack.mode is AckMode.ECHO:
            self._say(frame)
        if not self._profile.key_event.acknowledge:
            return
        values = {"value": key.value}
        reply = Command(name="acknowledge", address=self._address, values=values)
        # With ff68-keypad the acknowledgement of a key 0B would be the frame that asks anew.
        if frame_of(self._profile, reply) != self._start:
            self._owed.append(frame_of(self._profile, reply))

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


def _pressed(heard: Iterable[Press | Ack]) -> Iterator[Press]:
    return (each for each in heard if isinstance(each, Press))
