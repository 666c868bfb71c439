"""找回号: what the hall has of somebody, by a card, a typed number or the code on a slip."""

from collections.abc import Callable

from kiosk.agent.asking import Asking, Server
from kiosk.agent.issuing import said
from kiosk.agent.persons import CardPerson
from kiosk.agent.wire import Json


class Finding:
    """Asks the server on behalf of who stands at the kiosk; nothing of it is kept.

    hall_id returns this station's hall, or None while it is not known.
    """

    def __init__(self, server: Server, *, hall_id: Callable[[], int | None]) -> None:
        self._ask = Asking(server, hall_id=hall_id)

    def of_person(self, person: str | CardPerson, *, request_id: str) -> Json:
        """Return `{"tickets": [...], "appointments": [...]}` of today.

        Args:
            person: a telephone or identity number as typed, or whose card was read.

        Raises:
            NotIssued: the server is away or says no.
        """
        path = self._ask.in_hall("/persons/find")
        return self._ask.post(path, said(person), request_id=request_id)

    def of_token(self, token: str) -> Json:
        """Return the ticket whose slip bears this token, as its owner's telephone shows it.

        Raises:
            NotIssued: the server is away, or there is no such ticket.
        """
        return self._ask.get(f"/tickets/{token}")

    def of_notice(self, token: str) -> Json:
        """Return the notice whose paper bears this token, and whether one may come back with it.

        Raises:
            NotIssued: the server is away, or there is no such notice.
        """
        return self._ask.get(f"/notices/{token}")

    def bring_back(self, token: str, *, request_id: str) -> Json:
        """Put the missed number with this token back, once, and return it as `of_token` does.

        Raises:
            NotIssued: the server is away; `return_refused` with its reason; it was not missed.
        """
        return self._ask.post(f"/tickets/{token}/return", {}, request_id=request_id)
