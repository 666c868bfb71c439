"""The `/display` namespace: the public stream of a hall, for boards, consoles and stations."""

from __future__ import annotations

import logging
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError, Namespace, emit, join_room

from server.domain.clock import Clock
from server.domain.errors import NotFound
from server.reports.board import board, hall_row
from server.reports.stream import REPLAY_LIMIT, events_since
from server.store.database import Database

log = logging.getLogger(__name__)

NAMESPACE = "/display"


def room(hall_id: int) -> str:
    """The room of everyone who follows a hall."""
    return f"hall:{hall_id}"


class DisplayNamespace(Namespace):  # type: ignore[misc]
    """Read only: there is nothing here that a stranger in the hall may not see."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(NAMESPACE)
        self._database = database
        self._clock = clock
        self._halls: dict[str, int] = {}

    def on_connect(self, auth: Any) -> None:
        """Join the hall's room, then send what the client has missed.

        Joined before reading, so that an event committed in between comes twice (the client
        drops the second by its seq), never zero times.
        """
        asked = auth if isinstance(auth, dict) else {}
        hall_id = asked.get("hall_id")
        if not isinstance(hall_id, int):
            raise ConnectionRefusedError("invalid")
        try:
            self._halls[request.sid] = hall_id  # type: ignore[attr-defined]
            join_room(room(hall_id))
            self._catch_up(hall_id, asked)
        except NotFound:
            raise ConnectionRefusedError("not_found") from None

    def on_sync(self, asked: Any) -> None:
        """Send what the client says it has missed."""
        hall_id = self._halls.get(request.sid)  # type: ignore[attr-defined]
        if hall_id is not None and isinstance(asked, dict):
            self._catch_up(hall_id, asked)

    def on_disconnect(self, reason: Any = None) -> None:
        """Forget the client."""
        self._halls.pop(request.sid, None)  # type: ignore[attr-defined]

    def _catch_up(self, hall_id: int, asked: dict[str, Any]) -> None:
        since, now = asked.get("since"), self._clock.now()
        with self._database.read() as conn:
            hall = hall_row(conn, hall_id)
            day = hall.day(now).isoformat()
            can_replay = (
                isinstance(since, int)
                and asked.get("day") == day
                and 0 <= hall.event_seq - since <= REPLAY_LIMIT
            )
            if can_replay:
                events = events_since(conn, hall_id, since)  # type: ignore[arg-type]
                emit("replay", {"events": events, "seq": hall.event_seq, "day": day})
            else:
                emit("snapshot", {"board": board(conn, hall_id, now=now)})
