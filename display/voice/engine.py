"""Text to sound by programs on this machine; no request leaves the hall."""

import re
import shutil
import subprocess
from typing import Protocol

from display.sentences import Language
from display.voice.clip import BadSound, Clip, from_wav

TIMEOUT_S = 10.0  # a sentence takes 0.03 s; a machine this slow should show, not speak


class SpeechError(Exception):
    """The sentence could not be turned into sound."""


class EngineMissing(SpeechError):
    """The program that speaks is not installed."""


class EngineFailed(SpeechError):
    """The program ran and gave no sound."""


class Unsayable(SpeechError):
    """The engine would garble this text, which is worse than saying nothing."""


class Engine(Protocol):
    """Something that can say a sentence."""

    @property
    def name(self) -> str:
        """What a stored clip is filed under: change it when the sound changes."""

    def synthesize(self, text: str, *, language: Language) -> Clip:
        """Raises SpeechError."""


_VOICES: dict[Language, tuple[str, ...]] = {
    "zh": ("-v", "cmn-latn-pinyin", "-s", "150", "-g", "2"),
    "en": ("-v", "en", "-s", "145"),
}


class EspeakEngine:
    """espeak-ng: 12 MB, instant, robotic, and right about every tone.

    Its plain `cmn` voice is not: it reads the pinyin of its own dictionary as English words
    (请 comes out as "king three"). `cmn-latn-pinyin` reads Chinese characters correctly.
    """

    def __init__(self, program: str = "espeak-ng") -> None:
        """Raises EngineMissing with what to install."""
        found = shutil.which(program)
        if found is None:
            raise EngineMissing(f"{program} is not installed (Debian: apt install espeak-ng)")
        self._program = found

    @property
    def name(self) -> str:
        return "espeak-ng " + " ".join(" ".join(options) for options in _VOICES.values())

    def synthesize(self, text: str, *, language: Language) -> Clip:
        """Say the text.

        Raises:
            Unsayable: a character it does not know.
            EngineFailed: it gave no sound within TIMEOUT_S.
        """
        if not _is_sayable(text, language):
            raise Unsayable(text)
        # Over stdin: no shell, and no text that begins with a dash is taken for an option.
        command = [self._program, *_VOICES[language], "--stdin", "--stdout"]
        try:
            ran = subprocess.run(
                command,
                input=_as_fed(text, language).encode(),
                capture_output=True,
                timeout=TIMEOUT_S,
                check=True,
            )
            return from_wav(ran.stdout)
        except subprocess.CalledProcessError as error:
            raise EngineFailed(error.stderr.decode(errors="replace").strip()) from error
        except (subprocess.TimeoutExpired, OSError, BadSound) as error:
            raise EngineFailed(str(error)) from error


def _is_sayable(text: str, language: Language) -> bool:
    """Whether every character has one reading and none is a command (`[[` starts phonemes).

    The 6,763 Chinese characters of GB 2312 give one syllable each, but for five bare radicals that
    no name uses; of the rarer characters hundreds are read out as their code point.
    """
    if language == "en":
        return re.fullmatch(r"[A-Za-z0-9 ,.'-]*", text) is not None
    spoken = re.sub(r"[A-Za-z0-9 ，。、：]", "", text)
    return all("一" <= character <= "龥" and _in_gb2312(character) for character in spoken)


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _as_fed(text: str, language: Language) -> str:
    """English "A" alone is the article, not the letter: give its sound instead."""
    return re.sub(r"\bA\b", "[['eI]]", text) if language == "en" else text
