"""The hall's voice: follows the board, says each call once and in order, tells the server."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol

from display.announce import Announcer, Utterance
from display.board import Board
from display.sentences import Language
from display.voice.chime import chime
from display.voice.clip import Clip, at_volume
from display.voice.engine import EngineMissing, SpeechError
from display.voice.voices import Kind, Said
from display.voice_rules import HallVoice
from kiosk.agent.clock import Clock, to_wire, utc_now
from kiosk.agent.journal import Journal
from kiosk.agent.loudspeaker import NoSound, Sink
from kiosk.agent.supervisor import DeviceDown
from kiosk.agent.trial import Person, Trial
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

TRIED_WITH = "语音测试，一二三四五"
_IDLE_S = 1.0  # a call whose time runs out while it waits is reported this late at most


class Voice(Protocol):
    def sentence(self, text: str, *, language: Language) -> Clip: ...
    def say(self, text: str, *, language: Language, by: Kind | None = None) -> Said: ...
    def announcement(self, text: str, *, language: Language) -> Clip: ...
    def health(self) -> dict[str, object]: ...
    @property
    def kinds(self) -> tuple[Kind, ...]: ...


class HallSpeaker:
    """One loudspeaker. The supervisor runs it; see() and resume() come from the uplink.

    Args:
        rules: returns how the hall speaks now: words, volume, quiet hours.
        new_voice: makes the voice; raises EngineMissing.
        new_sink: finds the loudspeaker; raises NoSound.
        zone_id: returns the zone this station speaks for, or None for the whole hall.
        tell: called when there is a new report in the journal.
    """

    def __init__(
        self,
        name: str,
        *,
        rules: Callable[[], HallVoice],
        new_voice: Callable[[], Voice],
        new_sink: Callable[[], Sink],
        zone_id: Callable[[], int | None],
        journal: Journal,
        tell: Callable[[], None],
        clock: Clock = utc_now,
    ) -> None:
        self._name = name
        self._rules = rules
        self._new_voice = new_voice
        self._new_sink = new_sink
        self._zone_id = zone_id
        self._journal = journal
        self._tell = tell
        self._clock = clock
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._announcer: Announcer | None = None
        self._hall_id = 0
        self._voice: Voice | None = None
        self._was_missed = False
        self._missing = ""
        self._sink: Sink | None = None
        self._trials: deque[tuple[Clip, str, Language]] = deque(maxlen=3)

    @property
    def name(self) -> str:
        return self._name

    @property
    def voice(self) -> Voice | None:
        """Its voices, or None while there is none."""
        return self._voice

    def health(self) -> Json:
        """Return the loudspeaker's part of the station's health."""
        voice = self._voice
        if voice is None:
            return {"voice": "missing", "why": self._missing}
        return {"voice": "there", **voice.health()}

    def see(self, board: Board) -> None:
        """Take in the board after an event as it happened."""
        with self._lock:
            self._ours(board).see(board, now=self._clock())
        self._news.set()

    def hear(self, event: Json) -> None:
        """Take in an event as it happened, after its board."""
        with self._lock:
            if self._announcer is not None:
                self._announcer.hear(event, now=self._clock())
        self._news.set()

    def say_next(self, clip: Clip, *, text: str, language: Language) -> None:
        """Play a trial as soon as no call waits; of more than three the oldest is left out."""
        self._trials.append((clip, text, language))
        self._news.set()

    def resume(self, board: Board) -> None:
        """Take in the first board, or the one after the link was away."""
        with self._lock:
            self._ours(board).resume(board, now=self._clock())
        self._news.set()

    def open(self) -> None:
        try:
            self._sink = self._new_sink()
        except NoSound as error:
            raise DeviceDown(str(error)) from error
        try:
            self._voice = self._new_voice()
            self._was_missed = False
        except EngineMissing as error:
            if not self._was_missed:
                logger.warning("speaker %s: no voice, only the chime: %s", self._name, error)
            self._missing = str(error)
            self._was_missed = True

    def run(self, stop: threading.Event) -> None:
        assert self._sink is not None, "the supervisor opens before it runs"
        while not stop.is_set():
            self._news.clear()
            utterance = self._next()
            if utterance is not None:
                self._say(utterance, self._sink, stop)
            elif self._trials:
                self._try(*self._trials.popleft(), self._sink, stop)
            else:
                self._news.wait(_IDLE_S)

    def try_out(self, person: Person) -> Trial:
        """Say a sentence, if somebody listens: no loudspeaker tells whether it was heard."""
        assert self._sink is not None, "it was opened before"
        if not person.lends("listen"):
            return Trial("unsure", "not_tried")
        if self._voice is None:
            return Trial("ill", "no_voice")
        try:
            clip = self._voice.announcement(TRIED_WITH, language="zh")
            self._sink.play(clip, text=TRIED_WITH, language="zh", stop=threading.Event())
        except (SpeechError, OSError):
            return Trial("ill", "no_voice")
        except NoSound as error:
            return Trial("ill", "no_sound", where=str(error))
        return Trial("unsure", "was_it_heard")

    def interrupt(self) -> None:
        self._news.set()

    def close(self) -> None:
        self._sink = None

    def _ours(self, board: Board) -> Announcer:
        if self._announcer is None:
            self._announcer = Announcer(self._rules, zone_id=self._zone_id())
        self._hall_id = board.hall_id
        return self._announcer

    def _next(self) -> Utterance | None:
        with self._lock:
            if self._announcer is None:
                return None
            utterance = self._announcer.next(now=self._clock())
            self._report(self._announcer)
            return utterance

    def _say(self, utterance: Utterance, sink: Sink, stop: threading.Event) -> None:
        if utterance.first and self._journal.has_report(_about(utterance)):
            # An earlier run of this program said it before it ended.
            return self._done(utterance, heard=False)
        heard = False
        try:
            heard = self._play(utterance, sink, stop)
        except NoSound as error:
            if not stop.is_set():
                logger.warning("speaker %s: %s", self._name, error)
        if stop.is_set() and not heard:
            return None  # the next run may say it, if it is still fresh
        return self._done(utterance, heard=heard)

    def _play(self, utterance: Utterance, sink: Sink, stop: threading.Event) -> bool:
        """Play one sentence; False if only the chime could be played. Raises NoSound."""
        volume = self._rules().volume(utterance.zone_id, now=self._clock())
        clip = self._clip(utterance)
        if clip is not None:
            clip = at_volume(clip, volume)
            sink.play(clip, text=utterance.text, language=utterance.language, stop=stop)
            return True
        if utterance.first:
            sink.play(at_volume(chime(), volume), text="", language=utterance.language, stop=stop)
        return False

    def _try(
        self, clip: Clip, text: str, language: Language, sink: Sink, stop: threading.Event
    ) -> None:
        try:
            sink.play(clip, text=text, language=language, stop=stop)
        except NoSound as error:
            if not stop.is_set():
                logger.warning("speaker %s: %s", self._name, error)

    def _clip(self, utterance: Utterance) -> Clip | None:
        if self._voice is None:
            return None
        make = self._voice.announcement if utterance.first else self._voice.sentence
        try:
            return make(utterance.text, language=utterance.language)
        except (SpeechError, OSError) as error:
            logger.warning("speaker %s cannot say a call: %s", self._name, type(error).__name__)
            return None

    def _done(self, utterance: Utterance, *, heard: bool) -> None:
        with self._lock:
            assert self._announcer is not None, "it gave us the utterance"
            if heard:
                self._announcer.said(utterance)
            else:
                self._announcer.failed(utterance)
            self._report(self._announcer)

    def _report(self, announcer: Announcer) -> None:
        for report in announcer.take_reports():
            self._journal.report(
                about=_about(report),
                path=f"/halls/{self._hall_id}/announcements",
                body={
                    "visit_id": report.visit_id,
                    "calls": report.calls,
                    "outcome": report.outcome,
                    "why": report.why,
                    "at": to_wire(self._clock()),
                },
            )
            self._tell()


class _OfCall(Protocol):
    @property
    def visit_id(self) -> int | None: ...
    @property
    def calls(self) -> int: ...


def _about(call: _OfCall) -> str:
    return f"call:{call.visit_id}:{call.calls}"
