"""Tickets, their slips, and what staff are told of them."""

from __future__ import annotations

from typing import Any

from tests.journeys.hall import HALL_ID, Hall

AMID_A_SLIP = 200  # bytes; a slip has more than twice as many


def tickets(hall: Hall) -> list[str]:
    """The numbers of all tickets, in the order of drawing."""
    return [row["number"] for row in hall.rows("SELECT number FROM ticket ORDER BY id")]


def ticket(hall: Hall, number: str) -> dict[str, Any]:
    """A ticket as the API gives it."""
    ticket_id = hall.rows("SELECT id FROM ticket WHERE number = ?", number)[0]["id"]
    return dict(hall.get(f"/halls/{HALL_ID}/tickets/{ticket_id}", login="reception"))


def told(hall: Hall, kind: str) -> list[dict[str, Any]]:
    """What staff were told: the details of all alarms of a kind."""
    return [dict(alarm["detail"]) for alarm in hall.alarms(kind)]


def slips_of(hall: Hall, number: str) -> list[str]:
    """Every slip with this number, whole or not."""
    texts = ["\n".join(slip["lines"]) for slip in hall.slips()]
    return [text for text in texts if f"{number[0]} {number[1:]}" in text]
