"""What has to be recorded or rendered so that a hall's calls can be put together.

Nothing is said alone: a syllable has its tone within a sentence only. So every clip is a part of
a sentence that is said whole, a *take*, and one take gives several clips.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from display.sentences import Language, Wording, counted, place_of
from display.voice.covering import Tokens, tokens_of

PAIRS = 20
"""Numbers 000 to 199 are said by pairs (零零, 一九); the digits of higher ones one by one."""

_DIGITS = "零一二三四五六七八九"
_TENS = ("二十", "三十", "四十", "五十", "六十", "七十", "八十", "九十")


@dataclass(frozen=True, slots=True)
class Take:
    """One sentence in parts; a comma is a part that is not kept."""

    language: Language
    parts: tuple[str, ...]


_TRIAL = Take("zh", ("语音测试", "，", "一二三四五"))  # what a loudspeaker is tried with


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What a hall calls. windows: numbers, or names of places."""

    letters: Sequence[str]
    windows: Sequence[str]
    english: bool = False
    yao: bool = False
    desk: str | None = "导服台"  # where those go who missed their call
    wording: Wording = field(default_factory=Wording)


def takes(inventory: Inventory) -> list[Take]:
    """The sentences to be said, the fewest that hold every clip."""
    english = _english(inventory) if inventory.english else iter(())
    return list(_without_repeats([*_chinese(inventory), *english, _TRIAL]))


def _chinese(inventory: Inventory) -> Iterator[Take]:
    head, tail, rest = _around_the_number(inventory.wording.call)
    places = [rest.replace("{window}", place_of(w)).strip() for w in inventory.windows]
    pairs = [f"{_DIGITS[n // 10]}{_DIGITS[n % 10]}" for n in range(PAIRS)]
    lasts = [f"{digit}{tail}" for digit in _DIGITS]
    count = max(len(inventory.letters), len(pairs), len(lasts), len(places))
    letters = [f"{head}{letter}" for letter in inventory.letters]
    for n in range(count):
        cycle = [these[n % len(these)] for these in (letters, pairs, lasts)]
        place = [places[n % len(places)]] if places and rest else []
        yield Take("zh", (*cycle, *(["，", *place] if place else [])))
    digits = _DIGITS + ("幺" if inventory.yao else "")
    for first, second in zip_longest(digits[::2], digits[1::2], fillvalue="八"):
        # Apart by commas: within a row of digits a 一 would be over in a tenth of a second.
        yield Take("zh", (letters[0], "，", first, "，", second, "，", lasts[0]))
    start = (letters[0], pairs[0], lasts[0], "，")
    if "{window}" in rest:
        yield from _higher_windows(rest, start=start)
    yield from _chinese_reminders(inventory, start=start)


def _higher_windows(rest: str, *, start: tuple[str, ...]) -> Iterator[Take]:
    """Windows from 20 to 99 that the hall does not have yet: by tens and ones."""
    begin, end = rest.split("{window}")
    for n, tens in enumerate(_TENS):
        yield Take("zh", (*start, f"{begin}{tens}", _DIGITS[n + 2], f"号窗口{end}"))


def _chinese_reminders(inventory: Inventory, *, start: tuple[str, ...]) -> Iterator[Take]:
    if inventory.desk is not None:
        yield Take("zh", (*start, "您已过号", "，", f"请到{inventory.desk}"))
    for n in range(1, 10):
        people = "两" if n == 2 else counted(n)
        yield Take("zh", (*start, "做好准备", "，", "前面还有", f"{people}位"))


def _english(inventory: Inventory) -> Iterator[Take]:
    digits = [str(n) for n in range(10)]
    numbers = [w for w in inventory.windows if w.isdigit()] + [str(n) for n in range(30, 91, 10)]
    for n in range(max(len(inventory.letters), len(numbers))):
        letter = inventory.letters[n % len(inventory.letters)]
        cycle = [digits[(3 * n + place) % 10] for place in range(3)]
        number = numbers[n % len(numbers)]
        yield Take("en", ("Number", letter, *cycle, ",", "please go to window", number))
    start = ("Number", inventory.letters[0], "0", "0", "7", ",")
    yield Take("en", (*start, "please look at the screen"))
    yield Take("en", (*start, "please get ready", ",", "3", "people ahead of you"))
    yield Take("en", (*start, "please get ready", ",", "1", "person ahead of you"))
    yield Take("en", (*start, "you were called", ",", "please go to the help desk"))


def _around_the_number(template: str) -> tuple[str, str, str]:
    """What stands before the number, after it in its phrase, and in the phrases behind."""
    before, after = template.replace("{place}", "").split("{number}")
    tail, _, rest = after.partition("，")
    if "{window}" in tail:  # one phrase for both: the window's part is a clip of its own
        at = tail.index("{window}")
        begin = max(tail.rfind("到", 0, at), 0)
        return before.strip(), tail[:begin].strip(), tail[begin:]
    return before.strip(), tail.strip(), rest


def _without_repeats(every: Sequence[Take]) -> Iterator[Take]:
    """Leaves out a take whose clips all stand in earlier ones."""
    known: set[tuple[Language, Tokens]] = set()
    for take in every:
        new = {(take.language, tokens_of(part, take.language)) for part in take.parts}
        new = {(language, tokens) for language, tokens in new if tokens}
        if not new <= known:
            known |= new
            yield take


def kept_parts(take: Take) -> list[str]:
    """The parts of a take that are clips: all but its commas."""
    return [part for part in take.parts if re.search(r"\w", part)]
