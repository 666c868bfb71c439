"""Reads of who may handle what."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, select

from server.domain.authorisation import Authorisation, authorised_items
from server.domain.lifecycle import State
from server.store.hall_rows import HallRow
from server.store.hall_tables import items
from server.store.people_tables import authorisations
from server.store.ticket_tables import ticket_items, tickets

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a clerk may call in a hall that demands letters of authorisation.

    Attributes:
        queue_ids: queues of which the clerk may handle something.
        barred: waiting tickets with an item that the clerk may not handle.
    """

    queue_ids: frozenset[int]
    barred: frozenset[int]

    def allows(self, *, ticket_id: int, queue_id: int, is_sent_here: bool) -> bool:
        """Whether the clerk may call a ticket that waits for the window."""
        return ticket_id not in self.barred and (is_sent_here or queue_id in self.queue_ids)

    def of(self, by_queue: Mapping[int, T]) -> dict[int, T]:
        """What is said of queues, for the clerk's queues alone."""
        return {queue_id: it for queue_id, it in by_queue.items() if queue_id in self.queue_ids}


def scope_of(conn: Connection, hall: HallRow, account_id: int | None, day: date) -> Scope | None:
    """Whom a clerk may call on a day; None where that is whoever waits for the window.

    Args:
        account_id: who sits at the window; None if nobody does.
    """
    if account_id is None or not hall.policy.demand_authorisation:
        return None
    allowed = authorised_items(letters_of(conn, account_id), day)
    return Scope(queues_of(conn, allowed), barred_tickets(conn, hall.id, allowed))


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
