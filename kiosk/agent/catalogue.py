"""The hall's catalogue, kept on this machine so that guides work while the server is away."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.agent.background import Background
from kiosk.agent.clock import Clock, utc_now
from kiosk.agent.kept_file import keep, read_kept
from kiosk.agent.server_client import ServerClient, ServerError
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

EVERY_S = 15.0  # a wait that is told at the kiosk is as old as this at most
# Beyond this age, "open" or "closed" is no longer something the server said about now.
OPEN_IS_GOOD_FOR_S = 120.0
WAITS_ARE_GOOD_FOR_S = 60.0
CHINA = ZoneInfo("Asia/Shanghai")  # mainland China keeps one time zone


class Catalogue:
    """The catalogue as last fetched, and whether the hall is open. Usable from any thread."""

    def __init__(
        self,
        path: Path,
        *,
        server: ServerClient,
        monotonic: Callable[[], float] = time.monotonic,
        clock: Clock = utc_now,
    ) -> None:
        kept = read_kept(path) or {}
        self._path = path
        self._server = server
        self._monotonic = monotonic
        self._clock = clock
        self._document: Json | None = kept.get("catalogue")
        self._etag: str | None = kept.get("etag")
        self._open: Json | None = None
        self._waits: Json | None = None
        self._open_at_s = float("-inf")

    @property
    def document(self) -> Json | None:
        """The catalogue, or None before the first one.

        Items whose last day is over are left out: a server that is away cannot take them back.
        """
        document = self._document
        if document is None:
            return None
        today = self._clock().astimezone(self.time_zone).date().isoformat()
        items = document.get("items", [])
        valid = [item for item in items if (item.get("valid_to") or today) >= today]
        return document if len(valid) == len(items) else {**document, "items": valid}

    @property
    def etag(self) -> str | None:
        return self._etag

    @property
    def open(self) -> Json | None:
        """Whether the hall is open and gives numbers, or None when not known now."""
        if self._monotonic() - self._open_at_s > OPEN_IS_GOOD_FOR_S:
            return None
        return self._open

    @property
    def waits(self) -> Json | None:
        """Queue id -> the wait of a number drawn now, or None; None when not known now."""
        if self._monotonic() - self._open_at_s > WAITS_ARE_GOOD_FOR_S:
            return None
        return self._waits

    @property
    def time_zone(self) -> tzinfo:
        """The hall's time zone."""
        hall = (self._document or {}).get("hall", {})
        try:
            return ZoneInfo(hall["time_zone"])
        except (KeyError, ValueError):
            return CHINA

    def refresh(self, hall_id: int) -> None:
        """Fetch what has changed. Raises ServerError; what is kept stays as it was then."""
        hall = self._server.get(f"/halls/{hall_id}")
        self._open = hall.get("open")
        self._waits = {str(q["queue_id"]): q.get("wait") for q in hall.get("queues", [])}
        self._open_at_s = self._monotonic()
        fetched = self._server.get_if_changed(f"/halls/{hall_id}/catalogue", etag=self._etag)
        if fetched.document is None:
            return
        self._document, self._etag = fetched.document, fetched.etag
        try:
            keep(self._path, {"etag": fetched.etag, "catalogue": fetched.document})
        except OSError as error:
            logger.warning("the catalogue cannot be kept on disk: %s", error.strerror)


class CatalogueKeeper(Background):
    """A thread that refreshes the catalogue: now and then, and at once when woken.

    hall_id returns the hall of this station, or None while it is not known.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        hall_id: Callable[[], int | None],
        every_s: float = EVERY_S,
    ) -> None:
        super().__init__("catalogue")
        self._catalogue = catalogue
        self._hall_id = hall_id
        self._every_s = every_s
        self._wakened = threading.Event()

    def wake(self) -> None:
        """The hall has changed, or the server is back."""
        self._wakened.set()

    def _interrupt(self) -> None:
        self._wakened.set()

    def _round(self) -> None:
        self._wakened.clear()
        if self._stopping.is_set():
            return  # stopped just before the event was cleared
        hall_id = self._hall_id()
        if hall_id is not None:
            self._refresh(hall_id)
        self._wakened.wait(self._every_s)

    def _refresh(self, hall_id: int) -> None:
        try:
            self._catalogue.refresh(hall_id)
        except ServerError as error:
            # The uplink logs that the server is away; here it is only the next try that matters.
            logger.debug("catalogue not refreshed: %s", error)
