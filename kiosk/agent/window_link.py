"""What a caller pad asks of the server: the window as it is, and commands for its clerk."""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from kiosk.agent.server_client import ServerAway, ServerClient, ServerError, ServerRefused
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

ME = "/stations/me/window"
ATTEMPTS = 3  # of one command, always under the same key
BETWEEN_ATTEMPTS_S = 0.3


class PadTicket(BaseModel):
    """The ticket at the window."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: str
    state: Literal["called", "serving"]


class PadWindow(BaseModel):
    """The window as its pad shows it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    window_id: int
    number: str
    state: str
    ticket: PadTicket | None
    waiting: int
    seq: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The command was not carried out, or nobody knows whether it was; code says why."""

    code: str


class Link(Protocol):
    """The window at the server, as a pad needs it; called from threads of their own."""

    def look(self) -> PadWindow | None: ...
    def command(self, name: str, body: Json) -> PadWindow | Refused: ...


class NoWindow:
    """Where there is no server to ask: a pad that is only looked at."""

    def look(self) -> PadWindow | None:
        return None

    def command(self, name: str, body: Json) -> PadWindow | Refused:
        return Refused("away")


class WindowLink:
    """A window of the station, over the server's REST interface. Usable from any thread.

    Args:
        window: its number; None for the window at which the station stands.
        sleep: for the pause between two attempts.
    """

    def __init__(
        self,
        server: ServerClient,
        *,
        window: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._server = server
        self._at = "" if window is None else f"?at={quote(window)}"
        self._sleep = sleep

    def look(self) -> PadWindow | None:
        """Return the window as it is now, or None if that cannot be known."""
        try:
            return PadWindow.model_validate(self._server.get(ME + self._at))
        except (ServerError, ValueError) as error:
            logger.debug("the window cannot be read: %s", error)
            return None

    def command(self, name: str, body: Json) -> PadWindow | Refused:
        """Run a command of the window, once, and return the window as it is then.

        A command is never kept for later: what a clerk wanted now, nobody wants in ten minutes.
        """
        key = uuid.uuid4().hex
        for attempt in range(ATTEMPTS):
            if attempt:
                self._sleep(BETWEEN_ATTEMPTS_S)
            try:
                path = f"{ME}/{name}{self._at}"
                answer = self._server.post(path, body, idempotency_key=key)
                return PadWindow.model_validate(answer)
            except ServerRefused as refusal:
                return Refused(refusal.code)
            except (ServerAway, ValueError) as error:
                logger.info("the pad's %s: %s", name, type(error).__name__)
        return Refused("away")
