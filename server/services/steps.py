"""The steps of whatever is followed up: a case, a complaint, a request for help."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, func, insert, select

from server.store.unit_of_work import UnitOfWork


def note_step(
    uow: UnitOfWork,
    row_id: int,
    step: str,
    state: str,
    *,
    table: Table,
    of: str,
    account_id: int | None = None,
    words: str | None = None,
    **more: Any,
) -> None:
    """Note that a step was taken; the steps of one row are numbered from 1, without gaps.

    Args:
        row_id: of what the step was taken.
        state: after the step.
        table: of the steps.
        of: the name of its column for row_id.
        account_id: who of the staff took it.
        more: what only this table has.
    """
    count = select(func.count()).where(table.c[of] == row_id)
    uow.conn.execute(
        insert(table).values(
            {
                **more,
                of: row_id,
                "hall_id": uow.hall.id,
                "number": uow.conn.execute(count).scalar_one() + 1,
                "step": step,
                "state": state,
                "at": uow.now,
                "actor": uow.actor,
                "account_id": account_id,
                "note": words,
            }
        )
    )
