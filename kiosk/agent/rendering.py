"""Makes the natural voice's sentences before they are needed: when a number is given.

A sentence takes seconds, a call must not. So "请 A 零零七 号" is made when A007 is drawn and
"到三号窗口" once a window, and both are kept; the call itself only plays.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol

from display.sentences import Language, sentence
from display.voice.engine import Engine, SpeechError
from display.voice.speaker import phrases_of
from display.voice.store import ClipStore
from display.voice.voices import unkept
from display.voice_rules import HallVoice, VoiceRules
from kiosk.agent.background import Background
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

KEPT_WISHES = 400  # the earliest go first when more are drawn than can be made
_LOOK_EVERY_S = 60.0


class Closable(Engine, Protocol):
    """An engine with a process of its own."""

    def close(self) -> None: ...


class Rendering(Background):
    """A thread that makes one phrase after another.

    Args:
        windows: returns number, place and zone of every window.
        zone_id: returns the zone this station speaks for, or None for the whole hall.
    """

    def __init__(
        self,
        engine: Closable,
        store: ClipStore,
        *,
        rules: Callable[[], HallVoice],
        windows: Callable[[], list[tuple[str, str, int]]],
        zone_id: Callable[[], int | None],
    ) -> None:
        super().__init__("natural voice")
        self._engine = engine
        self._store = store
        self._rules = rules
        self._windows = windows
        self._zone_id = zone_id
        self._wishes: deque[tuple[str, Language]] = deque(maxlen=KEPT_WISHES)
        self._unsayable: set[tuple[str, Language]] = set()
        self._news = threading.Event()

    def hear(self, event: Json) -> None:
        """Take in an event as it happened: a number that was given will be called."""
        if event["kind"] != "ticket.issued":
            return
        body = event["body"]
        if self._zone_id() in (None, body["zone_id"]):
            rules = self._rules().rules(body["zone_id"])
            self._wish(phrases_of_number(body["number"], rules), rules)
            self._news.set()

    def want(self, text: str, *, language: Language) -> None:
        """Make a sentence next, for somebody who listens now."""
        for phrase in reversed(unkept([text], self._store, language=language)):
            if (phrase, language) not in self._wishes:
                self._wishes.appendleft((phrase, language))
        self._news.set()

    @property
    def waiting(self) -> int:
        """How many phrases are still to be made."""
        return len(self._wishes)

    def _round(self) -> None:
        self._news.clear()
        while self._wishes and not self._stopping.is_set():
            self._make(*self._wishes.popleft())
        self._wish_for_windows()
        if not self._wishes:
            self._news.wait(_LOOK_EVERY_S)

    def _interrupt(self) -> None:
        self._news.set()
        self._engine.close()

    def _make(self, phrase: str, language: Language) -> None:
        try:
            self._store.get(self._engine, phrase, language=language)
        except SpeechError as error:
            if self._stopping.is_set():
                return
            self._unsayable.add((phrase, language))
            logger.warning("the natural voice cannot say a phrase: %s", type(error).__name__)

    def _wish_for_windows(self) -> None:
        for number, place, zone_id in self._windows():
            if self._zone_id() in (None, zone_id):
                rules = self._rules().rules(zone_id)
                self._wish(phrases_of_window(number, place, rules), rules)

    def _wish(self, texts: dict[Language, list[str]], rules: VoiceRules) -> None:
        for language in _languages(rules):
            for phrase in unkept(texts[language], self._store, language=language):
                if (phrase, language) not in self._unsayable:
                    self._wishes.append((phrase, language))


def phrases_of_number(number: str, rules: VoiceRules) -> dict[Language, list[str]]:
    """What is known of a call when its number is drawn: the phrases that name no window."""
    return _in_both(rules, (number, "1", "一"), (number, "2", "二"))


def phrases_of_window(window: str, place: str, rules: VoiceRules) -> dict[Language, list[str]]:
    """What is the same in every call to a window."""
    return _in_both(rules, ("A001", window, place), ("B002", window, place))


def _in_both(
    rules: VoiceRules, one: tuple[str, str, str], other: tuple[str, str, str]
) -> dict[Language, list[str]]:
    both: dict[Language, list[str]] = {}
    for language in _languages(rules):
        first, second = (
            phrases_of(sentence(n, w, rules.wording, language=language, place=p))
            for n, w, p in (one, other)
        )
        both[language] = [phrase for phrase in first if phrase in second]
    return both


def _languages(rules: VoiceRules) -> Iterable[Language]:
    return ("zh", "en") if rules.wording.second_language else ("zh",)
