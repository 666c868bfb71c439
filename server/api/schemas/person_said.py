"""Who somebody is, as a request may say it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator

from server.api.schemas.base import Incoming

_HASH = r"^[0-9a-f]{64}$"
_MASK = r"^\d{4}\*{10}\d{3}[\dX]$"  # a mask of an identity number, and room for no number


class PersonSaid(Incoming):
    """Who it is, said in one of two ways, or not at all.

    `person` is a telephone number, an identity number or the token of a QR code. It is not
    stored: only its keyed hash and a mask are. A station with a card reader, which must not send
    what is on a card, gives `person_hash` and `person_mask` instead, made with its hall's key.
    """

    person: Annotated[SecretStr | None, Field(max_length=128)] = None
    person_hash: Annotated[str | None, Field(pattern=_HASH, repr=False)] = None
    person_mask: Annotated[str | None, Field(pattern=_MASK, repr=False)] = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.person_hash is None) != (self.person_mask is None):
            raise ValueError("person_hash and person_mask belong together")
        if self.person is not None and self.person_hash is not None:
            raise ValueError("give either person or its hash and mask")
        return self

    @property
    def says_who(self) -> bool:
        return self.person is not None or self.person_hash is not None
