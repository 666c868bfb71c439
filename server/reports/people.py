"""The people of a hall."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from server.store.people_tables import accounts


def hall_accounts(conn: Connection, hall_id: int) -> list[dict[str, Any]]:
    """Those who may sign in and belong to this hall, by staff number."""
    query = (
        select(accounts.c.id, accounts.c.name, accounts.c.staff_no, accounts.c.role)
        .where(accounts.c.hall_id == hall_id, accounts.c.is_active)
        .order_by(accounts.c.staff_no, accounts.c.id)
    )
    return [
        {"account_id": row.id, "name": row.name, "staff_no": row.staff_no, "role": row.role}
        for row in conn.execute(query)
    ]
