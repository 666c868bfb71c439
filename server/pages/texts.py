"""The words of the pages: one flat JSON file a language, the same keys in each.

The browser loads the same files. A sentence may hold `{name}` to be filled in; none of those that
templates use has two forms for one and many.
"""

import json
from collections.abc import Mapping
from pathlib import Path

STATIC = Path(__file__).with_name("static")
LANGUAGES = ("zh", "en")


class Texts:
    """The words of one language, looked up by key."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __call__(self, key: str) -> str:
        """Return the text of a key.

        Raises:
            KeyError: no such text; a page never shows a bare key.
        """
        return self._words[key]

    def below(self, prefix: str) -> dict[str, str]:
        """Return the texts whose keys begin with `prefix.`, by what follows it."""
        start = f"{prefix}."
        return {
            key.removeprefix(start): text
            for key, text in self._words.items()
            if key.startswith(start)
        }


def load(language: str) -> Texts:
    """Read one language's words from the folder the browser gets them from."""
    return Texts(json.loads((STATIC / f"texts.{language}.json").read_text(encoding="utf-8")))
