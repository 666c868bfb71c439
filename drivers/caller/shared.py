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
from drivers.transports.errors import LinkLost, TransportError
from drivers.transports.shared_line import PartyLine, Session, SharedLine
from drivers.transports.transport import Transport

POLL_S = 0.05  # how long one read holds the line, and so how late the other part may be


class Part(Enum):
    """Whose half of the conversation it is."""

    KEYPAD = auto()
    PAD = auto()


class SharedAddress(SharedLine[Part]):
    """The line of a pad and a keypad.

    With ff68-keypad the echo that quiets the pad's key 评价 is also the command that lights a
    keypad of the same address. A citizen's key is still an answer only to a question of ours.

    Args:
        new_line: makes an unopened line on which no other address speaks.
        profile: what both speak.
    """

    def __init__(self, new_line: Callable[[], Transport], *, profile: FrameProfile) -> None:
        super().__init__(new_line)
        self._profile = profile

    def part(self, part: Part) -> Transport:
        """Return the unopened line of one of the two."""
        return PartyLine(self, part)

    def name_of(self, part: Part, *, port: str | None) -> str:
        return port or f"shared line, {part.name.lower()}"

    def _begin(self, line: Transport) -> "_Session":
        return _Session(line, self._profile)


class _Session(Session[Part]):
    """The line from opening to closing. Whoever waits for bytes reads for both."""

    def __init__(self, line: Transport, profile: FrameProfile) -> None:
        super().__init__(line)
        self._profile = profile
        self._decoder = Decoder(profile, source=Side.DEVICE)
        self._writing = threading.Lock()
        self._is_read = False  # by one of the two, at this moment
        self._echoes: dict[Frame, float] = {}  # what the keypad may echo, and until when

    def _await_frames(self, part: Part, *, timeout_s: float) -> None:
        if self._begin_to_read(part, timeout_s=timeout_s):
            self._read_for_both(min(timeout_s, POLL_S))

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
            self._lose(error)
            raise

    def _read_for_both(self, timeout_s: float) -> None:
        try:
            chunk = self._line.read(timeout_s)
        except TransportError as error:
            self._lose(error)
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

    def _lose(self, error: TransportError) -> None:
        self._fail(str(error))
        self._line.close()
