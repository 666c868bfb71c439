"""How the hall speaks, as the office has set it: read from the catalogue, again when it changes."""

import logging

from display.voice_rules import HallVoice, hall_voice
from kiosk.agent.catalogue import Catalogue
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)


class HallRules:
    """Gives the hall's voice. Before the first catalogue, and where it cannot be read, the usual.

    Usable from any thread: what is kept is replaced as a whole.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._read: tuple[str | None, HallVoice] | None = None

    def __call__(self) -> HallVoice:
        document, etag = self._catalogue.document, self._catalogue.etag
        time_zone = self._catalogue.time_zone
        if document is None:
            return HallVoice(time_zone=time_zone)
        if self._read is None or self._read[0] != etag:
            try:
                voice = hall_voice(document["hall"], time_zone=time_zone)
            except (KeyError, TypeError, ValueError):
                logger.exception("the hall's rules for its voice cannot be read")
                voice = HallVoice(time_zone=time_zone)
            self._read = etag, voice
        return self._read[1]

    def hall(self) -> Json:
        """The hall as its catalogue tells it; empty before the first one."""
        told: Json = (self._catalogue.document or {}).get("hall", {})
        return told

    def windows(self) -> list[tuple[str, str, int]]:
        """Number, place and zone id of every window."""
        return [(w["number"], w["place"], w["zone_id"]) for w in self.hall().get("windows", [])]
