"""People and stations of the demonstration: never part of a real hall.

Every row made here is marked, so that a production start can refuse a database that still
holds any of them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Table, select

from server.domain.access import Role
from server.services.enrolment import add_account, new_password, put_station
from server.services.stations import new_token
from server.store.hall_tables import halls
from server.store.people_tables import accounts
from server.store.station_tables import stations

PASSWORD = "budayang-demo"
CLERKS = 20
_OTHERS = (
    ("office", Role.OFFICE, "管理办"),
    ("reception", Role.RECEPTION, "导办台"),
    ("department", Role.DEPARTMENT, "部门"),
)


def seed(conn: Connection, folder: Path, *, at_windows: Sequence[str]) -> None:
    """Add the people, one kiosk, one hall station, and a station at each of these windows.

    The first hall of the database gets them. Each station's token is written to
    `FOLDER/<code>.token`, for its owner's eyes only; a token that is there already is kept.

    Raises:
        LookupError: the database has no hall yet.
    """
    hall_id = conn.execute(select(halls.c.id).order_by(halls.c.id)).scalars().first()
    if hall_id is None:
        raise LookupError("the database has no hall yet")
    _seed_people(conn, hall_id)
    folder.mkdir(parents=True, exist_ok=True)
    wanted: list[tuple[str, str, str | None]] = [
        ("kiosk-1", "kiosk", None),
        ("hall-1", "hall", None),
        *((f"window-{number}", "window", number) for number in at_windows),
    ]
    for code, kind, window in wanted:
        put_station(
            conn,
            hall_id=hall_id,
            code=code,
            kind=kind,
            window=window,
            token=_token(folder / f"{code}.token"),
            is_demonstration=True,
        )


def holds_demonstration(conn: Connection) -> bool:
    """Whether any account or station of the demonstration is in the database."""

    def any_in(table: Table) -> bool:
        return conn.execute(select(table.c.id).where(table.c.is_demonstration)).first() is not None

    return any_in(accounts) or any_in(stations)


def _seed_people(conn: Connection, hall_id: int) -> None:
    known = set(conn.execute(select(accounts.c.login)).scalars())
    people = [(login, role, name, login) for login, role, name in _OTHERS]
    people += [(f"clerk{n}", Role.CLERK, f"窗口人员{n}", f"{n:03d}") for n in range(1, CLERKS + 1)]
    shared = new_password(PASSWORD)  # once: hashing is slow on purpose
    for login, role, name, staff_no in people:
        if login not in known:
            add_account(
                conn,
                hall_id=hall_id,
                login=login,
                name=name,
                staff_no=staff_no,
                role=role,
                password_hash=shared,
                is_demonstration=True,
            )


def _token(file: Path) -> str:
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(new_token())
    return file.read_text().strip()
