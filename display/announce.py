"""Which calls are spoken, in what words, how often and until when.

Pure: no clock, no sound. The one who owns the loudspeaker tells an `Announcer` what the board
shows, asks it for the next thing to say, and tells it how that went.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from display.board import Board, Call, Passed
from display.sentences import Language, Wording, ahead_sentence, passed_sentence, sentence
from display.voice_rules import HallVoice

Outcome = Literal["spoken", "dropped"]
Reason = Literal["said", "stale", "no longer called", "no sound", "quiet"]

BACKLOG = 2
"""From so many other calls waiting on, what was said once is not said again."""

NEAR = "ticket.near"
"""The event that names who has so many before them; the board takes no notice of it."""

_REMIND_WITHIN = timedelta(seconds=45)  # later it may not be true any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One sentence to say now. The text is also what captions show: shown equals spoken.

    A reminder is an utterance without a visit.
    """

    ticket_id: int
    visit_id: int | None
    calls: int
    zone_id: int
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


@dataclass(slots=True)
class _Reminder:
    """Something to say once while no call waits. ahead: None for a number that was missed."""

    ticket_id: int
    number: str
    zone_id: int
    ahead: int | None
    left: list[Language]
    until: datetime


class Announcer:
    """First in, first out, one sentence at a time, never an outdated one.

    Order of use: `resume` with every snapshot or replay, `see` and `hear` after every live event,
    then `next` whenever the loudspeaker is free, and `said` or `failed` after each sentence.

    Args:
        voice: returns the hall's rules as they are now.
        zone_id: the zone of this loudspeaker; None speaks for the whole hall.
    """

    def __init__(self, voice: Callable[[], HallVoice], *, zone_id: int | None = None) -> None:
        self._voice = voice
        self._zone_id = zone_id
        self._board: Board | None = None
        self._heard: dict[int, int] = {}  # visit -> latest of its calls that was queued or left
        self._queue: list[_Item] = []
        self._reminders: list[_Reminder] = []
        self._reminded: set[int] = set()  # tickets that were told once how many are ahead
        self._reports: list[Report] = []

    def see(self, board: Board, *, now: datetime) -> None:
        """Take in the board after a live event; new calls and recalls join the queue."""
        missed = self._missed(board)
        for call in self._unheard(board):
            repeats = self._wording(call.zone_id).repeats
            self._queue.append(_Item(call, self._sentences(call.zone_id, repeats=repeats)))
        for ticket in missed:
            if self._voice().rules(ticket.zone_id).passed_at is not None:
                self._remind(ticket.ticket_id, ticket.number, ticket.zone_id, None, now)

    def hear(self, event: Mapping[str, Any], *, now: datetime) -> None:
        """Take in a live event that changes no board: who has only a few people ahead."""
        body = event["body"]
        if event["kind"] != NEAR or not self._is_ours(body["zone_id"]):
            return
        if body["ticket_id"] not in self._reminded:
            self._reminded.add(body["ticket_id"])
            self._remind(body["ticket_id"], body["number"], body["zone_id"], body["ahead"], now)

    def resume(self, board: Board, *, now: datetime) -> None:
        """Take in the first board, or the one after the link was away.

        A call that came meanwhile and is still fresh is said once; older ones are only shown.
        Those found on the very first board are not even reported: another run of the program
        may well have spoken them.
        """
        first_board = self._board is None
        for call in self._unheard(board):
            if _is_fresh(call, now) or not first_board:
                self._queue.append(_Item(call, self._sentences(call.zone_id, repeats=1)))

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
        return self._next_reminder(now)

    def said(self, utterance: Utterance) -> None:
        """The sentence was heard to its end; the first one of a call acknowledges the call."""
        if utterance.visit_id is None:
            self._reminders[0].left.pop(0)
            return
        item = self._item(utterance)
        if not item.begun:
            item.begun = True
            self._report(item.call, "spoken", "said")
        item.left.pop(0)

    def failed(self, utterance: Utterance) -> None:
        """The sentence could not be heard; nothing more is said of this call."""
        if utterance.visit_id is None:
            self._reminders.pop(0)
            return
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
            self._reminded.clear()
        self._board = board
        new = [
            call
            for call in reversed(board.calls)
            if call.state == "called"
            and self._is_ours(call.zone_id)
            and call.calls > self._heard.get(call.visit_id, 0)
        ]
        self._heard |= {call.visit_id: call.calls for call in new}
        return new

    def _missed(self, board: Board) -> list[Passed]:
        """Who was passed over since the last board."""
        before = {p.ticket_id for p in self._board.passed} if self._board else set()
        return [p for p in board.passed if p.ticket_id not in before and self._is_ours(p.zone_id)]

    def _remind(
        self, ticket_id: int, number: str, zone_id: int, ahead: int | None, now: datetime
    ) -> None:
        left = self._sentences(zone_id, repeats=1)
        until = now + _REMIND_WITHIN
        self._reminders.append(_Reminder(ticket_id, number, zone_id, ahead, left, until))

    def _next_reminder(self, now: datetime) -> Utterance | None:
        while self._reminders:
            reminder = self._reminders[0]
            is_quiet = self._voice().is_quiet(reminder.zone_id, now=now)
            if reminder.left and now < reminder.until and not is_quiet and self._is_true(reminder):
                return self._reminding(reminder)
            self._reminders.pop(0)
        return None

    def _is_true(self, reminder: _Reminder) -> bool:
        """Whether a reminder still says how it is, as far as the board tells."""
        if self._board is None:
            return False
        is_missed = any(p.ticket_id == reminder.ticket_id for p in self._board.passed)
        if reminder.ahead is None:
            return is_missed and self._voice().rules(reminder.zone_id).passed_at is not None
        return not is_missed and all(c.ticket_id != reminder.ticket_id for c in self._board.calls)

    def _reminding(self, reminder: _Reminder) -> Utterance:
        language = reminder.left[0]
        rules = self._voice().rules(reminder.zone_id)
        if reminder.ahead is None:
            desk = rules.passed_at or ""
            text = passed_sentence(reminder.number, desk, rules.wording, language=language)
        else:
            text = ahead_sentence(reminder.number, reminder.ahead, rules.wording, language=language)
        return Utterance(
            ticket_id=reminder.ticket_id,
            visit_id=None,
            calls=0,
            zone_id=reminder.zone_id,
            language=language,
            text=text,
            first=False,
        )

    def _is_ours(self, zone_id: int) -> bool:
        return self._zone_id in (None, zone_id)

    def _wording(self, zone_id: int) -> Wording:
        return self._voice().rules(zone_id).wording

    def _sentences(self, zone_id: int, *, repeats: int) -> list[Language]:
        chinese: list[Language] = ["zh"] * repeats
        return [*chinese, "en"] if self._wording(zone_id).second_language else chinese

    def _hindrance(
        self, call: Call, now: datetime
    ) -> Literal["stale", "no longer called", "quiet"] | None:
        on_show = self._board.calls if self._board else ()
        if not any(c.visit_id == call.visit_id and c.state == "called" for c in on_show):
            return "no longer called"
        if self._voice().is_quiet(call.zone_id, now=now):
            return "quiet"
        return None if _is_fresh(call, now) else "stale"

    def _utterance(self, item: _Item) -> Utterance:
        call, language = item.call, item.left[0]
        wording = self._wording(call.zone_id)
        return Utterance(
            ticket_id=call.ticket_id,
            visit_id=call.visit_id,
            calls=call.calls,
            zone_id=call.zone_id,
            language=language,
            text=sentence(call.number, call.window, wording, language=language, place=call.place),
            first=not item.begun,
        )

    def _item(self, utterance: Utterance) -> _Item:
        return next(item for item in self._queue if item.is_for(utterance))

    def _report(self, call: Call, outcome: Outcome, why: Reason) -> None:
        self._reports.append(Report(call.visit_id, call.calls, outcome, why))


def _is_fresh(call: Call, now: datetime) -> bool:
    return call.speak_until is not None and now < call.speak_until
