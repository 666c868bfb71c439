"""What status codes of a reader are called, for people; the words are in status_words.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """Chinese and English of one thing."""

    zh: str
    en: str


def status_words(code: int) -> Words:
    """Return what a status code means; one that is not published says its number."""
    return _table().get(code) or Words(f"未公布的状态码 {code:02X}", f"unpublished code {code:02X}")


@cache
def _table() -> dict[int, Words]:
    text = files("drivers.idcard").joinpath("status_words.toml").read_text("utf-8")
    return {int(code, 16): Words(**words) for code, words in tomllib.loads(text).items()}
