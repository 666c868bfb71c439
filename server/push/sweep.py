"""What nobody asks for: ending jobs whose deadline has passed."""

from __future__ import annotations

from server.domain.clock import Clock
from server.services.asking_rating import drop_overdue, halls_with_overdue
from server.services.commands import Commands
from server.store.database import Database


class Sweep:
    """Runs now and then, beside the heartbeats."""

    def __init__(self, database: Database, commands: Commands, clock: Clock) -> None:
        self._database = database
        self._commands = commands
        self._clock = clock

    def run(self) -> None:
        """End overdue jobs in the halls that have any."""
        with self._database.read() as conn:
            hall_ids = halls_with_overdue(conn, self._clock.now())
        for hall_id in hall_ids:
            self._commands.run(hall_id, drop_overdue, name="drop_overdue", actor="system")
