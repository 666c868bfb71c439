"""Reads of the versions of items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from server.domain.items import WRITES, ItemState, Validity, in_force
from server.store.hall_rows import HallRow
from server.store.hall_tables import halls, items
from server.store.item_rows import ItemVersionRow
from server.store.item_tables import item_steps, item_versions


def newest_version(
    conn: Connection, item_id: int, *, withdrawn: bool = True
) -> ItemVersionRow | None:
    """The latest version of an item, in whatever state it is.

    Args:
        withdrawn: whether one that was withdrawn counts.
    """
    query = select(item_versions).where(item_versions.c.item_id == item_id)
    if not withdrawn:
        query = query.where(item_versions.c.state != ItemState.WITHDRAWN)
    row = conn.execute(query.order_by(item_versions.c.version.desc()).limit(1)).one_or_none()
    return None if row is None else ItemVersionRow(*row)


def published_versions(
    conn: Connection, hall_id: int, item_id: int | None = None
) -> dict[int, list[ItemVersionRow]]:
    """The published versions of each item that has any: those in force and those to come."""
    query = select(item_versions).where(
        item_versions.c.hall_id == hall_id, item_versions.c.state == ItemState.PUBLISHED
    )
    if item_id is not None:
        query = query.where(item_versions.c.item_id == item_id)
    found = defaultdict[int, list[ItemVersionRow]](list)
    for row in conn.execute(query.order_by(item_versions.c.version)):
        version = ItemVersionRow(*row)
        found[version.item_id].append(version)
    return found


def chosen_on(published: list[ItemVersionRow], day: date) -> ItemVersionRow | None:
    """The version that counts on a day, unless its time is over."""
    chosen = in_force([validity_of(each) for each in published], day)
    if chosen is None or chosen.has_ended(day):
        return None
    return next(each for each in published if each.version == chosen.version)


def validity_of(row: ItemVersionRow) -> Validity:
    """The days of a version."""
    return Validity(row.version, row.valid_from, row.valid_to)


def steps_taken(conn: Connection, version_id: int) -> int:
    """How many steps a version has taken: the number of its last one."""
    count = select(func.count()).where(item_steps.c.version_id == version_id)
    return int(conn.execute(count).scalar_one())


def authors_of(conn: Connection, version_id: int) -> Set[int]:
    """Whoever wrote anything of a version."""
    query = select(item_steps.c.account_id).where(
        item_steps.c.version_id == version_id,
        item_steps.c.step.in_(WRITES),
        item_steps.c.account_id.is_not(None),
    )
    return frozenset(conn.execute(query).scalars())


def halls_with_items_to_turn(conn: Connection, now: datetime) -> list[int]:
    """Halls in which a version's first day has come or its last day is over, unnoticed so far."""
    dated = item_versions.c.valid_from.is_not(None) | item_versions.c.valid_to.is_not(None)
    query = (
        select(
            item_versions.c.hall_id,
            item_versions.c.version,
            item_versions.c.valid_from,
            item_versions.c.valid_to,
            items.c.version,
            items.c.retired_at,
        )
        .join(items, items.c.id == item_versions.c.item_id)
        .where(item_versions.c.state == ItemState.PUBLISHED, dated)
    )
    due = set[int]()
    days = {row.id: HallRow(*row).today(now) for row in conn.execute(select(halls))}
    for hall_id, version, first, last, offered, retired_at in conn.execute(query):
        validity = Validity(version, first, last)
        has_come = version > offered and validity.has_begun(days[hall_id])
        is_over = version == offered and retired_at is None and validity.has_ended(days[hall_id])
        if has_come or is_over:
            due.add(hall_id)
    return sorted(due)
