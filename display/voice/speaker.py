"""Sentences as sound: phrases from the store, put together with pauses and a chime."""

import re

from display.sentences import Language
from display.voice.chime import chime
from display.voice.clip import Clip, join, level, silence, trim
from display.voice.engine import Engine
from display.voice.store import ClipStore

_PAUSE_S = 0.22  # at a comma
_AFTER_CHIME_S = 0.15
_TAIL_S = 0.25
_VOICE_PEAK = 0.85


def phrases_of(text: str) -> list[str]:
    """What stands between the commas of a sentence.

    Sound is kept by phrase, not by sentence: "到三号窗口" serves every ticket. Never by syllable: a
    syllable said alone loses its tone.
    """
    return [phrase.strip() for phrase in re.split("[，,]", text) if phrase.strip()]


class Speaker:
    """Gives a sentence as one clip whose length is known before it is played."""

    def __init__(self, engine: Engine, store: ClipStore) -> None:
        self._engine = engine
        self._store = store

    def sentence(self, text: str, *, language: Language) -> Clip:
        """The text as spoken.

        Raises:
            SpeechError: the engine could not say it.
        """
        clips: list[Clip] = []
        for phrase in phrases_of(text):
            spoken = self._store.get(self._engine, phrase, language=language)
            clips += [level(trim(spoken), peak=_VOICE_PEAK), silence(_PAUSE_S)]
        return join([*clips[:-1], silence(_TAIL_S)])

    def announcement(self, text: str, *, language: Language) -> Clip:
        """The chime, then the text.

        Raises:
            SpeechError: the engine could not say it.
        """
        return announced(self.sentence(text, language=language))


def announced(clip: Clip) -> Clip:
    """A sentence with the chime before it."""
    return join([chime(), silence(_AFTER_CHIME_S), clip])
