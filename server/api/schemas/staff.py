"""Signing in, accounts and letters of authorisation."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from server.api.schemas.base import Incoming, Outgoing, PlainName, ShortText, Whole


class Login(Incoming):
    """Sign in as a program or person."""

    login: ShortText
    password: ShortText


class Authorise(Incoming):
    """授权书: what a clerk may handle, from when until when."""

    item_ids: Annotated[list[Whole], Field(min_length=1, max_length=500)]
    valid_from: date
    valid_to: date | None = None
    letter_no: Annotated[str, Field(min_length=1, max_length=40)]


class EndedAuthorisation(PlainName):
    """An item whose authorisation ends, or ended, with `last_day`."""

    item_id: int
    last_day: str


class OwnAuthorisations(Outgoing):
    """`demanded`: only tickets whose items one is authorised for can be called."""

    demanded: bool
    ended: list[EndedAuthorisation]
    ending: list[EndedAuthorisation]


class Account(Outgoing):
    """Who is signed in."""

    account_id: int
    name: str
    role: str
    hall_id: int | None


class SignedIn(Outgoing):
    """A token for `Authorization: Bearer`."""

    token: str
    expires_at: str
    account: Account


class StaffMember(Outgoing):
    """Somebody who works in a hall."""

    account_id: int
    name: str
    staff_no: str
    role: str


class AccountList(Outgoing):
    """A hall's active people."""

    accounts: list[StaffMember]
