"""Who lays a card on: a keyed hash and a mask, as the server makes them, and nothing else."""

import hashlib
import hmac
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.agent.server_client import ServerError, ServerRefused
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)


class Server(Protocol):
    def get(self, path: str) -> Json: ...


@dataclass(frozen=True, slots=True)
class CardPerson:
    """Somebody, as far as this station may know; repr shows nothing of it."""

    hash: str = field(repr=False)  # 64 hexadecimal digits
    mask: str = field(repr=False)  # `1306**********1234`

    def said(self) -> Json:
        """Return how a request to the server says who it is."""
        return {"person_hash": self.hash, "person_mask": self.mask}


def person_of_number(number: str, *, key: bytes) -> CardPerson:
    """Return who has this identity number, as the hall with this key knows them."""
    digest = hmac.new(key, f"identity:{number}".encode(), hashlib.sha256).hexdigest()
    return CardPerson(digest, f"{number[:4]}{'*' * 10}{number[-4:]}")


class PersonKey:
    """The hall's key, asked of the server and kept in memory only. Usable from any thread."""

    def __init__(self, server: Server, *, has_reader: Callable[[], bool]) -> None:
        self._server = server
        self._has_reader = has_reader
        self._lock = threading.Lock()
        self._key: bytes | None = None

    def get(self) -> bytes | None:
        """Return the key as last told; ask for it if it was not. None: the server is away."""
        if self._key is None:
            self.refresh()
        return self._key

    def refresh(self) -> None:
        """Ask for the key, if this station has a reader; what is known stays when nobody answers.

        The server has changed its secret at most while it was away, so that asking again
        whenever it is back is enough.
        """
        if not self._has_reader():
            return
        with self._lock:
            try:
                self._key = bytes.fromhex(str(self._server.get("/stations/me/person-key")["key"]))
            except ServerRefused as refusal:
                logger.warning("the server gives no key for persons: %s", refusal.code)
            except (ServerError, KeyError, ValueError) as error:
                # Only what kind of fault: an answer that cannot be read may hold the key.
                logger.debug("no key for persons: %s", type(error).__name__)
