"""Who this station is. The server says it; it is kept for the time when the server is away."""

import logging
from pathlib import Path

from pydantic import ValidationError

from kiosk.agent.kept_file import keep, read_kept
from kiosk.agent.server_client import ServerAway, ServerClient
from kiosk.agent.wire import Identity

logger = logging.getLogger(__name__)


class StationIdentity:
    """The station as last told. Usable from any thread."""

    def __init__(self, path: Path, *, server: ServerClient) -> None:
        self._path = path
        self._server = server
        self._identity = _kept(path)

    @property
    def code(self) -> str | None:
        """The station's code, or None before the server was ever reached."""
        return self._identity.code if self._identity else None

    @property
    def hall_id(self) -> int | None:
        return self._identity.hall_id if self._identity else None

    @property
    def zone_id(self) -> int | None:
        return self._identity.zone_id if self._identity else None

    def ask(self) -> Identity:
        """Ask the server, keep the answer and return it. Raises ServerError."""
        answer = self._server.get("/stations/me")
        try:
            identity = Identity.model_validate(answer)
        except ValidationError as error:
            raise ServerAway("the answer is not the server's") from error
        if identity != self._identity:
            self._identity = identity
            try:
                keep(self._path, identity.model_dump())
            except OSError as error:
                logger.warning("who we are cannot be kept on disk: %s", error.strerror)
        return identity


def _kept(path: Path) -> Identity | None:
    try:
        return Identity.model_validate(read_kept(path))
    except ValidationError:
        return None
