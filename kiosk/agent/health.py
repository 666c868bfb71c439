"""Tells the server now and then how this station's devices are."""

import logging
import threading
import uuid
from collections.abc import Sequence

from kiosk.agent.server_client import ServerClient, ServerError
from kiosk.agent.supervisor import Supervised
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

EVERY_S = 10.0
LOOK_EVERY_S = 1.0


class HealthReporter:
    """Sends the health every every_s, and within a second when a device changed.

    Not journaled: only how it is now is of use.
    """

    def __init__(
        self, devices: Sequence[Supervised], *, server: ServerClient, every_s: float = EVERY_S
    ) -> None:
        self._devices = devices
        self._server = server
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="health", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, *, timeout_s: float) -> bool:
        """End; False if a request held the thread for longer than timeout_s."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        told: Json | None = None
        age_s = self._every_s
        while not self._stopping.is_set():
            health = {device.name: device.health() for device in self._devices}
            if health != told or age_s >= self._every_s:
                told, age_s = (health if self._tell(health) else None), 0.0
                if told is None:
                    # Away, or not ready for us: the next regular time is soon enough.
                    self._stopping.wait(self._every_s)
            self._stopping.wait(LOOK_EVERY_S)
            age_s += LOOK_EVERY_S

    def _tell(self, health: Json) -> bool:
        try:
            self._server.post(
                "/stations/me/health", {"devices": health}, idempotency_key=uuid.uuid4().hex
            )
        except ServerError as error:
            logger.debug("health not told: %s", error)
            return False
        return True
