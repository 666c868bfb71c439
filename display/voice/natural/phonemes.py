"""The words of a call in the phoneme letters that Kokoro was trained on."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_ENGLISH = Path(__file__).with_name("english.toml")
_PARTS = re.compile(r"[一-龥]+|[A-Za-z]+|\d+|[，,。.]|\s+|.")


class Unpronounceable(ValueError):
    """A word that is not in the lexicon: guessing would say something else."""


@dataclass(frozen=True, slots=True)
class English:
    """The sounds of letters, whole numbers and words."""

    letters: Mapping[str, str]
    numbers: Mapping[str, str]
    words: Mapping[str, str]

    def say(self, part: str) -> str:
        """The phonemes of a letter, of a whole number below 1000, or of a word.

        Raises:
            Unpronounceable.
        """
        known = self.numbers.get(part) or self.letters.get(part) or self.words.get(part.lower())
        if known is not None:
            return known
        if part.isdigit() and len(part) == 2:
            return f"{self.say(part[0] + '0')} {self.say(part[1])}"
        if part.isdigit() and len(part) == 3:
            rest = [self.say(str(int(part[1:])))] if int(part[1:]) else []
            return " ".join([self.say(part[0]), "hˈʌndɹəd", *rest])
        raise Unpronounceable(part)


def read_english(path: Path = _ENGLISH) -> English:
    """The lexicon that ships."""
    tables = tomllib.loads(path.read_text("utf-8"))
    return English(tables["letters"], tables["numbers"], tables["words"])


def phonemes(text: str, *, english: English, chinese: Callable[[str], str]) -> str:
    """The phonemes of a text of Chinese characters, letters, numbers and commas.

    Args:
        chinese: gives the phonemes of a run of Chinese characters.

    Raises:
        Unpronounceable: something that is none of these, or a word that is not known.
    """
    said = [_part(part, english=english, chinese=chinese) for part in _PARTS.findall(text)]
    return re.sub(r"\s+(?=[,.])", "", " ".join(part for part in said if part))


def _part(part: str, *, english: English, chinese: Callable[[str], str]) -> str:
    if part.isspace():
        return ""
    if part in "，,":
        return ","
    if part in "。.":
        return "."
    if "一" <= part[0] <= "龥":
        return chinese(part)
    if part.isascii() and part.isalnum():
        return english.say(part)
    raise Unpronounceable(part)
