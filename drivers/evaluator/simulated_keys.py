"""A simulated device whose keys are repeated until the host echoes them. No I/O."""

from abc import ABC, abstractmethod
from collections import deque

from drivers.evaluator.profile import FrameProfile, Side
from drivers.evaluator.protocol import Command, Decoder, Frame, encode, read_command
from drivers.simulated_voice import LOG_LINES, LineFaults, LogLine, Voice

# How often a key is repeated is not published for the real devices; this is ours.
MOST_COPIES = 20


class SimulatedKeys(ABC):
    """A device that speaks a profile. The caller brings the bytes and the time.

    Attributes:
        faults: what is wrong with it.
        beeps: how often it was told to beep.
        log: the last bytes both ways, oldest first.
    """

    faults: LineFaults

    def __init__(self, *, profile: FrameProfile, address: int, seed: int) -> None:
        self.beeps = 0
        self.log: deque[LogLine] = deque(maxlen=LOG_LINES)
        self._profile = profile
        self._address = address
        self._decoder = Decoder(profile, source=Side.HOST)
        self._voice = Voice(seed=seed)
        self._keys: deque[Frame] = deque()  # the first is being sent
        self._copies = 0
        self._next_copy_at_s = 0.0

    @property
    def unanswered(self) -> int:
        """How many presses the host has not echoed yet."""
        return len(self._keys)

    def hear(self, chunk: bytes, *, now_s: float) -> None:
        """Take bytes from the host."""
        if chunk:
            self.log.append(LogLine(at_s=now_s, sender=Side.HOST, payload=chunk))
        for frame in self._decoder.feed(chunk):
            if frame.address == self._address and self._can_hear:
                self._obey(frame, now_s=now_s)

    def speak(self, *, now_s: float) -> list[bytes]:
        """Return what the device sends by now_s."""
        self._repeat_key(now_s)
        said = self._voice.said(now_s=now_s, faults=self.faults)
        for payload in said:
            self.log.append(LogLine(at_s=now_s, sender=Side.DEVICE, payload=payload))
        return said

    def power_up(self) -> None:
        """Forget what was under way, as a device does that gets its power from the line."""
        self._keys.clear()
        self._voice.hush()
        self._copies = 0
        self._decoder = Decoder(self._profile, source=Side.HOST)

    @property
    def _can_hear(self) -> bool:
        return not self.faults.silent

    @abstractmethod
    def _do(self, command: Command, *, now_s: float) -> None:
        """Do what the host asks for."""

    @abstractmethod
    def _repeat_key(self, now_s: float) -> None:
        """Say the key that waits for its echo, if it is time to."""

    def _push(self, func: int, data: bytes, *, now_s: float) -> None:
        """Take a key that was pressed; the first of them is sent at once."""
        self._keys.append(Frame(address=self._address, func=func, data=data))
        if len(self._keys) == 1:
            self._next_copy_at_s = now_s

    def _obey(self, frame: Frame, *, now_s: float) -> None:
        if self._keys and frame == self._keys[0]:
            self._next_key(now_s)
            return
        command = read_command(self._profile, frame)
        if command is not None:
            self._do(command, now_s=now_s)

    def _say_key(self, now_s: float) -> None:
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
        self._voice.say(payload, now_s=now_s, faults=self.faults)


def _spoiled(profile: FrameProfile, payload: bytes) -> bytes:
    """Return payload with its check byte wrong; the check stands before the tail."""
    at = len(payload) - len(profile.layout.tail) - 1
    return payload[:at] + bytes([payload[at] ^ 0x5A]) + payload[at + 1 :]
