"""The words in which a hall calls: one text for the loudspeaker and for the caption.

Pure. A ticket's digits are read one by one, a window's number is counted.
"""

import re
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]

CALL = "请 {number} 号，到{window}"
CALL_EN = "Number {number}, please {window}."

_AHEAD = "请 {number} 号，做好准备，前面还有{ahead}位"
_AHEAD_EN = "Number {number}, please get ready, {ahead} ahead of you."
_PASSED = "请 {number} 号，您已过号，请到{desk}"
_PASSED_EN = "Number {number}, you were called, please go to the help desk."

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_NUMBERED_WINDOW = re.compile(r"([A-Z]*)(\d{1,4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a hall or a zone wants its calls to sound.

    call and call_en are templates with `{number}`, `{window}` and, if wanted, `{place}`: where in
    the building the window is.
    """

    repeats: int = 2  # how often the Chinese sentence is said; 1 to 3
    second_language: bool = False  # English once, after the Chinese
    yao: bool = False  # 幺 for 1 in ticket numbers, as on the telephone
    call: str = CALL
    call_en: str = CALL_EN

    def __post_init__(self) -> None:
        if not 1 <= self.repeats <= 3:
            raise ValueError(f"a call is said 1 to 3 times, not {self.repeats}")


def sentence(
    number: str, window: str, wording: Wording, *, language: Language, place: str | None = None
) -> str:
    """The words that call a ticket to a window.

    >>> sentence("A007", "3", Wording(), language="zh")
    '请 A 零零七 号，到三号窗口'
    >>> sentence("A007", "3", Wording(), language="en")
    'Number A 0 0 7, please go to window 3.'
    """
    if language == "en":
        return wording.call_en.format(number=spelled(number), window=_towards(window), place="")
    said = wording.call.format(
        number=read_out(number, yao=wording.yao), window=place_of(window), place=place or ""
    )
    return _tidy(said)


def ahead_sentence(number: str, ahead: int, wording: Wording, *, language: Language) -> str:
    """Tell who waits that it is soon their turn.

    >>> ahead_sentence("A007", 2, Wording(), language="zh")
    '请 A 零零七 号，做好准备，前面还有两位'
    """
    if language == "en":
        people = f"{ahead} person" if ahead == 1 else f"{ahead} people"
        return _AHEAD_EN.format(number=spelled(number), ahead=people)
    said = "两" if ahead == 2 else counted(ahead)  # 二 counts, 两 says how many
    return _tidy(_AHEAD.format(number=read_out(number, yao=wording.yao), ahead=said))


def passed_sentence(number: str, desk: str, wording: Wording, *, language: Language) -> str:
    """Tell who missed the call where to go.

    >>> passed_sentence("A007", "导服台", Wording(), language="zh")
    '请 A 零零七 号，您已过号，请到导服台'
    """
    if language == "en":
        return _PASSED_EN.format(number=spelled(number))
    return _tidy(_PASSED.format(number=read_out(number, yao=wording.yao), desk=desk))


def read_out(number: str, *, yao: bool) -> str:
    """Letters one by one, digits one by one: never "one hundred and one" for a ticket."""
    digits = _DIGITS.replace("一", "幺") if yao else _DIGITS
    runs = re.findall(r"\d+|[^\W\d_]", number)
    return " ".join("".join(digits[int(d)] for d in r) if r.isdigit() else r for r in runs)


def place_of(window: str) -> str:
    """`12` is 十二号窗口; a window that has a name instead of a number is called by it."""
    numbered = _NUMBERED_WINDOW.fullmatch(window)
    if numbered is None:
        return window
    letters, digits = numbered.groups()
    prefix = f" {' '.join(letters)} " if letters else ""
    return f"{prefix}{counted(int(digits))}号窗口"


def spelled(number: str) -> str:
    """As English says a ticket: `A007` is A 0 0 7."""
    return " ".join(re.findall(r"\d|[^\W\d_]", number))


def counted(number: int) -> str:
    """A number from 0 to 9999 as one counts in Chinese: 12 is 十二, 105 is 一百零五."""
    if number < 10:
        return _DIGITS[number]
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _UNITS[power]
        gap = False
    return text.removeprefix("一") if number < 20 else text


def _towards(window: str) -> str:
    numbered = _NUMBERED_WINDOW.fullmatch(window)
    if numbered is None:
        return "look at the screen"  # the hall's places have Chinese names only
    letters, digits = numbered.groups()
    return f"go to window {' '.join([*letters, str(int(digits))])}"


def _tidy(text: str) -> str:
    """Without double spaces, and none beside a comma: a number brings its own."""
    return re.sub(r" *([，。]) *", r"\1", re.sub(r" {2,}", " ", text)).strip()
