"""A piece of sound: mono, 16 bit, in memory; and how pieces are put together."""

import io
import struct
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from display.voice import mulaw

RATE_HZ = 22050
"""One rate for everything that is said, so that clips can be put end to end."""

_PCM_16 = (1, 16)  # format tag and bits of a sample
_MU_LAW = (7, 8)
_AUDIBLE = 200  # of 32767: below it a synthesiser's lead-in and tail are silence


class BadSound(Exception):
    """The bytes are not the WAV this product works with."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Signed 16-bit little-endian mono samples at RATE_HZ."""

    pcm: bytes

    @property
    def duration_s(self) -> float:
        return len(self.pcm) / 2 / RATE_HZ

    def to_wav(self) -> bytes:
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE_HZ)
            sound.writeframes(self.pcm)
        return file.getvalue()

    def to_mulaw_wav(self) -> bytes:
        """The WAV file of half the size, for packs."""
        sound = mulaw.encode(self.pcm)
        form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, 7, 1, RATE_HZ, RATE_HZ, 1, 8, 0)
        fact = struct.pack("<4sII", b"fact", 4, len(sound))
        body = form + fact + struct.pack("<4sI", b"data", len(sound)) + sound
        body += b"\0" * (len(sound) % 2)
        return struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WAVE") + body


def from_wav(wav: bytes) -> Clip:
    """Read a WAV file of 16 bits or of µ-law.

    A program that writes WAV to a pipe cannot know its length and puts a wrong one into the
    header, so the samples are counted, not the header believed.

    Raises:
        BadSound: not WAV, or not mono, 16 bit or µ-law, RATE_HZ.
    """
    form, sound = chunks_of(wav)
    channels, rate_hz = struct.unpack_from("<HI", form, 2)
    coding = struct.unpack_from("<H", form)[0], struct.unpack_from("<H", form, 14)[0]
    if (channels, rate_hz) != (1, RATE_HZ) or coding not in (_PCM_16, _MU_LAW):
        raise BadSound(
            f"expected mono, 16 bit or µ-law, {RATE_HZ} Hz, got {channels} channels,"
            f" coding {coding[0]}, {coding[1]} bit, {rate_hz} Hz"
        )
    return Clip(mulaw.decode(sound) if coding == _MU_LAW else sound[: len(sound) // 2 * 2])


def chunks_of(wav: bytes) -> tuple[bytes, bytes]:
    """The `fmt ` and the `data` of a WAV file (RIFF, Microsoft and IBM 1991).

    Raises:
        BadSound: there are none.
    """
    found: dict[bytes, bytes] = {}
    at = 12
    while wav[:4] == b"RIFF" and wav[8:12] == b"WAVE" and at + 8 <= len(wav):
        name, size = struct.unpack_from("<4sI", wav, at)
        found[name] = wav[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    form = found.get(b"fmt ", b"")
    if len(form) < 16 or b"data" not in found:
        raise BadSound("no RIFF file with sound")
    return form, found[b"data"]


def silence(duration_s: float) -> Clip:
    return Clip(bytes(2 * round(duration_s * RATE_HZ)))


def join(clips: Sequence[Clip]) -> Clip:
    """The clips one after another, without a pause of their own."""
    return Clip(b"".join(clip.pcm for clip in clips))


def trim(clip: Clip, *, audible: int = _AUDIBLE) -> Clip:
    """Without what is softer than `audible` (of 32767) at both ends."""
    samples = array("h", clip.pcm)
    loud = [i for i, sample in enumerate(samples) if abs(sample) > audible]
    return Clip(samples[loud[0] : loud[-1] + 1].tobytes()) if loud else Clip(b"")


def level(clip: Clip, *, peak: float) -> Clip:
    """With its loudest sample at `peak` (0 to 1), so that voices and chime match."""
    samples = array("h", clip.pcm)
    loudest = max(map(abs, samples), default=0)
    if loudest == 0:
        return clip
    factor = peak * 32767 / loudest
    return Clip(array("h", [round(sample * factor) for sample in samples]).tobytes())


def softened(clip: Clip) -> Clip:
    """With an edge of 4 ms at both ends, so that a clip cut out of a sentence does not click."""
    samples = array("h", clip.pcm)
    edge = min(round(0.004 * RATE_HZ), len(samples) // 2)
    for i in range(edge):
        samples[i] = samples[i] * i // edge
        samples[-1 - i] = samples[-1 - i] * i // edge
    return Clip(samples.tobytes())


def at_volume(clip: Clip, percent: int) -> Clip:
    """Softer: at so many percent of its level."""
    if percent == 100:
        return clip
    return Clip(array("h", [s * percent // 100 for s in array("h", clip.pcm)]).tobytes())
