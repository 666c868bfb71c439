"""长辈版语音指引: the voice in which a touch page says what to do; its browser plays the sound."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from display.sentences import Language, read_out, spelled
from display.voice.clip import at_volume
from display.voice.engine import Engine, EngineMissing, SpeechError
from display.voice.speaker import Speaker
from display.voice.store import ClipStore
from kiosk.agent.supervisor import DeviceDown
from kiosk.agent.trial import Person, Trial
from kiosk.agent.wire import Json

_TRIED_WITH = "请点一下您要办的事"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class NoSentence(LookupError):
    """The texts have no such sentence, or it lacks what it is to be filled with."""


class NoVoice(Exception):
    """No program that speaks is installed, or it does not say this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the page, by its place in the page's own texts.

    Only what the texts hold can be said, with the number of a ticket filled in and nothing else:
    whatever a page asks for, no name and no typed number can be spoken.

    Attributes:
        say: its key under `say`.
        trouble: the key under `trouble` whose `what` fills `{what}`.
        number: a ticket's, fills `{number}`; its digits are read one by one.
    """

    say: str
    language: Language
    trouble: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Sentences:
    """The touch page's texts, language -> nested keys, as its files have them."""

    texts: Mapping[Language, Mapping[str, object]] = field(default_factory=dict)

    def words(self, asked: Sentence) -> str:
        """The sentence as it is spoken. Raises NoSentence."""
        values: dict[str, str] = {}
        if asked.number is not None:
            values["number"] = _spoken(asked.number, asked.language)
        if asked.trouble is not None:
            what = self._text(asked.language, f"trouble.{asked.trouble}.what")
            values["what"] = _filled(what, values)
        return _filled(self._text(asked.language, f"say.{asked.say}"), values)

    def _text(self, language: Language, key: str) -> str:
        found: object = self.texts.get(language, {})
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if not isinstance(found, str):
            raise NoSentence(f"{language}: {key}")
        return found


class GuidanceVoice:
    """Makes the sounds of the sentences, once each; kept on disk. Usable from any thread.

    Args:
        volume: percent of full level.
        new_engine: raises EngineMissing where it is not installed.
    """

    def __init__(
        self,
        name: str,
        *,
        volume: int,
        new_engine: Callable[[], Engine],
        store: Callable[[], ClipStore],
    ) -> None:
        self._name = name
        self._volume = volume
        self._new_engine = new_engine
        self._store = store
        self._speaker: Speaker | None = None
        self._missing = ""

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_ready(self) -> bool:
        """Whether it can speak; pages offer no guidance otherwise."""
        return self._speaker is not None

    def say(self, words: str, *, language: Language) -> bytes:
        """The words as a WAV file. Raises NoVoice."""
        if self._speaker is None:
            raise NoVoice(self._missing or "not open")
        try:
            clip = self._speaker.sentence(words, language=language)
        except SpeechError as error:
            raise NoVoice(f"{type(error).__name__}: {error}") from error
        return at_volume(clip, self._volume).to_wav()

    def open(self) -> None:
        try:
            self._speaker = Speaker(self._new_engine(), self._store())
        except (EngineMissing, OSError) as error:
            self._missing = str(error)
            raise DeviceDown("no_voice") from error

    def run(self, stop: threading.Event) -> None:
        # Nothing to do by itself, and nothing to lose: a page asks, and say() answers.
        stop.wait()

    def try_out(self, person: Person) -> Trial:
        """Make a sentence; whether the browser's loudspeaker is heard, only a person knows."""
        try:
            self.say(_TRIED_WITH, language="zh")
        except NoVoice:
            return Trial("ill", "no_voice")
        return Trial("well")

    def close(self) -> None:
        self._speaker = None

    def interrupt(self) -> None:
        """run() waits for stop alone."""

    def health(self) -> Json:
        """Return whether it speaks, how loud, and why it does not."""
        return {
            "voice": "there" if self.is_ready else "missing",
            "volume": self._volume,
            "why": None if self.is_ready else self._missing or None,
        }


def _spoken(number: str, language: Language) -> str:
    return spelled(number) if language == "en" else read_out(number, yao=False)


def _filled(text: str, values: Mapping[str, str]) -> str:
    def value(place: re.Match[str]) -> str:
        name = place.group(1)
        if name not in values:
            raise NoSentence(f"{{{name}}} is not given: {text}")
        return values[name]

    return _PLACEHOLDER.sub(value, text)
