"""The steps that were taken with whatever is followed up, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from server.domain.clock import to_wire
from server.store.people_tables import accounts


def steps_told(
    conn: Connection, row_id: int, *, table: Table, of: str, more: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The steps of one row, the first first; `by` is None for what nobody of the staff did.

    Args:
        row_id: with what the steps were taken.
        table: of the steps.
        of: the name of its column for row_id.
        more: columns that only this table has.
    """
    query = (
        select(table, accounts.c.name.label("by"))
        .outerjoin(accounts, accounts.c.id == table.c.account_id)
        .where(table.c[of] == row_id)
        .order_by(table.c.number)
    )
    return [
        {
            "number": row.number,
            "step": row.step,
            "state": row.state,
            "at": to_wire(row.at),
            "by": row.by,
            "words": row.note,
            **{name: row._mapping[name] for name in more},
        }
        for row in conn.execute(query)
    ]
