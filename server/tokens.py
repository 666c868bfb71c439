"""Signed tokens for programs that act as an account."""

from __future__ import annotations

from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from server.domain.clock import Clock
from server.domain.errors import Unauthenticated
from server.store.rows import AccountRow

LIFETIME = timedelta(hours=12)


class Tokens:
    """Makes and reads them; nothing is stored.

    A token names the account and its session epoch: raising the epoch ends them all.
    """

    def __init__(self, secret_key: str, clock: Clock) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="budayang.account")
        self._clock = clock

    def make(self, account: AccountRow) -> tuple[str, datetime]:
        """A token and the instant at which it stops being one."""
        token = self._serializer.dumps([account.id, account.session_epoch])
        return token, self._clock.now() + LIFETIME

    def read(self, token: str) -> tuple[int, int]:
        """The account's id and epoch.

        Raises:
            Unauthenticated: not ours, changed, or too old.
        """
        try:
            account_id, epoch = self._serializer.loads(token, max_age=int(LIFETIME.total_seconds()))
        except (BadData, ValueError, TypeError):
            raise Unauthenticated("the token is not valid, or no longer") from None
        return int(account_id), int(epoch)
