"""The telephone that a citizen leaves to be called back on: a mask to show, a number to seal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from server.domain.errors import InvalidInput

_FILLING = re.compile(r"[\s-]")
_NUMBER = re.compile(r"\+?\d{6,15}")
_SHOWN_AT_END = 4  # of the usual eleven digits, with three at the beginning
_SHORT = 10  # digits; of fewer less is shown


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number. Not shown by repr."""

    number: str = field(repr=False)
    mask: str


@dataclass(frozen=True, slots=True)
class SealedContact:
    """A telephone number as it is stored."""

    mask: str
    sealed: str = field(repr=False)


def contact_of(said: str) -> Contact:
    """A telephone number as somebody wrote it: mobile or not, with or without spaces and hyphens.

    >>> contact_of("138 0000-1234").mask, contact_of("5551234").mask
    ('138****1234', '*****34')

    Raises:
        InvalidInput: no telephone number; it is not repeated in the message.
    """
    number = _FILLING.sub("", said)
    if not _NUMBER.fullmatch(number):
        raise InvalidInput("not a telephone number", what="person")
    if len(number) > _SHORT:
        return Contact(number, f"{number[:3]}****{number[-_SHOWN_AT_END:]}")
    return Contact(number, "*" * (len(number) - 2) + number[-2:])
