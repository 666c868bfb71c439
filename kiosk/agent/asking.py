"""Asks the server for who stands at the kiosk; silence and refusals become what the page shows."""

from collections.abc import Callable
from typing import Protocol

from kiosk.agent.issuing import refused, server_away
from kiosk.agent.server_client import ServerAway, ServerRefused
from kiosk.agent.wire import Json


class Server(Protocol):
    def get(self, path: str) -> Json: ...
    def post(self, path: str, body: Json, *, idempotency_key: str) -> Json: ...


class Asking:
    """Every method raises NotIssued when the server is away or says no.

    hall_id returns this station's hall, or None while it is not known.
    """

    def __init__(self, server: Server, *, hall_id: Callable[[], int | None]) -> None:
        self._server = server
        self._hall_id = hall_id

    def get(self, path: str) -> Json:
        """Return what is at a path."""
        return _answered(lambda: self._server.get(path))

    def post(self, path: str, body: Json, *, request_id: str) -> Json:
        """Send a command once a request id, and return its answer."""
        return _answered(lambda: self._server.post(path, body, idempotency_key=request_id))

    def in_hall(self, path: str) -> str:
        """Return the path below this station's hall."""
        hall_id = self._hall_id()
        if hall_id is None:
            raise server_away()
        return f"/halls/{hall_id}{path}"


def _answered(ask: Callable[[], Json]) -> Json:
    try:
        return ask()
    except ServerRefused as refusal:
        raise refused(refusal) from None
    except ServerAway:
        raise server_away() from None
