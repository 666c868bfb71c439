"""Waits as the wire has them: whole seconds, or null where nothing is known."""

from __future__ import annotations

from typing import Any

from server.domain.clock import to_wire
from server.domain.estimate.quotes import WaitRange
from server.domain.lifecycle import State
from server.reports.live_waits import HallWaits
from server.store.ticket_rows import TicketRow

Wait = dict[str, int]


def wait_on_wire(wait: WaitRange | None) -> Wait | None:
    """`{low_s, high_s, p90_s}`: 20, 80 and 90 in a hundred are called by then."""
    if wait is None:
        return None
    return {
        "low_s": round(wait.low_s), "high_s": round(wait.high_s), "p90_s": round(wait.p90_s)
    }  # fmt: skip


def ticket_wait(ticket: TicketRow, waits: HallWaits) -> Wait | None:
    """What a ticket still has to wait; null when it does not wait, or nobody counts.

    One that was drawn after the latest estimate has the wait that it was told.
    """
    if ticket.state != State.WAITING or not waits.counted:
        return None
    if ticket.id in waits.quotes.tickets or ticket.quote_low_s is None:
        return wait_on_wire(waits.quotes.tickets.get(ticket.id))
    return {
        "low_s": ticket.quote_low_s,
        "high_s": ticket.quote_high_s or 0,
        "p90_s": ticket.quote_p90_s or 0,
    }


def hall_waits(waits: HallWaits) -> dict[str, Any]:
    """All of a hall: what a number drawn now would wait, and what every waiting ticket does."""
    return {
        "at": to_wire(waits.at),
        "seq": waits.seq,
        "queues": [
            {"queue_id": queue_id, "wait": wait_on_wire(wait)}
            for queue_id, wait in waits.quotes.queues.items()
        ],
        "tickets": [
            {"ticket_id": ticket_id, "wait": wait_on_wire(wait)}
            for ticket_id, wait in waits.quotes.tickets.items()
        ],
    }
