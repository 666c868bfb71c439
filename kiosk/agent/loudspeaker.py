"""Where sound goes: a program of this machine that plays it, or a loudspeaker that is simulated."""

import shutil
import subprocess
import tempfile
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from display.voice.clip import Clip
from kiosk.agent.clock import Clock, utc_now

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
KEPT_CLIPS = 50
_CHECK_S = 0.05
_GRACE_S = 5.0  # a player that takes this much longer than its clip hangs


class NoSound(Exception):
    """The clip was not played to its end."""


class Sink(Protocol):
    def play(self, clip: Clip, *, text: str, language: str, stop: threading.Event) -> None:
        """Play a clip and return when it has been heard. text is what the clip says.

        Raises:
            NoSound: it could not be played, or stop was set meanwhile.
        """


class PlayerSink:
    """Plays through the first player program found on this machine."""

    def __init__(self, players: tuple[tuple[str, ...], ...] = PLAYERS) -> None:
        """Raises NoSound when there is none."""
        found = next((p for p in players if shutil.which(p[0])), None)
        if found is None:
            names = ", ".join(player[0] for player in players)
            raise NoSound(f"no player program on this machine: {names}")
        self._command = found

    def play(self, clip: Clip, *, text: str, language: str, stop: threading.Event) -> None:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            file.write(clip.to_wav())
            file.flush()
            try:
                process = subprocess.Popen(
                    [*self._command, file.name],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                raise NoSound(str(error)) from error
            with process:
                self._watch(process, stop, longest_s=clip.duration_s + _GRACE_S)

    def _watch(
        self, process: subprocess.Popen[bytes], stop: threading.Event, *, longest_s: float
    ) -> None:
        left_s = longest_s
        while process.poll() is None:
            if stop.wait(_CHECK_S) or left_s <= 0:
                process.kill()
                raise NoSound("stopped" if stop.is_set() else f"{self._command[0]} hangs")
            left_s -= _CHECK_S
        if process.returncode != 0:
            raise NoSound(f"{self._command[0]} ended with {process.returncode}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardClip:
    """A clip a simulated loudspeaker has begun to play; n counts from 1."""

    n: int
    text: str
    language: str
    wav: bytes
    duration_s: float
    at: datetime


class SimulatedSink:
    """Takes as long as a clip lasts and keeps the last clips, so that a browser can play them."""

    def __init__(self, *, scale: float = 1.0, clock: Clock = utc_now) -> None:
        self._scale = scale
        self._clock = clock
        self._clips: deque[HeardClip] = deque(maxlen=KEPT_CLIPS)
        self._last = 0

    @property
    def last(self) -> int:
        """Number of the newest clip, 0 before the first."""
        return self._last

    def play(self, clip: Clip, *, text: str, language: str, stop: threading.Event) -> None:
        heard = HeardClip(
            n=self._last + 1,
            text=text,
            language=language,
            wav=clip.to_wav(),
            duration_s=clip.duration_s,
            at=self._clock(),
        )
        self._clips.append(heard)
        self._last = heard.n
        if stop.wait(clip.duration_s * self._scale):
            raise NoSound("stopped")

    def after(self, n: int) -> list[HeardClip]:
        """Return the kept clips that came after number n, oldest first."""
        return [clip for clip in self._clips.copy() if clip.n > n]

    def clip(self, n: int) -> HeardClip | None:
        """Return clip n, or None if it is not kept any more."""
        return next((clip for clip in self._clips.copy() if clip.n == n), None)
