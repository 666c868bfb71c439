"""Telephones of citizens, sealed: a copy of the database gives nobody's number away.

Fernet (AES-128-CBC with HMAC-SHA256, of the `cryptography` package) under the first of several
keys; the others open what was sealed before. A key is made of each secret by HMAC-SHA256, so that
any long text serves.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from server.domain.contacts import Contact, SealedContact


class CannotOpen(Exception):
    """Sealed under a key that is not among ours, or changed since."""


class Sealer:
    """Seals and opens contacts."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """Take the secrets, the newest first; there is at least one."""
        self._keys = MultiFernet([Fernet(_key(secret)) for secret in secrets])

    def seal(self, contact: Contact) -> SealedContact:
        """What may be stored of a contact."""
        return SealedContact(contact.mask, self._keys.encrypt(contact.number.encode()).decode())

    def open(self, sealed: str) -> str:
        """The number.

        Raises:
            CannotOpen: no key of ours fits.
        """
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise CannotOpen from None

    def seal_anew(self, sealed: str) -> str:
        """The same number under the newest key.

        Raises:
            CannotOpen: no key of ours fits.
        """
        try:
            return self._keys.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise CannotOpen from None


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(secret.encode(), b"budayang.contact", "sha256"))
