"""From the speaker of a station file to a loudspeaker with its voices."""

from collections.abc import Callable
from pathlib import Path

from display.voice.engine import Engine, EngineMissing, EspeakEngine
from display.voice.natural.engine import HOME, NaturalEngine
from display.voice.pack import SHIPPED, PackEngine, PackFault, read_pack
from display.voice.store import ClipStore
from display.voice.voices import KeptOnly, Kind, Voices
from kiosk.agent.device_settings import GuidanceDevice, SpeakerDevice
from kiosk.agent.guidance import GuidanceVoice
from kiosk.agent.loudspeaker import PlayerSink, SimulatedSink
from kiosk.agent.making import Surroundings, WrongDevice
from kiosk.agent.rendering import Rendering
from kiosk.agent.speaker import HallSpeaker

_GUIDANCE_BYTES = 16 * 1024 * 1024  # some hundred phrases; those with a ticket's number come and go


def make_speaker(
    settings: SpeakerDevice, speech: SimulatedSink | None, around: Surroundings, *, key: str
) -> HallSpeaker:
    """Return the loudspeaker; it is not opened yet.

    Raises:
        WrongDevice: the hall's own pack cannot be used. It names every fault of it.
    """
    if settings.pack is not None:
        _demand_pack(settings.pack, f"{key}.pack")
    makers = {kind: _makers(settings)[kind] for kind in settings.voices}
    return HallSpeaker(
        settings.name,
        rules=around.hall_voice,
        new_voice=lambda: Voices(makers, _store(around)),
        new_sink=lambda: speech if speech is not None else PlayerSink(),
        zone_id=around.zone_id,
        journal=around.journal,
        tell=around.tell,
    )


def make_rendering(settings: SpeakerDevice, around: Surroundings) -> Rendering | None:
    """Return what makes the natural voice's sentences, or None where that is not installed."""
    if "natural" not in settings.voices:
        return None
    try:
        engine = NaturalEngine(settings.natural or HOME)
    except EngineMissing:
        return None  # the loudspeaker's health says so
    return Rendering(
        engine,
        _store(around),
        rules=around.hall_voice,
        windows=around.windows,
        zone_id=around.zone_id,
    )


def make_guidance(settings: GuidanceDevice, around: Surroundings) -> GuidanceVoice:
    """Return the touch page's voice; it is not opened yet.

    espeak-ng alone: it says any sentence at once, and needs nothing made beforehand.
    """
    return GuidanceVoice(
        settings.name,
        volume=settings.volume,
        new_engine=EspeakEngine,
        store=lambda: ClipStore(around.state_dir / "guidance", limit_bytes=_GUIDANCE_BYTES),
    )


def _makers(settings: SpeakerDevice) -> dict[Kind, Callable[[], Engine]]:
    def natural() -> Engine:
        return KeptOnly(NaturalEngine(settings.natural or HOME).name)

    return {
        "natural": natural,
        "pack": lambda: PackEngine(read_pack(settings.pack or SHIPPED)),
        "espeak": EspeakEngine,
    }


def _store(around: Surroundings) -> ClipStore:
    return ClipStore(around.state_dir / "voice")


def _demand_pack(folder: Path, key: str) -> None:
    try:
        read_pack(folder)
    except PackFault as fault:
        said = "; ".join(fault.faults)
        raise WrongDevice(key, f"不能使用：{said}", f"cannot be used: {said}") from None
