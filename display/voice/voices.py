"""Several voices, best first: a sentence is said by the first that can say all of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from display.sentences import Language
from display.voice.clip import Clip
from display.voice.engine import Engine, EngineFailed, EngineMissing, SpeechError
from display.voice.natural.engine import NAME as NATURAL
from display.voice.speaker import Speaker, announced, phrases_of
from display.voice.store import ClipStore

Kind = Literal["natural", "pack", "espeak"]
KINDS: tuple[Kind, ...] = ("natural", "pack", "espeak")


class NotReady(EngineFailed):
    """The natural voice has not made this sentence yet, and a call does not wait for it."""


class KeptOnly:
    """The natural voice at the moment of a call: what it made before, or nothing."""

    def __init__(self, name: str = NATURAL) -> None:
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def synthesize(self, text: str, *, language: Language) -> Clip:
        """Raises NotReady: whoever asks has not found it among what is kept."""
        raise NotReady(f"not ready yet: {text}")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as sound. passed_over: why no better voice says it, kind -> reason."""

    clip: Clip
    by: Kind
    passed_over: Mapping[Kind, str]


class Voices:
    """The voices of one loudspeaker. Usable from any thread.

    Args:
        makers: kind -> makes its engine, best first; raises EngineMissing.
    """

    def __init__(self, makers: Mapping[Kind, Callable[[], Engine]], store: ClipStore) -> None:
        """Raises EngineMissing, with every reason, when there is none at all."""
        self._speakers: dict[Kind, Speaker] = {}
        self._missing: dict[Kind, str] = {}
        self._kinds = tuple(makers)
        self._latest: Said | None = None
        for kind, make in makers.items():
            try:
                self._speakers[kind] = Speaker(make(), store)
            except EngineMissing as error:
                self._missing[kind] = str(error)
        if not self._speakers:
            raise EngineMissing("; ".join(f"{k}: {why}" for k, why in self._missing.items()))

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The voices that are there, best first."""
        return tuple(self._speakers)

    def sentence(self, text: str, *, language: Language) -> Clip:
        """The text as spoken. Raises SpeechError when no voice can say it."""
        self._latest = said = self.say(text, language=language)
        return said.clip

    def announcement(self, text: str, *, language: Language) -> Clip:
        """The chime, then the text. Raises SpeechError."""
        return announced(self.sentence(text, language=language))

    def say(self, text: str, *, language: Language, by: Kind | None = None) -> Said:
        """The text as sound, and whose.

        Args:
            by: this voice and no other.

        Raises:
            EngineMissing: that voice, or every one, is not there.
            SpeechError: none can say it; of several reasons the last voice's.
        """
        passed_over: dict[Kind, str] = {}
        refusal: SpeechError = EngineMissing(f"no voice {by}")
        for kind in self._kinds if by is None else [by]:
            try:
                return Said(
                    self._speaker(kind).sentence(text, language=language), kind, passed_over
                )
            except SpeechError as error:
                passed_over = {**passed_over, kind: str(error)}
                refusal = error
        raise refusal

    def _speaker(self, kind: Kind) -> Speaker:
        speaker = self._speakers.get(kind)
        if speaker is None:
            raise EngineMissing(self._missing.get(kind, "not among this station's voices"))
        return speaker

    def health(self) -> dict[str, object]:
        """Which voices are there, which spoke last, and why no better one did."""
        latest = self._latest
        return {
            "voices": {**dict.fromkeys(self._speakers, "there"), **self._missing},
            "spoke": latest and latest.by,
            "why": latest and "; ".join(f"{k}: {w}" for k, w in latest.passed_over.items()),
        }


def unkept(
    texts: Iterable[str], store: ClipStore, *, language: Language, name: str = NATURAL
) -> list[str]:
    """The phrases of these sentences that the natural voice has not made yet, each once."""
    phrases = dict.fromkeys(phrase for text in texts for phrase in phrases_of(text))
    return [phrase for phrase in phrases if not store.has(name, phrase, language=language)]
