"""A caller pad and a keypad under one address: one line in, a line for each out.

They share their frames too: `01 0B` from the line is the pad's key 评价, or the keypad's echo of
our "start evaluation". Which it is, depends on who has been spoken to.
"""

import threading
import time
from collections.abc import Callable
from enum import Enum, auto

from drivers.caller.protocol import read_press
from drivers.evaluator.profile import FrameProfile, Side
from drivers.evaluator.protocol import Decoder, Frame, encode
from drivers.transports.errors import LinkLost, NotConnected, TransportError
from drivers.transports.transport import Transport

POLL_S = 0.05  # how long one read holds the line, and so how late the other part may be


class Part(Enum):
    """Whose half of the conversation it is."""

    KEYPAD = auto()
    PAD = auto()


class SharedAddress:
    """The line of a pad and a keypad. It opens with the first of the two and closes with the last.

    Two threads may use the two lines. When the line is lost it is lost for both; the first that
    opens its own again opens it again.

    With ff68-keypad the echo that quiets the pad's key 评价 is also the command that lights a
    keypad of the same address. A citizen's key is still an answer only to a question of ours.

    Args:
        new_line: makes an unopened line on which no other address speaks.
        profile: what both speak.
    """

    def __init__(self, new_line: Callable[[], Transport], *, profile: FrameProfile) -> None:
        self._new_line = new_line
        self._profile = profile
        self._lock = threading.Lock()
        self._session: _Session | None = None

    def part(self, part: Part) -> Transport:
        """Return the unopened line of one of the two."""
        return _PartLine(self, part)

    def join(self, part: Part) -> "_Session":
        """Let a part use the line. Raises NotConnected if it cannot be opened."""
        with self._lock:
            if self._session is None or self._session.is_over:
                line = self._new_line()
                line.open()
                self._session = _Session(line, self._profile)
            self._session.join(part)
            return self._session


class _PartLine(Transport):
    def __init__(self, shared: SharedAddress, part: Part) -> None:
        self._shared = shared
        self._part = part
        self._session: _Session | None = None
        self._name = f"shared line, {part.name.lower()}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_open(self) -> bool:
        return self._session is not None

    def open(self) -> None:
        self.close()
        self._session = self._shared.join(self._part)
        self._name = self._session.name

    def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.leave(self._part)

    def read(self, timeout_s: float) -> bytes:
        session = self._opened()
        try:
            return session.take(self._part, timeout_s=timeout_s)
        except TransportError:
            self.close()
            raise

    def write(self, payload: bytes) -> None:
        session = self._opened()
        try:
            session.say(self._part, payload)
        except TransportError:
            self.close()
            raise

    def _opened(self) -> "_Session":
        if self._session is None:
            raise NotConnected(f"{self.name} is not open")
        return self._session


class _Session:
    """The line from opening to closing. Whoever waits for bytes reads for both."""

    def __init__(self, line: Transport, profile: FrameProfile) -> None:
        self.name = line.name
        self._line = line
        self._profile = profile
        self._decoder = Decoder(profile, source=Side.DEVICE)
        self._moved = threading.Condition()
        self._writing = threading.Lock()
        self._arrived: dict[Part, bytearray] = {}
        self._is_read = False  # by one of the two, at this moment
        self._echoes: dict[Frame, float] = {}  # what the keypad may echo, and until when
        self._failure: str | None = None

    @property
    def is_over(self) -> bool:
        return self._failure is not None

    def join(self, part: Part) -> None:
        with self._moved:
            self._arrived[part] = bytearray()

    def leave(self, part: Part) -> None:
        with self._moved:
            self._arrived.pop(part, None)
            is_last = not self._arrived
        if is_last:
            self._end(f"{self.name} was closed")

    def take(self, part: Part, *, timeout_s: float) -> bytes:
        """Return the frames that came for a part, waiting up to timeout_s for the first."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            left_s = max(0.0, deadline_s - time.monotonic())
            if self._begin_to_read(part, timeout_s=left_s):
                self._read_for_both(min(left_s, POLL_S))
            with self._moved:
                mine = self._mine(part)
                if mine or time.monotonic() >= deadline_s:
                    chunk = bytes(mine)
                    mine.clear()
                    return chunk

    def _begin_to_read(self, part: Part, *, timeout_s: float) -> bool:
        """Return False if there is something already, or the other part reads: then wait for it."""
        with self._moved:
            if self._mine(part):
                return False
            if self._is_read:
                self._moved.wait(timeout_s)
                return False
            self._is_read = True
            return True

    def say(self, part: Part, payload: bytes) -> None:
        with self._moved:
            self._mine(part)
            if part is Part.KEYPAD:
                self._expect_echo(payload)
        try:
            with self._writing:
                self._line.write(payload)
        except TransportError as error:
            self._end(str(error))
            raise

    def _read_for_both(self, timeout_s: float) -> None:
        try:
            chunk = self._line.read(timeout_s)
        except TransportError as error:
            self._end(str(error))
            raise LinkLost(str(error)) from error
        finally:
            with self._moved:
                self._is_read = False
                self._moved.notify_all()
        with self._moved:
            for frame in self._decoder.feed(chunk):
                whose = self._whose(frame)
                if whose in self._arrived:
                    self._arrived[whose] += encode(self._profile, frame)
            self._moved.notify_all()

    def _expect_echo(self, payload: bytes) -> None:
        until_s = time.monotonic() + self._profile.ack.timeout_s
        for frame in Decoder(self._profile, source=Side.DEVICE).feed(payload):
            if read_press(self._profile, frame) is not None:
                self._echoes[frame] = until_s

    def _whose(self, frame: Frame) -> Part:
        if self._echoes.pop(frame, 0.0) > time.monotonic():
            return Part.KEYPAD
        return Part.KEYPAD if read_press(self._profile, frame) is None else Part.PAD

    def _mine(self, part: Part) -> bytearray:
        """Return what has arrived for a part; the lock is held."""
        if self._failure is not None:
            raise LinkLost(self._failure)
        if part not in self._arrived:
            raise NotConnected(f"{self.name} is not open")
        return self._arrived[part]

    def _end(self, reason: str) -> None:
        with self._moved:
            self._failure = self._failure or reason
            self._moved.notify_all()
        self._line.close()
