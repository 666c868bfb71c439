"""What a clerk has to be warned of: letters of authorisation that ended, or soon will."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from server.domain.authorisation import ended, soon_ending
from server.reports.board import hall_row
from server.store.authorised import letters_of
from server.store.hall_tables import items


def own_authorisations(
    conn: Connection, hall_id: int, account_id: int, *, now: datetime
) -> dict[str, Any]:
    """The items that a clerk may no longer handle, and those whose time ends within thirty days.

    Only items that are published now: of others nobody has to renew a letter.
    """
    hall = hall_row(conn, hall_id)
    letters, today = letters_of(conn, account_id), hall.day(now)
    return {
        "demanded": hall.policy.demand_authorisation,
        "ended": _named(conn, hall_id, ended(letters, today)),
        "ending": _named(conn, hall_id, soon_ending(letters, today)),
    }


def _named(conn: Connection, hall_id: int, last_days: Mapping[int, date]) -> list[dict[str, Any]]:
    query = (
        select(items.c.id, items.c.name, items.c.name_en)
        .where(
            items.c.hall_id == hall_id,
            items.c.id.in_(last_days),
            items.c.published_at.is_not(None),
            items.c.retired_at.is_(None),
        )
        .order_by(items.c.id)
    )
    named = [
        {
            "item_id": item_id,
            "name": name,
            "name_en": name_en,
            "last_day": last_days[item_id].isoformat(),
        }
        for item_id, name, name_en in conn.execute(query)
    ]
    return sorted(named, key=lambda item: str(item["last_day"]))
