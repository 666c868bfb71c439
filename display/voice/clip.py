"""A piece of sound: mono, 16 bit, in memory; and how pieces are put together."""

import io
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

RATE_HZ = 22050
"""One rate for everything that is said, so that clips can be put end to end."""

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


def from_wav(wav: bytes) -> Clip:
    """Read a WAV file.

    A program that writes WAV to a pipe cannot know its length and puts a wrong one into the
    header, so the samples are counted, not the header believed.

    Raises:
        BadSound: not WAV, or not mono, 16 bit, RATE_HZ.
    """
    try:
        with wave.open(io.BytesIO(wav)) as sound:
            form = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
            if form != (1, 2, RATE_HZ):
                raise BadSound(f"expected mono, 2 bytes, {RATE_HZ} Hz, got {form}")
            pcm = sound.readframes(len(wav))
    except (wave.Error, EOFError) as error:
        raise BadSound(str(error)) from error
    return Clip(pcm[: len(pcm) // 2 * 2])


def silence(duration_s: float) -> Clip:
    return Clip(bytes(2 * round(duration_s * RATE_HZ)))


def join(clips: Sequence[Clip]) -> Clip:
    """The clips one after another, without a pause of their own."""
    return Clip(b"".join(clip.pcm for clip in clips))


def trim(clip: Clip) -> Clip:
    """Without the silence before the first and after the last audible sample."""
    samples = array("h", clip.pcm)
    audible = [i for i, sample in enumerate(samples) if abs(sample) > _AUDIBLE]
    return Clip(samples[audible[0] : audible[-1] + 1].tobytes()) if audible else Clip(b"")


def level(clip: Clip, *, peak: float) -> Clip:
    """With its loudest sample at `peak` (0 to 1), so that voices and chime match."""
    samples = array("h", clip.pcm)
    loudest = max(map(abs, samples), default=0)
    if loudest == 0:
        return clip
    factor = peak * 32767 / loudest
    return Clip(array("h", [round(sample * factor) for sample in samples]).tobytes())
