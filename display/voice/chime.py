"""The two falling tones before a call, made by arithmetic: nothing to ship, nothing to license."""

import math
from array import array
from functools import cache

from display.voice.clip import RATE_HZ, Clip, join, level

_TONES_HZ = (659.26, 523.25)  # E5, C5: a falling major third sounds like "ding dong"
_TONE_S = (0.38, 0.75)
_PARTIALS = ((1.0, 1.0), (2.0, 0.35), (3.0, 0.12))  # frequency, loudness, of a soft bell
_ATTACK_S = 0.006  # without it the first sample clicks
_DECAY_PER_S = 5.5


@cache
def chime() -> Clip:
    """A second of bell that says "listen" without startling anyone."""
    tones = [_tone(hz, duration_s) for hz, duration_s in zip(_TONES_HZ, _TONE_S, strict=True)]
    return level(join(tones), peak=0.45)


def _tone(hz: float, duration_s: float) -> Clip:
    samples = array("h")
    for i in range(round(duration_s * RATE_HZ)):
        t = i / RATE_HZ
        rise = min(1.0, t / _ATTACK_S)
        fall = min(1.0, (duration_s - t) / 0.02)
        envelope = rise * fall * math.exp(-_DECAY_PER_S * t)
        wave = sum(loud * math.sin(2 * math.pi * hz * n * t) for n, loud in _PARTIALS)
        samples.append(round(18000 * envelope * wave))
    return Clip(samples.tobytes())
