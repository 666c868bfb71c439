"""How a simulated device speaks: late when it is slow, amid noise, or not at all."""

import random
from collections import deque
from dataclasses import dataclass
from typing import Any

NOISE_EVERY_S = 0.2
LOG_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFaults:
    """What can be wrong at the moment with any device on a line."""

    silent: bool = False  # hears nothing, says nothing
    noise: bool = False  # random bytes around each frame and in between
    slow_s: float = 0.0  # added before everything it says
    wrong_checksum: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """Bytes that passed, for people to read."""

    at_s: float
    sender: str  # "host" for what came in
    payload: bytes

    def as_json(self) -> dict[str, Any]:
        return {"at_s": self.at_s, "sender": self.sender, "hex": self.payload.hex(" ").upper()}


class Voice:
    """What a device is about to say. Its caller brings the time, and what is wrong by now.

    Args:
        seed: of the noise, so that a test can be repeated.
    """

    def __init__(self, *, seed: int) -> None:
        self._random = random.Random(seed)
        self._next_noise_at_s = 0.0
        self._outgoing: deque[tuple[float, bytes]] = deque()  # due time, bytes

    @property
    def has_to_speak(self) -> bool:
        """True while something is due that has not been sent."""
        return bool(self._outgoing)

    def say(self, payload: bytes, *, now_s: float, faults: LineFaults) -> None:
        """Say a frame, as soon as the device is able to."""
        if faults.noise:
            payload = self._noise() + payload + self._noise()
        self._outgoing.append((now_s + faults.slow_s, payload))

    def said(self, *, now_s: float, faults: LineFaults) -> list[bytes]:
        """Return what leaves the device by now_s; a silent one loses it."""
        if faults.noise and now_s >= self._next_noise_at_s:
            self._outgoing.append((now_s, self._noise()))
            self._next_noise_at_s = now_s + NOISE_EVERY_S
        due = []
        while self._outgoing and self._outgoing[0][0] <= now_s:
            due.append(self._outgoing.popleft()[1])
        return [] if faults.silent else due

    def hush(self) -> None:
        """Say nothing of what was under way, as without power."""
        self._outgoing.clear()

    def _noise(self) -> bytes:
        return self._random.randbytes(self._random.randint(1, 12))
