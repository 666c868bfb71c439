"""Sound in memory: read, trimmed, levelled and joined to the sample."""

import io
import wave
from array import array

import pytest

from display.voice.chime import chime
from display.voice.clip import RATE_HZ, BadSound, Clip, from_wav, join, level, silence, trim


def clip(*samples: int) -> Clip:
    return Clip(array("h", samples).tobytes())


def wav(*, channels: int = 1, rate: int = RATE_HZ) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(bytes(400))
    return file.getvalue()


def test_a_clip_survives_its_wav_file() -> None:
    spoken = clip(1, -2, 32767, -32768)

    assert from_wav(spoken.to_wav()) == spoken


def test_the_samples_are_counted_where_the_header_does_not_know_the_length() -> None:
    whole = bytearray(clip(*range(1000)).to_wav())
    whole[4:8] = whole[40:44] = (0x7FFFF000).to_bytes(4, "little")  # what a pipe's writer puts

    assert from_wav(bytes(whole)).duration_s == pytest.approx(1000 / RATE_HZ)


@pytest.mark.parametrize(
    "sound",
    [b"", b"RIFF", b"not sound at all", wav(channels=2), wav(rate=8000)],
    ids=["nothing", "cut short", "text", "stereo", "another rate"],
)
def test_other_sound_is_refused(sound: bytes) -> None:
    with pytest.raises(BadSound):
        from_wav(sound)


def test_clips_are_joined_end_to_end() -> None:
    joined = join([clip(1, 2), silence(0.5), clip(3)])

    assert joined.duration_s == pytest.approx(0.5 + 3 / RATE_HZ, abs=1 / RATE_HZ)
    assert array("h", joined.pcm)[:2].tolist() == [1, 2]
    assert array("h", joined.pcm)[-1] == 3


def test_silence_around_speech_is_cut() -> None:
    assert trim(clip(0, 3, 0, 900, 0, -900, 5, 0)) == clip(900, 0, -900)
    assert trim(clip(0, 0)) == Clip(b"")


def test_quiet_speech_is_raised_to_the_level_and_silence_stays_silent() -> None:
    assert level(clip(100, -200, 0), peak=0.5) == clip(8192, -16384, 0)
    assert level(clip(0, 0), peak=0.5) == clip(0, 0)


def test_the_chime_is_a_second_long_softer_than_speech_and_ends_without_a_click() -> None:
    samples = array("h", chime().pcm)

    assert chime().duration_s == pytest.approx(1.13, abs=0.01)
    assert max(map(abs, samples)) == pytest.approx(0.45 * 32767, abs=2)
    assert abs(samples[0]) < 100
    assert abs(samples[-1]) < 100
