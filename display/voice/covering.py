"""A phrase from recorded pieces: as few as possible, for every joint can be heard."""

import re
from collections.abc import Mapping, Sequence

from display.sentences import Language

Tokens = tuple[str, ...]


def tokens_of(text: str, language: Language) -> Tokens:
    """What a text is made of: characters in Chinese, words, letters and numbers in English.

    English numbers are counted by tens and ones, as they are said: 35 is 30 and 5.
    """
    if language == "zh":
        return tuple(re.findall(r"[A-Z]|[一-龥]|\d", text))
    words = re.findall(r"[A-Za-z']+|\d+", text)
    return tuple(part for word in words for part in _english(word))


def covered(wanted: Tokens, pieces: Mapping[Tokens, str]) -> list[str] | None:
    """The fewest pieces that say the wanted tokens, in order, or None where they do not reach.

    Args:
        pieces: what each piece says, and its name; the names come back.
    """
    longest = max(map(len, pieces), default=0)
    best: list[list[str] | None] = [[], *[None] * len(wanted)]
    for end in range(1, len(wanted) + 1):
        for begin in range(max(0, end - longest), end):
            before, name = best[begin], pieces.get(wanted[begin:end])
            if before is None or name is None:
                continue
            so_far = best[end]
            if so_far is None or len(before) + 1 < len(so_far):
                best[end] = [*before, name]
    return best[-1]


def missing(wanted: Tokens, pieces: Mapping[Tokens, str]) -> Sequence[str]:
    """The tokens that stand in no piece at all, each once."""
    known = {token for piece in pieces for token in piece}
    return [token for token in dict.fromkeys(wanted) if token not in known]


def _english(word: str) -> list[str]:
    if not word.isdigit():
        return [word if len(word) == 1 and word != "a" else word.lower()]
    number = int(word)
    if number <= 20 or number > 99 or number % 10 == 0:
        return [str(number)]
    return [str(number - number % 10), str(number % 10)]
