"""The keypad's half of the conversation, as values: bytes and presses in, bytes out. No I/O."""

import random
from collections import deque
from dataclasses import dataclass

from drivers.evaluator.profile import FrameProfile, Side
from drivers.evaluator.protocol import Command, Decoder, Frame, encode, frame_of, read_command

# How long the lamp stays lit and how often a key is repeated are not published for the real pad;
# these are ours. Sixty seconds is what evaluator pages in use give the citizen.
LAMP_S = 60.0
MOST_COPIES = 20

UNKNOWN_KEY = 0x7F  # on no key map
NOISE_EVERY_S = 0.2
LOG_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What is wrong with the pad at the moment."""

    silent: bool = False  # hears nothing, says nothing
    noise: bool = False  # random bytes around each frame and in between
    slow_s: float = 0.0  # added before everything it says
    wrong_checksum: bool = False  # key frames only
    unknown_key: bool = False  # every key sends UNKNOWN_KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """Bytes that passed, for people to read."""

    at_s: float
    sender: Side
    payload: bytes


class SimulatedPad:
    """A keypad that speaks a profile. The caller brings the bytes and the time.

    Keys can be pressed whether or not the host has asked, as on the real pad. A key is repeated
    every `profile.ack.timeout_s`, or as the answer to every poll if the profile has polls, until
    the host echoes it; then the next one is sent.
    """

    def __init__(self, *, profile: FrameProfile, address: int, seed: int = 0) -> None:
        self.faults = Faults()
        self.stars: int | None = None
        self.beeps = 0
        self.log: deque[LogLine] = deque(maxlen=LOG_LINES)
        self._profile = profile
        self._address = address
        self._decoder = Decoder(profile, source=Side.HOST)
        self._random = random.Random(seed)
        self._lit_until_s = float("-inf")
        self._keys: deque[Frame] = deque()  # the first is being sent
        self._copies = 0
        self._next_copy_at_s = 0.0
        self._next_noise_at_s = 0.0
        self._outgoing: deque[tuple[float, bytes]] = deque()  # due time, bytes

    def is_armed(self, now_s: float) -> bool:
        """True while the lamp 请您评价 is lit."""
        return now_s < self._lit_until_s

    @property
    def unanswered(self) -> int:
        """How many presses the host has not echoed yet."""
        return len(self._keys)

    @property
    def has_to_speak(self) -> bool:
        """True while an answer is due that has not been sent."""
        return bool(self._outgoing)

    def press(self, value: int, *, now_s: float) -> None:
        """Press a key. Raises ValueError for a value that is not a byte."""
        sent = UNKNOWN_KEY if self.faults.unknown_key else value
        event = self._profile.key_event
        data = bytes(event.value_at) + bytes([sent])
        self._keys.append(Frame(address=self._address, func=event.func, data=data))
        self._lit_until_s = now_s
        if len(self._keys) == 1:
            self._next_copy_at_s = now_s

    def hear(self, chunk: bytes, *, now_s: float) -> None:
        """Take bytes from the host."""
        if chunk:
            self.log.append(LogLine(at_s=now_s, sender=Side.HOST, payload=chunk))
        for frame in self._decoder.feed(chunk):
            if frame.address == self._address and not self.faults.silent:
                self._obey(frame, now_s=now_s)

    def speak(self, *, now_s: float) -> list[bytes]:
        """Return what the pad sends by now_s."""
        self._repeat_key(now_s)
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
        """Forget what was under way, as a pad does that gets its power from the cable."""
        self._lit_until_s = float("-inf")
        self._keys.clear()
        self._outgoing.clear()
        self._copies = 0
        self._decoder = Decoder(self._profile, source=Side.HOST)

    def _obey(self, frame: Frame, *, now_s: float) -> None:
        if self._keys and frame == self._keys[0]:
            self._next_key(now_s)
            return
        command = read_command(self._profile, frame)
        if command is None or command.name == "acknowledge":
            return  # the echo before it has already ended the repeating
        if command.name == "poll" and self._keys:
            self._send_key(now_s)
            return
        self._do(command, now_s=now_s)
        self._say(encode(self._profile, frame_of(self._profile, command)), now_s=now_s)

    def _do(self, command: Command, *, now_s: float) -> None:
        match command.name:
            case "arm":
                self._lit_until_s = now_s + LAMP_S
            case "stars":
                self.stars = command.values["stars"]
            case "beep":
                self.beeps += 1

    def _repeat_key(self, now_s: float) -> None:
        is_polled = self._profile.polling is not None
        if is_polled or not self._keys or now_s < self._next_copy_at_s:
            return
        self._send_key(now_s)
        self._next_copy_at_s = now_s + self._profile.ack.timeout_s

    def _send_key(self, now_s: float) -> None:
        if self._copies == MOST_COPIES:
            self._next_key(now_s)
            return
        payload = encode(self._profile, self._keys[0])
        if self.faults.wrong_checksum:
            payload = _spoiled(self._profile, payload)
        self._say(payload, now_s=now_s)
        self._copies += 1

    def _next_key(self, now_s: float) -> None:
        self._keys.popleft()
        self._copies = 0
        self._next_copy_at_s = now_s

    def _say(self, payload: bytes, *, now_s: float) -> None:
        if self.faults.noise:
            payload = self._noise() + payload + self._noise()
        self._outgoing.append((now_s + self.faults.slow_s, payload))

    def _noise(self) -> bytes:
        return self._random.randbytes(self._random.randint(1, 12))


def _spoiled(profile: FrameProfile, payload: bytes) -> bytes:
    """Return payload with its check byte wrong; the check stands before the tail."""
    at = len(payload) - len(profile.layout.tail) - 1
    return payload[:at] + bytes([payload[at] ^ 0x5A]) + payload[at + 1 :]
