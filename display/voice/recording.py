"""Recordings as studios make them, brought to the product's own form. For commands: it is slow."""

from __future__ import annotations

import math
import struct
from array import array

from display.voice.clip import RATE_HZ, BadSound, Clip, chunks_of

_REACH = 16  # zero crossings of the filter on each side
_PCM, _EXTENSIBLE = 1, 0xFFFE


def from_recording(wav: bytes) -> Clip:
    """Read a WAV file of any rate from 8 to 192 kHz, one or two channels, 16 or 24 bit.

    Raises:
        BadSound: it is something else.
    """
    form, sound = chunks_of(wav)
    coding, channels, rate_hz = struct.unpack_from("<HHI", form)
    bits = struct.unpack_from("<H", form, 14)[0]
    is_known = coding in (_PCM, _EXTENSIBLE) and channels in (1, 2) and bits in (16, 24)
    if not is_known or not 8_000 <= rate_hz <= 192_000:
        raise BadSound(
            f"expected PCM of 16 or 24 bit, one or two channels, 8 to 192 kHz; got {channels}"
            f" channels, coding {coding}, {bits} bit, {rate_hz} Hz"
        )
    samples = _mixed(_samples(sound, bits=bits), channels=channels)
    return Clip(_resampled(samples, rate_hz).tobytes())


def _samples(sound: bytes, *, bits: int) -> array[int]:
    if bits == 16:
        return array("h", sound[: len(sound) // 2 * 2])
    size = len(sound) // 3
    upper = bytearray(2 * size)  # the lowest of three bytes is below what 16 bits can hold
    upper[0::2], upper[1::2] = sound[1 : 3 * size : 3], sound[2 : 3 * size : 3]
    return array("h", bytes(upper))


def _mixed(samples: array[int], *, channels: int) -> array[int]:
    if channels == 1:
        return samples
    both = zip(samples[0::2], samples[1::2], strict=False)
    return array("h", [(left + right) // 2 for left, right in both])


def _resampled(samples: array[int], rate_hz: int) -> array[int]:
    """Windowed sinc: what lies above the lower rate's reach is filtered out, not folded down."""
    if rate_hz == RATE_HZ:
        return samples
    cut = min(1.0, RATE_HZ / rate_hz)
    reach = math.ceil(_REACH / cut)
    step = rate_hz / RATE_HZ
    count = int(len(samples) / step)
    out = array("h", bytes(2 * count))
    for n in range(count):
        at = n * step
        first = max(0, math.ceil(at - reach))
        last = min(len(samples) - 1, math.floor(at + reach))
        total = 0.0
        for i in range(first, last + 1):
            total += samples[i] * _sinc((i - at) * cut) * _hann((i - at) / reach)
        out[n] = max(-32768, min(32767, round(total * cut)))
    return out


def _sinc(x: float) -> float:
    return 1.0 if x == 0 else math.sin(math.pi * x) / (math.pi * x)


def _hann(x: float) -> float:
    return 0.5 + 0.5 * math.cos(math.pi * x)
