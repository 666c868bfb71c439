"""A hall and a file of appointments, brought together from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from server.adapters.appointments_file import AppointmentFile
from server.domain.clock import Clock, SystemClock
from server.domain.persons import hall_key
from server.reports.appointments import all_appointments
from server.reports.board import hall_row
from server.services.commands import Commands
from server.services.enrolment import hall_by_code
from server.services.importing import Report, take_over
from server.settings import Settings
from server.store.database import Database
from server.store.hall_rows import HallRow


@dataclass(frozen=True, slots=True)
class HallOfFiles:
    """A hall whose appointments go into files and come out of them."""

    database: Database
    row: HallRow
    key: bytes

    def file(self, path: Path) -> AppointmentFile:
        """A file of this hall."""
        return AppointmentFile(path, zone=self.row.time_zone, key=self.key)


@contextmanager
def open_hall(
    settings: Settings, code: str, *, clock: Clock | None = None
) -> Iterator[HallOfFiles]:
    """Open the database for one hall; a server may run on it meanwhile.

    Raises:
        NotFound: no hall has this code.
    """
    database = Database(settings.database_url, clock=clock or SystemClock())
    try:
        with database.read() as conn:
            row = hall_row(conn, hall_by_code(conn, code))
        key = hall_key(settings.secret_key.get_secret_value(), hall_id=row.id)
        yield HallOfFiles(database, row, key)
    finally:
        database.close()


def import_file(hall: HallOfFiles, path: Path) -> Report:
    """Take over what a file tells. Raises OSError, NotAFile."""
    return take_over(Commands(hall.database), hall.row.id, hall.file(path).read())


def export_file(hall: HallOfFiles, path: Path, *, first: date | None) -> int:
    """Write the hall's appointments from a day on; returns how many. Raises OSError."""
    with hall.database.read() as conn:
        told = all_appointments(conn, hall.row.id, first=first)
    hall.file(path).write(told)
    return len(told)
