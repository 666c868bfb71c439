"""The `/display` namespace: the public stream of a hall, for boards, consoles and stations."""

from __future__ import annotations

import logging
from typing import Any

from flask import request, session
from flask_socketio import ConnectionRefusedError, Namespace, emit, join_room

from server.domain.clock import Clock
from server.domain.errors import NotFound
from server.push.health import read_health
from server.reports.board import board, hall_row
from server.reports.stream import REPLAY_LIMIT, events_since
from server.services.screens import Screens
from server.store.database import Database

log = logging.getLogger(__name__)

NAMESPACE = "/display"
_LARGEST_ID = 2**31 - 1  # what every database's integer column holds


def room(hall_id: int) -> str:
    """The room of everyone who follows a hall."""
    return f"hall:{hall_id}"


class DisplayNamespace(Namespace):  # type: ignore[misc]
    """There is nothing here that a stranger in the hall may not see, and nothing to change.

    What a screen says of itself is kept in memory, for the office.
    """

    def __init__(self, database: Database, clock: Clock, screens: Screens) -> None:
        super().__init__(NAMESPACE)
        self._database = database
        self._clock = clock
        self._screens = screens

    def on_connect(self, auth: Any) -> None:
        """Join the hall's room, then send what the client has missed.

        Joined before reading, so that an event committed in between comes twice (the client
        drops the second by its seq), never zero times.
        """
        asked = auth if isinstance(auth, dict) else {}
        hall_id = asked.get("hall_id")
        if type(hall_id) is not int:
            raise ConnectionRefusedError("invalid")
        if not 0 < hall_id <= _LARGEST_ID:
            raise ConnectionRefusedError("not_found")
        try:
            session["hall_id"] = hall_id  # this connection's own; it ends with it
            join_room(room(hall_id))
            self._catch_up(hall_id, asked)
        except NotFound:
            raise ConnectionRefusedError("not_found") from None

    def on_sync(self, asked: Any) -> None:
        """Send what the client says it has missed."""
        hall_id = session.get("hall_id")
        if hall_id is not None and isinstance(asked, dict):
            self._catch_up(hall_id, asked)

    def on_health(self, said: Any) -> None:
        """Keep how a screen says it is."""
        hall_id, health = session.get("hall_id"), read_health(said)
        if hall_id is not None and health is not None:
            self._screens.told(hall_id, request.sid, health)  # type: ignore[attr-defined]

    def on_disconnect(self, reason: Any = None) -> None:
        """Note that a screen is away."""
        self._screens.left(request.sid)  # type: ignore[attr-defined]

    def _catch_up(self, hall_id: int, asked: dict[str, Any]) -> None:
        now = self._clock.now()
        with self._database.read() as conn:
            hall = hall_row(conn, hall_id)
            day = hall.today(now).isoformat()
            since = _replay_from(asked, head=hall.event_seq, day=day)
            if since is None:
                emit("snapshot", {"board": board(conn, hall_id, now=now)})
            else:
                events = events_since(conn, hall_id, since)
                emit("replay", {"events": events, "seq": hall.event_seq, "day": day})


def _replay_from(asked: dict[str, Any], *, head: int, day: str) -> int | None:
    """The seq that a client goes on from; None if a snapshot is the way."""
    since = asked.get("since")
    if not isinstance(since, int) or isinstance(since, bool) or asked.get("day") != day:
        return None
    return since if 0 <= since <= head <= since + REPLAY_LIMIT else None
