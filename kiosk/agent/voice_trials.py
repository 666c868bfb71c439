"""Any call, said by any voice, for whoever sets the hall's voice up or judges it by ear."""

import threading
from dataclasses import dataclass
from typing import Literal

from display.sentences import Language, ahead_sentence, passed_sentence, sentence
from display.voice.engine import SpeechError
from display.voice.speaker import announced
from display.voice.voices import KINDS, Kind, NotReady
from kiosk.agent.clock import Clock, utc_now
from kiosk.agent.hall_rules import HallRules
from kiosk.agent.rendering import Rendering
from kiosk.agent.speaker import HallSpeaker
from kiosk.agent.wire import Json

_DESK = "导服台"  # in a hall that has set no place for who missed the call
_KEPT = 8


class NotSaid(Exception):
    """The sentence could not be said. code: `no_voice`, `not_ready` (ask again), `unsayable`."""

    def __init__(self, code: str, *, text: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.text = text
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to say: a call, or a reminder; by one voice, or by the one that would say it."""

    about: Literal["call", "ahead", "passed"]
    number: str
    window: str
    zone_id: int | None
    language: Language
    by: Kind | None


class VoiceTrials:
    """Usable from any thread.

    Args:
        rendering: makes what the natural voice has not said yet; None where it is not installed.
    """

    def __init__(
        self,
        speaker: HallSpeaker,
        *,
        rules: HallRules,
        rendering: Rendering | None,
        clock: Clock = utc_now,
    ) -> None:
        self._speaker = speaker
        self._rules = rules
        self._rendering = rendering
        self._clock = clock
        self._lock = threading.Lock()
        self._last = 0
        self._sounds: dict[int, bytes] = {}

    def state(self) -> Json:
        """Zones and windows to choose from, which voices there are, and what holds now."""
        hall = self._rules.hall()
        rules, now = self._rules(), self._clock()
        health = self._speaker.health()
        zones = [
            {
                "zone_id": zone["zone_id"],
                "name": zone["name"],
                "quiet": rules.is_quiet(zone["zone_id"], now=now),
                "volume": rules.volume(zone["zone_id"], now=now),
            }
            for zone in hall.get("zones", [])
        ]
        windows = [
            {name: window[name] for name in ("number", "place", "zone_id")}
            for window in hall.get("windows", [])
        ]
        there = self._speaker.voice.kinds if self._speaker.voice else ()
        missing = health.get("voices", {})
        voices = [
            {"kind": kind, "there": kind in there, "why": missing.get(kind)} for kind in KINDS
        ]
        return {"zones": zones, "windows": windows, "voices": voices}

    def text(self, wish: Wish) -> str:
        """The words, as the zone has them."""
        voice = self._rules()
        rules = voice.hall if wish.zone_id is None else voice.rules(wish.zone_id)
        if wish.about == "ahead":
            ahead = rules.ahead or 3
            return ahead_sentence(wish.number, ahead, rules.wording, language=wish.language)
        if wish.about == "passed":
            desk = rules.passed_at or _DESK
            return passed_sentence(wish.number, desk, rules.wording, language=wish.language)
        places = {w["number"]: w["place"] for w in self._rules.hall().get("windows", [])}
        return sentence(
            wish.number,
            wish.window,
            rules.wording,
            language=wish.language,
            place=places.get(wish.window),
        )

    def say(self, wish: Wish, *, aloud: bool) -> Json:
        """Make the sound, for the page that asked and, aloud, for the loudspeaker too.

        Raises:
            NotSaid: with the reason in the voice's own words.
        """
        text = self.text(wish)
        voices = self._speaker.voice
        if voices is None:
            raise NotSaid("no_voice", text=text, why=str(self._speaker.health().get("why", "")))
        try:
            said = voices.say(text, language=wish.language, by=wish.by)
        except NotReady as error:
            if self._rendering is not None:
                self._rendering.want(text, language=wish.language)
            raise NotSaid("not_ready", text=text, why=str(error)) from error
        except (SpeechError, OSError) as error:
            raise NotSaid("unsayable", text=text, why=str(error)) from error
        clip = announced(said.clip) if wish.about == "call" else said.clip
        if aloud:
            self._speaker.say_next(clip, text=text, language=wish.language)
        return {
            "text": text,
            "by": said.by,
            "passed_over": [{"kind": k, "why": why} for k, why in said.passed_over.items()],
            "duration_s": round(clip.duration_s, 2),
            "sound": f"/api/voice/sounds/{self._keep(clip.to_wav())}.wav",
        }

    def sound(self, n: int) -> bytes | None:
        """A WAV file that was made, or None if it is not kept any more."""
        return self._sounds.get(n)

    def _keep(self, wav: bytes) -> int:
        with self._lock:
            self._last += 1
            self._sounds[self._last] = wav
            self._sounds.pop(self._last - _KEPT, None)
            return self._last
