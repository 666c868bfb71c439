"""People and stations enter a hall."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, insert, select

from server.domain.access import Role
from server.domain.errors import InvalidInput, NotFound
from server.services import stations
from server.services.accounts import hash_password
from server.store.hall_tables import halls, windows
from server.store.people_tables import accounts

LEAST_PASSWORD = 10


def hall_by_code(conn: Connection, code: str) -> int:
    """The id of the hall with this code.

    Raises:
        NotFound: there is none.
    """
    hall_id = conn.execute(select(halls.c.id).where(halls.c.code == code)).scalar_one_or_none()
    if hall_id is None:
        raise NotFound(f"no hall {code!r}", what="hall")
    return int(hall_id)


def add_account(
    conn: Connection,
    *,
    hall_id: int | None,
    login: str,
    name: str,
    staff_no: str,
    role: Role,
    password_hash: str,
    is_demonstration: bool = False,
    agency: str | None = None,
) -> None:
    """Add a person who may sign in.

    Args:
        hall_id: the only hall of this person; None for the county's own people.
        password_hash: from `new_password`.
        agency: 实施主体 for whose items somebody of a department answers; None for any.

    Raises:
        InvalidInput: the login is taken.
    """
    if conn.execute(select(accounts.c.id).where(accounts.c.login == login)).first():
        raise InvalidInput(f"the login {login!r} is taken")
    conn.execute(
        insert(accounts).values(
            hall_id=hall_id,
            login=login,
            name=name,
            staff_no=staff_no,
            role=role,
            password_hash=password_hash,
            is_active=True,
            is_demonstration=is_demonstration,
            agency=agency,
        )
    )


def new_password(password: str) -> str:
    """The hash to keep of a password.

    Raises:
        InvalidInput: fewer than ten characters.
    """
    if len(password) < LEAST_PASSWORD:
        raise InvalidInput(f"a password has at least {LEAST_PASSWORD} characters")
    return hash_password(password)


def put_station(
    conn: Connection,
    *,
    hall_id: int,
    code: str,
    kind: str,
    token: str,
    window: str | None = None,
    keypads_at: Collection[str] = (),
    is_demonstration: bool = False,
) -> None:
    """Add a station, or give the station of this code a new token: the old one ends with it.

    Args:
        kind: "kiosk", "window" or "hall"; the hall's station is the one that speaks.
        window: the number of its window, for a station of kind "window".
        keypads_at: the numbers of the windows whose keypads hang on it, where it does not stand;
            none leaves them as they are.

    Raises:
        NotFound: no window of this number.
    """
    station_id = stations.put_station(
        conn,
        hall_id=hall_id,
        code=code,
        kind=kind,
        token_hash=stations.token_hash(token),
        window_id=None if window is None else _window(conn, hall_id, window),
        is_demonstration=is_demonstration,
    )
    if keypads_at:
        window_ids = [_window(conn, hall_id, number) for number in keypads_at]
        stations.give_keypads(conn, station_id=station_id, window_ids=window_ids)


def _window(conn: Connection, hall_id: int, number: str) -> int:
    query = select(windows.c.id).where(windows.c.hall_id == hall_id, windows.c.number == number)
    window_id = conn.execute(query).scalar_one_or_none()
    if window_id is None:
        raise NotFound(f"no window {number!r} in this hall", what="service_window")
    return int(window_id)
