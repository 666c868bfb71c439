"""Who is asking, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import g, request
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect

from server.domain.access import Permission, Role, demand
from server.domain.errors import Forbidden, Unauthenticated
from server.services import accounts, stations
from server.services.asking_rating import TABLET
from server.wiring import wiring

F = TypeVar("F", bound=Callable[..., Any])

# Checked for browser sessions only, in _by_session: a bearer token cannot be forged by a page.
csrf = CSRFProtect()


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody or something that is signed in.

    Attributes:
        hall_id: the only hall it may touch; None for the county's own people.
        actor: how the record names it.
    """

    role: Role
    hall_id: int | None
    actor: str
    account_id: int | None = None
    station_id: int | None = None


def requires(permission: Permission) -> Callable[[F], F]:
    """Let a route run only for who holds the permission in the hall of its path."""

    def decorate(route: F) -> F:
        @wraps(route)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            identity = identify()
            demand(identity.role, permission)
            path = kwargs.get("path")
            _demand_hall(identity, getattr(path, "hall_id", None))
            g.identity = identity
            return route(*args, **kwargs)

        return cast(F, guarded)

    return decorate


def who() -> Identity:
    """Who runs this request, in a route that `requires` something."""
    return cast(Identity, g.identity)


def clerk_id() -> int:
    """The account that acts at a window.

    Raises:
        Forbidden: a station is asking.
    """
    account_id = who().account_id
    if account_id is None:
        raise Forbidden("a station has no window of its own")
    return account_id


def station_id() -> int:
    """The station that is asking.

    Raises:
        Forbidden: a person is asking.
    """
    identity = identify()
    if identity.station_id is None:
        raise Forbidden("only a station may do this")
    g.identity = identity
    return identity.station_id


def identify() -> Identity:
    """Who is asking, by bearer token or browser session.

    Raises:
        Unauthenticated: nobody we know.
    """
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        token = header.removeprefix("Bearer ")
        is_station = token.startswith(stations.PREFIX)
        return _by_station_token(token) if is_station else _by_account_token(token)
    return _by_session()


def _by_station_token(token: str) -> Identity:
    with wiring().database.read() as conn:
        station = stations.by_token(conn, token)
    role = Role.TABLET if station.kind == TABLET else Role.STATION
    return Identity(role, station.hall_id, f"station:{station.id}", station_id=station.id)


def _by_account_token(token: str) -> Identity:
    account_id, epoch = wiring().tokens.read(token)
    return _account(account_id, epoch)


def _by_session() -> Identity:
    if not current_user.is_authenticated:
        raise Unauthenticated("sign in first")
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        csrf.protect()
    row = current_user.row
    return Identity(Role(row.role), row.hall_id, f"account:{row.id}", account_id=row.id)


def _account(account_id: int, epoch: int) -> Identity:
    with wiring().database.read() as conn:
        row = accounts.by_id(conn, account_id)
    if row is None or row.session_epoch != epoch:
        raise Unauthenticated("the account's sessions have been ended")
    return Identity(Role(row.role), row.hall_id, f"account:{row.id}", account_id=row.id)


def _demand_hall(identity: Identity, hall_id: int | None) -> None:
    if None not in (identity.hall_id, hall_id) and identity.hall_id != hall_id:
        raise Forbidden("this account or station belongs to another hall")
