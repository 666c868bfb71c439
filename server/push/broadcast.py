"""Sends a hall's events and heartbeats to everybody who follows it."""

from __future__ import annotations

import logging
from typing import Any

from flask_socketio import SocketIO

from server.domain.clock import Clock, to_wire
from server.push.direct import DirectSend, NotAsExpected
from server.push.display import NAMESPACE, room
from server.reports.board import hall_row
from server.store.database import Database

log = logging.getLogger(__name__)


class Broadcast:
    """The relay's way out.

    Args:
        direct: write straight to the sockets, where the libraries allow it.
    """

    def __init__(
        self, socketio: SocketIO, database: Database, clock: Clock, *, direct: bool = False
    ) -> None:
        self._socketio = socketio
        self._database = database
        self._clock = clock
        self._direct: DirectSend | None = None
        if direct:
            try:
                self._direct = DirectSend(socketio)
            except NotAsExpected as reason:
                log.warning("broadcasts go through the clients' queues: %s", reason)

    def send(self, hall_id: int, events: list[dict[str, Any]]) -> None:
        """Emit the events one by one, in order."""
        for event in events:
            self._emit("event", event, hall_id)

    def beat(self, heads: dict[int, int]) -> None:
        """Tell every hall its present `seq` and business day, so that silence means a lost link."""
        now = self._clock.now()
        for hall_id, seq in heads.items():
            with self._database.read() as conn:
                day = hall_row(conn, hall_id).today(now)
            beat = {"seq": seq, "day": day.isoformat(), "at": to_wire(now)}
            self._emit("heartbeat", beat, hall_id)

    def _emit(self, name: str, body: dict[str, Any], hall_id: int) -> None:
        if self._direct is not None:
            self._direct.emit(name, body, namespace=NAMESPACE, room=room(hall_id))
        else:
            self._socketio.emit(name, body, namespace=NAMESPACE, to=room(hall_id))
