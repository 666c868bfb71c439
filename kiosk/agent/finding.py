"""找回号: what the hall has of somebody, by a card, a typed number or the code on a slip."""

from collections.abc import Callable
from typing import Protocol

from kiosk.agent.issuing import refused, said, server_away
from kiosk.agent.persons import CardPerson
from kiosk.agent.server_client import ServerAway, ServerRefused
from kiosk.agent.wire import Json


class Server(Protocol):
    def get(self, path: str) -> Json: ...
    def post(self, path: str, body: Json, *, idempotency_key: str) -> Json: ...


class Finding:
    """Asks the server on behalf of who stands at the kiosk; nothing of it is kept.

    hall_id returns this station's hall, or None while it is not known.
    """

    def __init__(self, server: Server, *, hall_id: Callable[[], int | None]) -> None:
        self._server = server
        self._hall_id = hall_id

    def of_person(self, person: str | CardPerson, *, request_id: str) -> Json:
        """Return `{"tickets": [...], "appointments": [...]}` of today.

        Args:
            person: a telephone or identity number as typed, or whose card was read.

        Raises:
            NotIssued: the server is away or says no.
        """
        hall_id = self._hall_id()
        if hall_id is None:
            raise server_away()
        path = f"/halls/{hall_id}/persons/find"
        return self._asked(
            lambda: self._server.post(path, said(person), idempotency_key=request_id)
        )

    def of_token(self, token: str) -> Json:
        """Return the ticket whose slip bears this token, as its owner's telephone shows it.

        Raises:
            NotIssued: the server is away, or there is no such ticket.
        """
        return self._asked(lambda: self._server.get(f"/tickets/{token}"))

    def of_notice(self, token: str) -> Json:
        """Return the notice whose paper bears this token, and whether one may come back with it.

        Raises:
            NotIssued: the server is away, or there is no such notice.
        """
        return self._asked(lambda: self._server.get(f"/notices/{token}"))

    def bring_back(self, token: str, *, request_id: str) -> Json:
        """Put the missed number with this token back, once, and return it as `of_token` does.

        Raises:
            NotIssued: the server is away; `return_refused` with its reason; it was not missed.
        """
        path = f"/tickets/{token}/return"
        return self._asked(lambda: self._server.post(path, {}, idempotency_key=request_id))

    def _asked(self, ask: Callable[[], Json]) -> Json:
        try:
            return ask()
        except ServerAway:
            raise server_away() from None
        except ServerRefused as refusal:
            raise refused(refusal) from None
