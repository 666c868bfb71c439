"""People and stations of the demonstration: never part of a real hall.

Every row made here is marked, so that a production start can refuse a database that still
holds any of them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Table, insert, select

from server.domain.access import Role
from server.services.accounts import hash_password
from server.services.stations import new_token, token_hash
from server.store.tables import accounts, halls, stations, windows

PASSWORD = "budayang-demo"
CLERKS = 20
_PEOPLE = (("office", Role.OFFICE, "管理办"), ("reception", Role.RECEPTION, "导办台"))


def seed(conn: Connection, folder: Path, *, windows: Sequence[str]) -> None:
    """Add the people, one kiosk, one hall station, and a station for each of these windows.

    The first hall of the database gets them. Each station's token is written to
    `FOLDER/<code>.token`, for its owner's eyes only; a token that is there already is kept.
    """
    hall_id = conn.execute(select(halls.c.id).order_by(halls.c.id)).scalars().first()
    if hall_id is None:
        raise LookupError("the database has no hall yet")
    seed_accounts(conn, hall_id)
    folder.mkdir(parents=True, exist_ok=True)
    wanted: list[tuple[str, str, str | None]] = [
        ("kiosk-1", "kiosk", None),
        ("hall-1", "hall", None),
    ]
    wanted += [(f"window-{number}", "window", number) for number in windows]
    for code, kind, window in wanted:
        token = _token(folder / f"{code}.token")
        seed_station(conn, hall_id, code=code, kind=kind, token=token, window=window)


def seed_accounts(conn: Connection, hall_id: int) -> None:
    """Add the demonstration's sign-ins, if they are not there yet."""
    known = set(conn.execute(select(accounts.c.login)).scalars())
    password_hash = hash_password(PASSWORD)
    people = [(login, role, name, login) for login, role, name in _PEOPLE]
    people += [(f"clerk{n}", Role.CLERK, f"窗口人员{n}", f"{n:03d}") for n in range(1, CLERKS + 1)]
    rows = [
        {
            "hall_id": hall_id,
            "login": login,
            "name": name,
            "staff_no": staff_no,
            "role": role,
            "password_hash": password_hash,
            "is_active": True,
            "is_demonstration": True,
        }
        for login, role, name, staff_no in people
        if login not in known
    ]
    if rows:
        conn.execute(insert(accounts), rows)


def seed_station(
    conn: Connection, hall_id: int, *, code: str, kind: str, token: str, window: str | None = None
) -> None:
    """Add a station with a token of the caller's, or give a station of this code that token."""
    window_id = None
    if window is not None:
        query = select(windows.c.id).where(windows.c.hall_id == hall_id, windows.c.number == window)
        window_id = conn.execute(query).scalar_one()
    known = (stations.c.hall_id == hall_id) & (stations.c.code == code)
    if conn.execute(select(stations.c.id).where(known)).first():
        conn.execute(stations.update().where(known).values(token_hash=token_hash(token)))
        return
    conn.execute(
        insert(stations).values(
            hall_id=hall_id,
            code=code,
            kind=kind,
            window_id=window_id,
            speaks=kind == "hall",
            token_hash=token_hash(token),
            is_demonstration=True,
        )
    )


def _token(file: Path) -> str:
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(new_token())
    return file.read_text().strip()


def holds_demonstration(conn: Connection) -> bool:
    """Whether any account or station of the demonstration is in the database."""

    def any_in(table: Table) -> bool:
        return conn.execute(select(table.c.id).where(table.c.is_demonstration)).first() is not None

    return any_in(accounts) or any_in(stations)
