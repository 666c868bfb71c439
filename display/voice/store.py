"""Clips on disk, so that the hundredth "到三号窗口" costs a file read."""

import hashlib
import os
import tempfile
from pathlib import Path

from display.sentences import Language
from display.voice.clip import BadSound, Clip, from_wav
from display.voice.engine import Engine

LIMIT_BYTES = 64 * 1024 * 1024


class ClipStore:
    """A folder of WAV files named by what they say; the oldest go when it is full."""

    def __init__(self, folder: Path, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, engine: Engine, text: str, *, language: Language) -> Clip:
        """The engine's clip of the text, synthesised only if it is not here yet.

        Raises:
            SpeechError: the engine could not say it.
        """
        path = self._path(engine.name, text, language)
        try:
            clip = from_wav(path.read_bytes())
            os.utime(path)  # in use: among the last to go
        except (FileNotFoundError, BadSound):
            clip = engine.synthesize(text, language=language)
            self._keep(path, clip.to_wav())
        return clip

    def has(self, engine_name: str, text: str, *, language: Language) -> bool:
        """Whether the clip of an engine is here."""
        return self._path(engine_name, text, language).exists()

    def _path(self, engine_name: str, text: str, language: Language) -> Path:
        return self._folder / f"{_key(engine_name, text, language)}.wav"

    def _keep(self, path: Path, wav: bytes) -> None:
        # Written aside and renamed: a power cut leaves the old state, never half a sentence.
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as part:
            part.write(wav)
        os.replace(part.name, path)
        self._make_room()

    def _make_room(self) -> None:
        clips = [(file.stat(), file) for file in self._folder.glob("*.wav")]
        size = sum(stat.st_size for stat, _ in clips)
        for stat, file in sorted(clips, key=lambda clip: clip[0].st_mtime_ns):
            if size <= self._limit_bytes:
                return
            file.unlink(missing_ok=True)
            size -= stat.st_size


def _key(engine: str, text: str, language: Language) -> str:
    return hashlib.sha256("\0".join((engine, language, text)).encode()).hexdigest()[:32]
