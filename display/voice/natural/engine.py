"""Kokoro as an engine: asks the worker in its own environment, and starts it when needed.

Far too slow for the moment of a call (two seconds and more for a sentence): it is asked when a
number is given, and to build packs.
"""

import itertools
import json
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from display.sentences import Language
from display.voice.clip import Clip
from display.voice.engine import EngineFailed, EngineMissing, Unsayable

HOME = Path(__file__).resolve().parents[3] / ".venv-voice"
"""Where `tools/natural_voice.sh` puts it."""

NAME = "kokoro-82m-v1.0-int8 zf_xiaobei 0.9 af_heart 0.85"
TIMEOUT_S = 90.0  # one sentence on a busy machine; the worker's start included
_PRODUCT = Path(__file__).resolve().parents[3]


@runtime_checkable
class CuttingEngine(Protocol):
    """An engine that knows where in a sentence its parts begin."""

    @property
    def name(self) -> str: ...
    def cut(self, parts: Sequence[str], *, language: Language) -> list[Clip]:
        """The parts of one sentence, each as it sounds in there. Raises SpeechError."""


class NaturalEngine:
    """The natural voice. Usable from any thread; one sentence at a time.

    Args:
        home: a Python environment with what `requirements-voice.txt` names, and in its folder
            `kokoro-voices` the voices.
        command: another worker, for who has one.
    """

    def __init__(
        self,
        home: Path = HOME,
        *,
        command: Sequence[str] | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Raises EngineMissing with how to get it."""
        python, voices = home / "bin" / "python", home / "kokoro-voices"
        if command is None and not (python.exists() and voices.is_dir()):
            raise EngineMissing("not installed: run tools/natural_voice.sh")
        self._command = command or (
            str(python), "-m", "display.voice.natural.worker", "--voices", str(voices),
        )  # fmt: skip
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return NAME

    def synthesize(self, text: str, *, language: Language) -> Clip:
        """Say the text.

        Raises:
            Unsayable: a word it does not know.
            EngineFailed: the worker gave no sound within TIMEOUT_S; it is started anew next time.
        """
        clip, _ = self._ask([text], language=language)
        return clip

    def cut(self, parts: Sequence[str], *, language: Language) -> list[Clip]:
        """Say the parts as one sentence and return each. Raises as `synthesize`."""
        clip, cuts = self._ask(parts, language=language)
        edges = [0, *cuts, len(clip.pcm) // 2]
        return [Clip(clip.pcm[2 * begin : 2 * end]) for begin, end in itertools.pairwise(edges)]

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._end()

    def _ask(self, parts: Sequence[str], *, language: Language) -> tuple[Clip, list[int]]:
        question = json.dumps({"language": language, "parts": list(parts)}).encode() + b"\n"
        with self._lock:
            watch = threading.Timer(self._timeout_s, self._kill)
            watch.start()
            try:
                return self._asked(question)
            except (OSError, ValueError, KeyError) as error:
                self._end()
                raise EngineFailed(f"the natural voice ended: {error}") from error
            finally:
                watch.cancel()

    def _asked(self, question: bytes) -> tuple[Clip, list[int]]:
        worker = self._running()
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(question)
        worker.stdin.flush()
        answer = _header(worker)
        if "error" in answer:
            raise Unsayable(answer["error"])
        size = 2 * int(answer["samples"])
        pcm = worker.stdout.read(size)
        if len(pcm) < size:
            raise ValueError("it ended within a sentence")
        return Clip(pcm), [int(at) for at in answer["cuts"]]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is not None and self._worker.poll() is None:
            return self._worker
        self._end()
        self._worker = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PRODUCT,
        )
        _header(self._worker)
        return self._worker

    def _kill(self) -> None:
        worker = self._worker
        if worker is not None:
            worker.kill()  # whoever reads from it then reads the end

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.communicate()


def _header(worker: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert worker.stdout is not None
    line = worker.stdout.readline()
    if not line:
        raise ValueError("it gave no answer")
    answer: dict[str, Any] = json.loads(line)
    return answer
