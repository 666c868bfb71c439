"""Which calls are spoken, in what words, how often and until when.

Pure: no clock, no sound. The one who owns the loudspeaker tells an `Announcer` what the board
shows, asks it for the next thing to say, and tells it how that went.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from display.board import Board, Call

Language = Literal["zh", "en"]
Outcome = Literal["spoken", "dropped"]
Reason = Literal["said", "stale", "no longer called", "no sound"]

BACKLOG = 2
"""From so many other calls waiting on, what was said once is not said again."""

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_NUMBERED_WINDOW = re.compile(r"([A-Z]*)(\d{1,4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a hall wants its calls to sound."""

    repeats: int = 2  # how often the Chinese sentence is said; 1 to 3
    second_language: bool = False  # English once, after the Chinese
    yao: bool = False  # 幺 for 1 in ticket numbers, as on the telephone

    def __post_init__(self) -> None:
        if not 1 <= self.repeats <= 3:
            raise ValueError(f"a call is said 1 to 3 times, not {self.repeats}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One sentence to say now. The text is also what captions show: shown equals spoken."""

    ticket_id: int
    visit_id: int
    calls: int
    language: Language
    text: str
    first: bool  # the first sentence of its call: the chime goes before it


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one call, to be acknowledged to the server."""

    visit_id: int
    calls: int
    outcome: Outcome
    why: Reason


@dataclass(slots=True)
class _Item:
    """A call and what is left to say of it."""

    call: Call
    left: list[Language]
    begun: bool = False

    def is_for(self, utterance: Utterance) -> bool:
        return (self.call.visit_id, self.call.calls) == (utterance.visit_id, utterance.calls)


class Announcer:
    """First in, first out, one sentence at a time, never an outdated one.

    Order of use: `resume` with every snapshot or replay, `see` after every live event, then
    `next` whenever the loudspeaker is free, and `said` or `failed` after each sentence.
    """

    def __init__(self, wording: Wording, *, zone_id: int | None = None) -> None:
        self._wording = wording
        self._zone_id = zone_id  # None speaks for the whole hall
        self._board: Board | None = None
        self._heard: dict[int, int] = {}  # visit -> latest of its calls that was queued or left
        self._queue: list[_Item] = []
        self._reports: list[Report] = []

    def see(self, board: Board) -> None:
        """Take in the board after a live event; new calls and recalls join the queue."""
        for call in self._unheard(board):
            self._queue.append(_Item(call, self._sentences(repeats=self._wording.repeats)))

    def resume(self, board: Board, *, now: datetime) -> None:
        """Take in the first board, or the one after the link was away.

        A call that came meanwhile and is still fresh is said once; older ones are only shown.
        Those found on the very first board are not even reported: another run of the program
        may well have spoken them.
        """
        first_board = self._board is None
        for call in self._unheard(board):
            if _is_fresh(call, now) or not first_board:
                self._queue.append(_Item(call, self._sentences(repeats=1)))

    def next(self, *, now: datetime) -> Utterance | None:
        """The sentence to say now, or None while there is nothing to say.

        Asked again before `said` or `failed`, it gives the same answer while that still holds.
        """
        while self._queue:
            item = self._queue[0]
            if item.begun and len(self._queue) > BACKLOG:
                item.left = [language for language in item.left if language != "zh"]
            hindrance = self._hindrance(item.call, now)
            if item.left and hindrance is None:
                return self._utterance(item)
            if hindrance and not item.begun:
                self._report(item.call, "dropped", hindrance)
            self._queue.pop(0)
        return None

    def said(self, utterance: Utterance) -> None:
        """The sentence was heard to its end; the first one of a call acknowledges the call."""
        item = self._item(utterance)
        if not item.begun:
            item.begun = True
            self._report(item.call, "spoken", "said")
        item.left.pop(0)

    def failed(self, utterance: Utterance) -> None:
        """The sentence could not be heard; nothing more is said of this call."""
        item = self._item(utterance)
        if not item.begun:
            self._report(item.call, "dropped", "no sound")
        self._queue.remove(item)

    def take_reports(self) -> tuple[Report, ...]:
        """What became of calls since this was last asked, oldest first."""
        reports, self._reports = tuple(self._reports), []
        return reports

    def _unheard(self, board: Board) -> list[Call]:
        """Calls of this zone that are new, earliest first; from here on they are known."""
        if self._board is not None and self._board.day != board.day:
            self._heard.clear()
        self._board = board
        new = [
            call
            for call in reversed(board.calls)
            if call.state == "called"
            and self._zone_id in (None, call.zone_id)
            and call.calls > self._heard.get(call.visit_id, 0)
        ]
        self._heard |= {call.visit_id: call.calls for call in new}
        return new

    def _sentences(self, *, repeats: int) -> list[Language]:
        chinese: list[Language] = ["zh"] * repeats
        return [*chinese, "en"] if self._wording.second_language else chinese

    def _hindrance(self, call: Call, now: datetime) -> Literal["stale", "no longer called"] | None:
        on_show = self._board.calls if self._board else ()
        if not any(c.visit_id == call.visit_id and c.state == "called" for c in on_show):
            return "no longer called"
        return None if _is_fresh(call, now) else "stale"

    def _utterance(self, item: _Item) -> Utterance:
        language = item.left[0]
        return Utterance(
            ticket_id=item.call.ticket_id,
            visit_id=item.call.visit_id,
            calls=item.call.calls,
            language=language,
            text=sentence(item.call.number, item.call.window, self._wording, language=language),
            first=not item.begun,
        )

    def _item(self, utterance: Utterance) -> _Item:
        return next(item for item in self._queue if item.is_for(utterance))

    def _report(self, call: Call, outcome: Outcome, why: Reason) -> None:
        self._reports.append(Report(call.visit_id, call.calls, outcome, why))


def _is_fresh(call: Call, now: datetime) -> bool:
    return call.speak_until is not None and now < call.speak_until


def sentence(number: str, window: str, wording: Wording, *, language: Language) -> str:
    """The words that call a ticket to a window.

    >>> sentence("A007", "3", Wording(), language="zh")
    '请 A 零零七 号，到三号窗口'
    >>> sentence("A007", "3", Wording(), language="en")
    'Number A 0 0 7, please go to window 3.'
    """
    if language == "en":
        return f"Number {_spelled(number)}, please {_towards(window)}."
    return f"请 {_read_out(number, yao=wording.yao)} 号，到{_place(window)}"


def _read_out(number: str, *, yao: bool) -> str:
    """Letters one by one, digits one by one: never "one hundred and one" for a ticket."""
    digits = _DIGITS.replace("一", "幺") if yao else _DIGITS
    runs = re.findall(r"\d+|[^\W\d_]", number)
    return " ".join("".join(digits[int(d)] for d in r) if r.isdigit() else r for r in runs)


def _place(window: str) -> str:
    """`12` is 十二号窗口; a window that has a name instead of a number is called by it."""
    numbered = _NUMBERED_WINDOW.fullmatch(window)
    if numbered is None:
        return window
    letters, digits = numbered.groups()
    prefix = f" {' '.join(letters)} " if letters else ""
    return f"{prefix}{counted(int(digits))}号窗口"


def _spelled(number: str) -> str:
    return " ".join(re.findall(r"\d|[^\W\d_]", number))


def _towards(window: str) -> str:
    numbered = _NUMBERED_WINDOW.fullmatch(window)
    if numbered is None:
        return "look at the screen"  # the hall's places have Chinese names only
    letters, digits = numbered.groups()
    return f"go to window {' '.join([*letters, str(int(digits))])}"


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
