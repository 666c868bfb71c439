"""Signed tokens for programs that act as an account."""

from __future__ import annotations

from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from server.domain.clock import Clock
from server.domain.errors import Unauthenticated
from server.store.people_rows import AccountRow

LIFETIME = timedelta(hours=12)


class Tokens:
    """Makes and reads them; nothing is stored.

    A token names the account, its session epoch and its own end: raising the epoch ends them all.
    """

    def __init__(self, secret_key: str, clock: Clock) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="budayang.account")
        self._clock = clock

    def make(self, account: AccountRow) -> tuple[str, datetime]:
        """A token and the instant at which it stops being one."""
        expires_at = self._clock.now() + LIFETIME
        token = self._serializer.dumps(
            [account.id, account.session_epoch, int(expires_at.timestamp())]
        )
        return token, expires_at

    def read(self, token: str) -> tuple[int, int]:
        """The account's id and epoch.

        Raises:
            Unauthenticated: not ours, changed, or too old.
        """
        try:
            account_id, epoch, expires_at = self._serializer.loads(token)
        except (BadData, ValueError, TypeError):
            raise Unauthenticated("the token is not valid") from None
        if self._clock.now().timestamp() >= expires_at:
            raise Unauthenticated("the token is valid no longer")
        return int(account_id), int(epoch)
