"""The caller pad's half of the conversation, as values: bytes and keys in, bytes out. No I/O."""

import random
from collections import deque
from dataclasses import dataclass

from drivers.caller.protocol import BLANK, DIGITS
from drivers.evaluator.profile import FrameProfile, Side
from drivers.evaluator.protocol import Command, Decoder, Frame, encode, read_command

# How often a key is repeated is not published for the real pad; this is ours.
MOST_COPIES = 20
PAD_FUNC = 0x01  # of the keys: the published program takes anything but the evaluator's 11
NOISE_EVERY_S = 0.2
LOG_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What is wrong with the pad at the moment."""

    silent: bool = False  # hears nothing, says nothing
    deaf: bool = False  # hears nothing, so that it repeats every key
    noise: bool = False  # random bytes around each frame and in between
    wrong_checksum: bool = False
    slow_s: float = 0.0  # added before everything it says


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """Bytes that passed, for people to read."""

    at_s: float
    sender: Side
    payload: bytes


class SimulatedCaller:
    """A caller pad that speaks a profile. The caller brings the bytes and the time.

    A key is repeated every `profile.ack.timeout_s` until the host echoes it, then the next one
    is sent. The display has six places: a ticket's digits on the right, the waiting on the left.
    """

    def __init__(self, *, profile: FrameProfile, address: int, seed: int = 0) -> None:
        self.faults = Faults()
        self.beeps = 0
        self.ticket = ""
        self.waiting = ""
        self.log: deque[LogLine] = deque(maxlen=LOG_LINES)
        self._profile = profile
        self._address = address
        self._decoder = Decoder(profile, source=Side.HOST)
        self._random = random.Random(seed)
        self._keys: deque[Frame] = deque()  # the first is being sent
        self._copies = 0
        self._next_copy_at_s = 0.0
        self._next_noise_at_s = 0.0
        self._outgoing: deque[tuple[float, bytes]] = deque()  # due time, bytes

    @property
    def unanswered(self) -> int:
        """How many presses the host has not echoed yet."""
        return len(self._keys)

    def press(self, keys: bytes, *, now_s: float) -> None:
        """Press keys: `0C` calls, `06 0F` is 6 and confirm. Raises ValueError for none."""
        if not keys:
            raise ValueError("no key was pressed")
        self._keys.append(Frame(address=self._address, func=PAD_FUNC, data=keys))
        if len(self._keys) == 1:
            self._next_copy_at_s = now_s

    def hear(self, chunk: bytes, *, now_s: float) -> None:
        """Take bytes from the host."""
        if chunk:
            self.log.append(LogLine(at_s=now_s, sender=Side.HOST, payload=chunk))
        for frame in self._decoder.feed(chunk):
            if frame.address == self._address and not (self.faults.silent or self.faults.deaf):
                self._obey(frame, now_s=now_s)

    def speak(self, *, now_s: float) -> list[bytes]:
        """Return what the pad sends by now_s."""
        if self._keys and now_s >= self._next_copy_at_s:
            self._outgoing.append((now_s + self.faults.slow_s, self._copy()))
            self._copies += 1
            self._next_copy_at_s = now_s + self._profile.ack.timeout_s
            if self._copies == MOST_COPIES:
                self._next_key(now_s)
        if self.faults.noise and now_s >= self._next_noise_at_s:
            self._outgoing.append((now_s, self._noise()))
            self._next_noise_at_s = now_s + NOISE_EVERY_S
        said = []
        while self._outgoing and self._outgoing[0][0] <= now_s:
            payload = self._outgoing.popleft()[1]
            if not self.faults.silent:
                said.append(payload)
                self.log.append(LogLine(at_s=now_s, sender=Side.DEVICE, payload=payload))
        return said

    def power_up(self) -> None:
        """Forget what was under way and shown, as a pad does that gets its power from the line."""
        self._keys.clear()
        self._outgoing.clear()
        self._copies = 0
        self.ticket = self.waiting = ""
        self._decoder = Decoder(self._profile, source=Side.HOST)

    def _obey(self, frame: Frame, *, now_s: float) -> None:
        if self._keys and frame == self._keys[0]:
            self._next_key(now_s)
            return
        command = read_command(self._profile, frame)
        if command is None:
            return
        match command.name:
            case "beep":
                self.beeps += 1
            case "ticket":
                self.ticket, self.waiting = _digits(command), ""
            case "waiting":
                self.ticket, self.waiting = "", _digits(command)

    def _copy(self) -> bytes:
        payload = encode(self._profile, self._keys[0])
        if self.faults.wrong_checksum:
            at = len(payload) - len(self._profile.layout.tail) - 1
            payload = payload[:at] + bytes([payload[at] ^ 0x5A]) + payload[at + 1 :]
        return self._noise() + payload + self._noise() if self.faults.noise else payload

    def _next_key(self, now_s: float) -> None:
        self._keys.popleft()
        self._copies = 0
        self._next_copy_at_s = now_s

    def _noise(self) -> bytes:
        return self._random.randbytes(self._random.randint(1, 12))


def _digits(command: Command) -> str:
    places = ("hundreds", "tens", "ones")[:DIGITS]
    values = [command.values[place] for place in places]
    return "".join("" if value == BLANK else str(value % 10) for value in values)
