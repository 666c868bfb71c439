"""From a request to a command and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import request
from pydantic import SecretStr

from server.api.identity import who
from server.api.schemas.person_said import PersonSaid
from server.domain.contacts import SealedContact, contact_of
from server.domain.errors import Forbidden, InvalidInput, NotFound
from server.domain.persons import Person, hall_key, identify
from server.reports.desk import desk
from server.reports.found_tickets import tickets_found
from server.reports.ticket_view import ticket_by_id, ticket_view
from server.reports.wait_view import ticket_wait, wait_on_wire
from server.sealing import CannotOpen
from server.store.unit_of_work import UnitOfWork
from server.wiring import wiring

KEY_HEADER = "Idempotency-Key"
_KEY_LENGTH = 64


def run(
    hall_id: int,
    command: Callable[[UnitOfWork], dict[str, Any]],
    *,
    name: str,
    actor: str | None = None,
) -> dict[str, Any]:
    """Run a command for who is asking, once a request id."""
    return wiring().commands.run(
        hall_id, command, name=name, actor=actor or who().actor, request_id=_request_id()
    )


def desk_answer(hall_id: int, window_id: int) -> dict[str, Any]:
    """The desk as it is now."""
    parts = wiring()
    with parts.database.read() as conn:
        view = desk(conn, hall_id, window_id, now=parts.clock.now(), is_online=parts.is_online)
    tickets = parts.waits.of(hall_id).quotes.tickets
    for ticket in view["waiting"]["next"]:
        ticket["wait"] = wait_on_wire(tickets.get(ticket["ticket_id"]))
    return view


def ticket_answer(hall_id: int, ticket_id: int) -> dict[str, Any]:
    """The ticket as it is now."""
    parts = wiring()
    with parts.database.read() as conn:
        ticket = ticket_by_id(conn, hall_id, ticket_id)
        now = parts.clock.now()
        view = ticket_view(conn, ticket, public_url=parts.settings.url, now=now)
    return {**view, "wait": ticket_wait(ticket, parts.waits.of(hall_id))}


def tickets_answer(hall_id: int, number: str, *, day: date | None) -> dict[str, Any]:
    """The tickets that bear a number, as they are now."""
    parts = wiring()
    with parts.database.read() as conn:
        found = tickets_found(conn, hall_id, number=number, now=parts.clock.now(), day=day)
    return {"tickets": [ticket_answer(hall_id, ticket.id) for ticket in found]}


def person_who_said(hall_id: int, said: SecretStr | None) -> Person | None:
    """Who somebody is to a hall, by what they gave; None if they gave nothing.

    Raises:
        InvalidInput: it is neither a telephone nor an identity number nor a token.
    """
    if said is None:
        return None
    secret = wiring().settings.secret_key.get_secret_value()
    return identify(said.get_secret_value(), key=hall_key(secret, hall_id=hall_id))


def sealed_contact(said: SecretStr | None) -> SealedContact | None:
    """What may be kept of a telephone that somebody left; None if they left none.

    Raises:
        InvalidInput: it is no telephone number.
    """
    if said is None:
        return None
    return wiring().sealer.seal(contact_of(said.get_secret_value()))


def opened_contact(sealed: str | None) -> dict[str, str]:
    """A telephone for whoever may see it.

    Raises:
        NotFound: it was erased meanwhile; or, with `reason` "key", its key is not here any more.
    """
    if sealed is None:
        raise NotFound("no telephone is kept", what="contact")
    try:
        return {"contact": wiring().sealer.open(sealed)}
    except CannotOpen:
        raise NotFound("its key is not here any more", what="contact", reason="key") from None


def person_of(hall_id: int, said: PersonSaid) -> Person | None:
    """Who a request is about; None if it does not say.

    Raises:
        InvalidInput: as for `person_who_said`.
        Forbidden: a hash, and not from a station, which alone can have made it of a card.
    """
    if said.person_hash is None or said.person_mask is None:
        return person_who_said(hall_id, said.person)
    if who().station_id is None:
        raise Forbidden("only a station makes hashes of persons")
    return Person(said.person_hash, said.person_mask)


def _request_id() -> str | None:
    key = request.headers.get(KEY_HEADER)
    if key is not None and not 1 <= len(key) <= _KEY_LENGTH:
        raise InvalidInput(f"{KEY_HEADER} has 1 to {_KEY_LENGTH} characters")
    return key
