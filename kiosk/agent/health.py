"""Tells the server now and then how this station's devices are."""

import logging
import uuid
from collections.abc import Sequence

from kiosk.agent.background import Background
from kiosk.agent.server_client import ServerClient, ServerError
from kiosk.agent.supervisor import Supervised
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

EVERY_S = 10.0
LOOK_EVERY_S = 1.0


class HealthReporter(Background):
    """Sends the health every every_s, and within a second when a device changed.

    Not journaled: only how it is now is of use.
    """

    def __init__(
        self, devices: Sequence[Supervised], *, server: ServerClient, every_s: float = EVERY_S
    ) -> None:
        super().__init__("health")
        self._devices = devices
        self._server = server
        self._every_s = every_s
        self._told: Json | None = None
        self._age_s = every_s

    def _interrupt(self) -> None:
        """Nothing beside _stopping is waited for."""

    def _round(self) -> None:
        health = {device.name: device.health() for device in self._devices}
        if health != self._told or self._age_s >= self._every_s:
            self._told, self._age_s = (health if self._tell(health) else None), 0.0
            if self._told is None:
                # Away, or not ready for us: the next regular time is soon enough.
                self._stopping.wait(self._every_s)
        self._stopping.wait(LOOK_EVERY_S)
        self._age_s += LOOK_EVERY_S

    def _tell(self, health: Json) -> bool:
        try:
            self._server.post(
                "/stations/me/health", {"devices": health}, idempotency_key=uuid.uuid4().hex
            )
        except ServerError as error:
            logger.debug("health not told: %s", error)
            return False
        return True
