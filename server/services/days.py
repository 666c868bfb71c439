"""The turn of a hall's business day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, select, update

from server.domain.events import TicketExpired, TicketKept, TicketReturned, WindowClosed
from server.domain.issuing_rules import Overnight
from server.domain.lifecycle import State, Trigger
from server.services.appointments import forget_who_booked
from server.services.at_window import end_ticket
from server.services.contacts import forget_contacts
from server.services.moving import ticket_fields
from server.services.persons import forget_persons
from server.store.event_tables import requests
from server.store.hall_rows import QueueRow, WindowRow
from server.store.hall_tables import halls, queues, windows
from server.store.leased import is_borne
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets
from server.store.unit_of_work import UnitOfWork
from server.store.waiting import open_tickets_before

# Longer than any station is without its server: the longest holiday, and then some.
REQUESTS_KEPT = timedelta(days=30)


def begin_day(uow: UnitOfWork) -> None:
    """Begin the business day if this is its first command.

    What was left open is closed: tickets of earlier days expire unless their queue keeps them
    overnight, windows that nobody closed are closed. Suspended tickets stay: their citizens
    were told that they may come back. Who drew a number long ago is forgotten, and so are old
    request ids.
    Each hall turns its own day, whatever other halls do.
    """
    if uow.hall.open_day == uow.day:
        return
    uow.update(halls, uow.hall.id, open_day=uow.day)
    if uow.hall.open_day is None:
        return
    _end_or_keep_tickets(uow)
    forget_persons(uow)
    forget_who_booked(uow)
    forget_contacts(uow)
    _forget_requests(uow)
    left_open = select(windows).where(windows.c.hall_id == uow.hall.id, windows.c.state != "closed")
    in_order = left_open.order_by(windows.c.position)
    for window in [WindowRow(*row) for row in uow.conn.execute(in_order)]:
        close_window(uow, window)


def _forget_requests(uow: UnitOfWork) -> None:
    """Let go of request ids that nobody sends again.

    They are random: a command would look for its own in an index that no memory holds, once there
    were a million of them.
    """
    long_ago = uow.now - REQUESTS_KEPT
    uow.conn.execute(
        delete(requests).where(requests.c.hall_id == uow.hall.id, requests.c.at < long_ago)
    )


def _end_or_keep_tickets(uow: UnitOfWork) -> None:
    """Whoever was never served waits on where the queue keeps numbers; all others expire."""
    for ticket in open_tickets_before(uow.conn, uow.hall.id, uow.day):
        end_or_keep(uow, ticket)


def end_or_keep(uow: UnitOfWork, ticket: TicketRow) -> None:
    """End the day of one ticket of an earlier day: it waits on, or it expires."""
    if not _is_kept(uow, ticket):
        uow.record(TicketExpired(**end_ticket(uow, ticket, Trigger.EXPIRE)))
        return
    if ticket.visit_id is not None and ticket.state == State.CALLED:
        fields = end_ticket(uow, ticket, Trigger.RETURN)
        uow.record(TicketReturned(**fields, visit_id=ticket.visit_id))
    # Two kept tickets of different days may bear one number, or a kiosk may hold it for today.
    # The older one comes to the new day first; the other waits on in its own day and comes when
    # the number is free.
    if not is_borne(uow.conn, ticket.issued_queue_id, uow.day, ticket.serial):
        _bring_to_today(uow, ticket)


def _is_kept(uow: UnitOfWork, ticket: TicketRow) -> bool:
    if ticket.state not in (State.WAITING, State.CALLED):
        return False
    return uow.get(QueueRow, queues, ticket.queue_id).issuing.overnight is Overnight.KEEP


def _bring_to_today(uow: UnitOfWork, ticket: TicketRow) -> None:
    """Let a ticket count among today's: boards show it, and nobody else gets its number."""
    kept_from = ticket.kept_from or ticket.day
    uow.update(tickets, ticket.id, day=uow.day, kept_from=kept_from)
    here = replace(ticket, day=uow.day)
    fields = ticket_fields(uow, here, queue_id=here.queue_id, from_=None, to=State.WAITING)
    uow.record(TicketKept(**fields, kept_from=kept_from))


def close_window(uow: UnitOfWork, window: WindowRow) -> None:
    """Put a window out of service; nobody sits at it any more.

    Tickets that were sent to it are anybody's again who serves their queue.
    """
    uow.conn.execute(
        update(tickets)
        .where(tickets.c.target_window_id == window.id, tickets.c.state == State.WAITING)
        .values(target_window_id=None)
    )
    uow.update(
        windows,
        window.id,
        state="closed",
        state_since=uow.now,
        account_id=None,
        pause_reason=None,
        pause_until=None,
    )
    uow.record(
        WindowClosed(
            window_id=window.id, window=window.number, zone_id=window.zone_id, state="closed"
        )
    )
