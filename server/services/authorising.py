"""授权书: the office notes what a clerk may handle, as the sending department's letter says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from server.domain.errors import InvalidInput, NotFound
from server.store.hall_tables import items
from server.store.people_tables import accounts, authorisations
from server.store.unit_of_work import UnitOfWork


def authorise(
    uow: UnitOfWork,
    *,
    account_id: int,
    item_ids: Sequence[int],
    valid_from: date,
    valid_to: date | None,
    letter_no: str,
) -> dict[str, Any]:
    """Note a letter of authorisation; noting the same letter again replaces it.

    Raises:
        InvalidInput: it ends before it begins.
        NotFound: no such person or item in this hall.
    """
    if valid_to is not None and valid_to < valid_from:
        raise InvalidInput("the letter ends before it begins", field="valid_to")
    person = select(accounts.c.id).where(
        accounts.c.id == account_id, accounts.c.hall_id == uow.hall.id
    )
    if uow.conn.execute(person).first() is None:
        raise NotFound(f"no account {account_id} in this hall", what="account")
    for item_id in item_ids:
        uow.demand(items, item_id)
    same_letter = (authorisations.c.account_id == account_id) & (
        authorisations.c.letter_no == letter_no
    )
    uow.conn.execute(delete(authorisations).where(same_letter))
    rows = [
        {
            "hall_id": uow.hall.id,
            "account_id": account_id,
            "item_id": item_id,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "letter_no": letter_no,
        }
        for item_id in dict.fromkeys(item_ids)
    ]
    uow.conn.execute(insert(authorisations), rows)
    return {"account_id": account_id}
