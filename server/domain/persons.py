"""Who takes a number: found again by a keyed hash, shown by a mask, kept in no other way.

A citizen is known by a telephone number, an identity number or the token of a QR code. What
they give is hashed with the hall's own key (HMAC-SHA256) before anything is stored, so that
neither the database nor a copy of it holds numbers, and no two halls' hashes can be compared.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from server.domain.errors import InvalidInput

_TELEPHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_IDENTITY = re.compile(r"\d{17}[\dX]")
_TOKEN = re.compile(r"(?=.*[A-Za-z_-])[A-Za-z0-9_-]{12,128}")
_FILLING = re.compile(r"[\s-]")
# GB 11643: weights of the first seventeen digits, and the check digit by their sum modulo 11.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes a number, as far as a hall may know."""

    hash: str  # 64 hexadecimal digits
    mask: str  # `138****1234`, `1306**********1234`


def hall_key(secret: str, *, hall_id: int) -> bytes:
    """The hall's own key, made of the server's secret; with another secret nobody is found."""
    return hmac.digest(secret.encode(), f"budayang.person.{hall_id}".encode(), "sha256")


def identify(said: str, *, key: bytes) -> Person:
    """Know a person by what they gave: a telephone number, an identity number or a QR token.

    Spaces and hyphens in numbers, the country code and the case of X do not matter.

    Raises:
        InvalidInput: none of the three; it is not repeated in the message.
    """
    kind, plain, mask = _read(said)
    return Person(hmac.new(key, f"{kind}:{plain}".encode(), hashlib.sha256).hexdigest(), mask)


def _read(said: str) -> tuple[str, str, str]:
    """Kind, plain form and mask."""
    number = _FILLING.sub("", said).upper()
    if telephone := _TELEPHONE.fullmatch(number):
        plain = telephone[1]
        return "telephone", plain, f"{plain[:3]}****{plain[-4:]}"
    if _IDENTITY.fullmatch(number):
        if not _is_identity(number):
            raise InvalidInput("this identity number cannot be right", what="person")
        return "identity", number, f"{number[:4]}{'*' * 10}{number[-4:]}"
    token = said.strip()
    if _TOKEN.fullmatch(token):
        return "token", token, f"****{token[-4:]}"
    raise InvalidInput("neither a telephone nor an identity number nor a code", what="person")


def _is_identity(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11] == number[-1]
