"""People and stations of the demonstration: never part of a real hall.

Every row made here is marked, so that a production start can refuse a database that still
holds any of them.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, insert, select

from server.domain.access import Role
from server.services.accounts import hash_password
from server.services.stations import token_hash
from server.store.tables import accounts, stations, windows

PASSWORD = "budayang-demo"
CLERKS = 20
SPEAKING_STATION = "hall-1"

_PEOPLE = (("office", Role.OFFICE, "管理办"), ("reception", Role.RECEPTION, "导办台"))


def logins() -> list[str]:
    """The demonstration's logins; all have the same password."""
    return [*(login for login, _, _ in _PEOPLE), *(f"clerk{n}" for n in range(1, CLERKS + 1))]


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
        query = select(windows.c.id).where(
            windows.c.hall_id == hall_id, windows.c.number == window
        )
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


def holds_demonstration(conn: Connection) -> bool:
    """Whether any account or station of the demonstration is in the database."""

    def any_in(table: Table) -> bool:
        return conn.execute(select(table.c.id).where(table.c.is_demonstration)).first() is not None

    return any_in(accounts) or any_in(stations)
