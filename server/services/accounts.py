"""Signing in."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, bindparam, select

from server.domain.clock import Clock
from server.domain.errors import Unauthenticated
from server.services.attempts import Attempts
from server.store.database import Database
from server.store.people_rows import AccountRow
from server.store.people_tables import accounts
from server.store.prepared import Prepared

_FAILURES = 5
_WITHIN = timedelta(minutes=5)
_HASHER = PasswordHasher()


@cache
def _nobody() -> str:
    """Verified when the login is unknown, so that the answer takes as long and tells nothing."""
    return _HASHER.hash("nobody signs in with this")


def hash_password(password: str) -> str:
    """argon2id with the library's present recommendation."""
    return _HASHER.hash(password)


def by_id(conn: Connection, account_id: int) -> AccountRow | None:
    """The active account with this id, or None."""
    row = _ACTIVE.one_or_none(conn, account=account_id)
    return None if row is None else AccountRow(*row)


_ACTIVE = Prepared(
    select(accounts).where(accounts.c.id == bindparam("account"), accounts.c.is_active)
)


class SignIn:
    """Checks passwords and slows guessing down: five failures in five minutes lock a login."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._attempts = Attempts(clock, most=_FAILURES, within=_WITHIN, what="failed sign-ins")

    def __call__(self, login: str, password: str) -> AccountRow:
        """The account, if login and password belong together.

        Raises:
            Unauthenticated: they do not; which of the two is wrong is not said.
            TooManyAttempts: this login has failed too often in the last minutes.
        """
        # Counted before it is checked, or guesses made at once would not see one another.
        self._attempts.count(login)
        with self._database.read() as conn:
            account = _one(conn, accounts.c.login == login)
        try:
            _HASHER.verify(account.password_hash if account else _nobody(), password)
        except (VerificationError, InvalidHashError):
            account = None
        if account is None:
            raise Unauthenticated("login or password is wrong")
        self._attempts.forgive(login)
        return account


def _one(conn: Connection, condition: object) -> AccountRow | None:
    query = select(accounts).where(condition, accounts.c.is_active)  # type: ignore[arg-type]
    row = conn.execute(query).one_or_none()
    return None if row is None else AccountRow(*row)
