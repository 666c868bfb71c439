"""Reads of who may handle what."""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import Connection, select

from server.domain.authorisation import Authorisation
from server.domain.lifecycle import State
from server.store.tables import authorisations, items, ticket_items, tickets


def letters_of(conn: Connection, account_id: int) -> list[Authorisation]:
    """All that a clerk was ever authorised for."""
    query = select(
        authorisations.c.item_id, authorisations.c.valid_from, authorisations.c.valid_to
    ).where(authorisations.c.account_id == account_id)
    return [
        Authorisation(item_id=item_id, valid_from=begin, valid_to=end)
        for item_id, begin, end in conn.execute(query)
    ]


def queues_of(conn: Connection, item_ids: Set[int]) -> frozenset[int]:
    """The queues that these items belong to."""
    query = select(items.c.queue_id).where(items.c.id.in_(item_ids))
    return frozenset(conn.execute(query).scalars())


def barred_tickets(conn: Connection, hall_id: int, item_ids: Set[int]) -> frozenset[int]:
    """Waiting tickets with an item that is not among these."""
    query = (
        select(ticket_items.c.ticket_id)
        .join(tickets, tickets.c.id == ticket_items.c.ticket_id)
        .where(
            tickets.c.hall_id == hall_id,
            tickets.c.state == State.WAITING,
            ticket_items.c.item_id.not_in(item_ids),
        )
    )
    return frozenset(conn.execute(query).scalars())
