"""Ratings as those see them who gave them, and the labels they may choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from server.domain.lifecycle import State
from server.domain.rating import FIRST, Level, lacks_reason, may_still_rate
from server.domain.rating_labels import Label
from server.store.prepared import Prepared
from server.store.rating_labels import national_labels
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import ratings, visits

NOTHING_TO_RATE: dict[str, Any] = {"state": "none", "level": None, "reason_missing": False}


def own_rating(
    conn: Connection, ticket: TicketRow, *, now: datetime, within_days: int | None
) -> dict[str, Any]:
    """What the holder of a ticket may still say of its visit.

    `state` is "none" (nothing to be rated), "open", "rated" (追评 is open) or "rated_again";
    `level` is that of the first rating. What is not open any more, because the hall's limit is
    over, is not told as open; a reason that is missing still is.

    Args:
        within_days: how long a visit may be rated; None for ever.
    """
    nothing = NOTHING_TO_RATE
    if ticket.state != State.DONE or ticket.visit_id is None:
        return nothing
    visit = _VISIT.one(conn, visit=ticket.visit_id)
    if visit.started_at is None:
        return nothing
    is_open = may_still_rate(visit.ended_at or now, now=now, within_days=within_days)
    given = _OF_VISIT.all(conn, visit=ticket.visit_id)
    if not given:
        return {**nothing, "state": "open"} if is_open else nothing
    first = next(row for row in given if row.ordinal == FIRST)
    return {
        "state": "rated" if len(given) == 1 and is_open else "rated_again",
        "level": first.level,
        "reason_missing": lacks_reason(Level(first.level), labels=first.labels, words=first.words),
    }


_VISIT = Prepared(
    select(visits.c.started_at, visits.c.ended_at).where(visits.c.id == bindparam("visit"))
)
_OF_VISIT = Prepared(
    select(ratings.c.ordinal, ratings.c.level, ratings.c.labels, ratings.c.words).where(
        ratings.c.visit_id == bindparam("visit")
    )
)


def labels_to_choose(on: date) -> list[dict[str, Any]]:
    """The labels that may be chosen on a day, level by level, those shown at once first."""
    known = national_labels()
    return [
        {"level": level, "labels": [_to_choose(label) for label in known.to_choose(level, on)]}
        for level in Level
    ]


def labels_in_words(codes: Sequence[str]) -> list[dict[str, str | None]]:
    """Codes with their wording; null where a retired label's wording is not known."""
    known = national_labels()
    return [_in_words(code, known.read(code)) for code in codes]


def _in_words(code: str, label: Label | None) -> dict[str, str | None]:
    return {"code": code, "text": None if label is None else label.text}


def _to_choose(label: Label) -> dict[str, Any]:
    return {"code": label.code, "text": label.text, "is_first": label.is_first}
