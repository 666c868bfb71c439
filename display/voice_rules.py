"""How a hall and its zones speak: in what words, how loud, when not at all, what beside calls.

Pure. The office writes these rules once for the hall; a zone's own go before them, key by key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo
from typing import Any

from display.sentences import CALL, CALL_EN, Wording


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of day to another, the end excluded; past midnight where it ends earlier."""

    begins: time
    ends: time

    def hold(self, at: time) -> bool:
        """Whether a time of day lies within."""
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRules:
    """What is set for one zone, or for a hall.

    Attributes:
        volume: percent of full level; volume_at: other levels at certain hours.
        quiet: hours in which nothing is spoken; displays show and flash as ever.
        ahead: tell who has so many before them that it is soon their turn; None for never.
        passed_at: where those should go who missed their call; None: they are not told.
    """

    wording: Wording = field(default_factory=Wording)
    volume: int = 100
    volume_at: tuple[tuple[Hours, int], ...] = ()
    quiet: tuple[Hours, ...] = ()
    ahead: int | None = None
    passed_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HallVoice:
    """The rules of a hall and of those zones that have rules of their own."""

    time_zone: tzinfo = UTC
    hall: VoiceRules = field(default_factory=VoiceRules)
    zones: Mapping[int, VoiceRules] = field(default_factory=dict)

    def rules(self, zone_id: int) -> VoiceRules:
        """What holds in a zone."""
        return self.zones.get(zone_id, self.hall)

    def is_quiet(self, zone_id: int, *, now: datetime) -> bool:
        """Whether nothing is spoken in a zone now, by the hall's own clock."""
        local = now.astimezone(self.time_zone).time()
        return any(hours.hold(local) for hours in self.rules(zone_id).quiet)

    def volume(self, zone_id: int, *, now: datetime) -> int:
        """How loud it is spoken in a zone now, in percent."""
        local = now.astimezone(self.time_zone).time()
        rules = self.rules(zone_id)
        return next((v for hours, v in rules.volume_at if hours.hold(local)), rules.volume)


def hall_voice(hall: Mapping[str, Any], *, time_zone: tzinfo) -> HallVoice:
    """The voice of a hall as the server tells it: `voice` of the hall and of each zone.

    Raises:
        KeyError, TypeError, ValueError: rules that no server of this release sends.
    """
    ours = hall.get("voice", {})
    return HallVoice(
        time_zone=time_zone,
        hall=read_rules(ours),
        zones={
            zone["zone_id"]: read_rules({**ours, **zone["voice"]})
            for zone in hall.get("zones", [])
            if zone.get("voice")
        },
    )


def read_rules(told: Mapping[str, Any]) -> VoiceRules:
    """One set of rules; what is not said is as it is by default."""
    return VoiceRules(
        wording=Wording(
            repeats=told.get("repeats", 2),
            second_language=told.get("english", False),
            yao=told.get("yao", False),
            call=told.get("call", CALL),
            call_en=told.get("call_en", CALL_EN),
        ),
        volume=told.get("volume", 100),
        volume_at=tuple((_hours(span), span["volume"]) for span in told.get("volume_at", ())),
        quiet=tuple(_hours(span) for span in told.get("quiet", ())),
        ahead=told.get("ahead"),
        passed_at=told.get("passed_at"),
    )


def _hours(span: Mapping[str, Any]) -> Hours:
    return Hours(time.fromisoformat(span["from"]), time.fromisoformat(span["to"]))
