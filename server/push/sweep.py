"""What nobody asks for: jobs and appointments run out, numbers lapse, windows call, items turn."""

from __future__ import annotations

from server.domain.clock import Clock
from server.services.alerts import halls_with_alerts, tell_of_due
from server.services.answering_jobs import drop_overdue, halls_with_overdue
from server.services.appointments import halls_with_no_shows, mark_no_shows
from server.services.auto_calling import call_for_idle, halls_with_idle
from server.services.commands import Commands
from server.services.lapsing import halls_with_lapsed, pass_lapsed
from server.services.offering import bring_into_force
from server.store.database import Database
from server.store.versions import halls_with_items_to_turn


class Sweep:
    """Runs now and then, beside the heartbeats."""

    def __init__(self, database: Database, commands: Commands, clock: Clock) -> None:
        self._database = database
        self._commands = commands
        self._clock = clock

    def run(self) -> None:
        """Do what is due, in the halls where anything is."""
        now = self._clock.now()
        with self._database.read() as conn:
            overdue = halls_with_overdue(conn, now)
            lapsed = halls_with_lapsed(conn, now)
            idle = halls_with_idle(conn, now)
            missed = halls_with_no_shows(conn, now)
            to_tell = halls_with_alerts(conn, now)
            turning = halls_with_items_to_turn(conn, now)
        for hall_id in overdue:
            self._commands.run(hall_id, drop_overdue, name="drop_overdue", actor="system")
        for hall_id in lapsed:
            self._commands.run(hall_id, pass_lapsed, name="pass_lapsed", actor="system")
        for hall_id in idle:
            self._commands.run(hall_id, call_for_idle, name="call_for_idle", actor="system")
        for hall_id in to_tell:
            self._commands.run(hall_id, tell_of_due, name="tell_of_due", actor="system")
        for hall_id in missed:
            self._commands.run(hall_id, mark_no_shows, name="mark_no_shows", actor="system")
        for hall_id in turning:
            self._commands.run(hall_id, bring_into_force, name="bring_into_force", actor="system")
