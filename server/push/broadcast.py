"""Sends a hall's events and heartbeats to everybody who follows it."""

from __future__ import annotations

from typing import Any

from flask_socketio import SocketIO

from server.domain.clock import Clock, to_wire
from server.push.display import NAMESPACE, room
from server.reports.board import hall_row
from server.store.database import Database


class Broadcast:
    """The relay's way out."""

    def __init__(self, socketio: SocketIO, database: Database, clock: Clock) -> None:
        self._socketio = socketio
        self._database = database
        self._clock = clock

    def send(self, hall_id: int, events: list[dict[str, Any]]) -> None:
        """Emit the events one by one, in order."""
        for event in events:
            self._emit("event", event, hall_id)

    def beat(self, heads: dict[int, int]) -> None:
        """Tell every hall its present `seq` and business day, so that silence means a lost link."""
        now = self._clock.now()
        for hall_id, seq in heads.items():
            with self._database.read() as conn:
                day = hall_row(conn, hall_id).day(now)
            beat = {"seq": seq, "day": day.isoformat(), "at": to_wire(now)}
            self._emit("heartbeat", beat, hall_id)

    def _emit(self, name: str, body: dict[str, Any], hall_id: int) -> None:
        self._socketio.emit(name, body, namespace=NAMESPACE, to=room(hall_id))
