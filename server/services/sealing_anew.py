"""Sealing all telephones under the newest key, so that an old one can be thrown away."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, select, update

from server.store.case_tables import cases
from server.store.feedback_tables import feedback


def seal_contacts_anew(conn: Connection, seal_anew: Callable[[str], str]) -> int:
    """Seal every kept telephone anew; returns how many there are."""
    count = 0
    for table in (cases, feedback):
        kept = select(table.c.id, table.c.contact_sealed).where(table.c.contact_sealed.is_not(None))
        for row_id, sealed in conn.execute(kept).all():
            new = update(table).where(table.c.id == row_id).values(contact_sealed=seal_anew(sealed))
            conn.execute(new)
            count += 1
    return count
