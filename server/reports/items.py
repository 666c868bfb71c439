"""Items as those who write, approve and file them see them: all versions and their steps."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from server.domain.access import ALLOWED, Role
from server.domain.clock import to_wire
from server.domain.errors import Forbidden, NotFound
from server.domain.items import (
    TABLE,
    UNDER_WAY,
    ItemState,
    ItemStep,
    demand_another,
    permission_for,
)
from server.reports.board import hall_row
from server.reports.steps import steps_told
from server.sample.item_check import faults_of
from server.store.hall_tables import items
from server.store.item_rows import ItemVersionRow
from server.store.item_tables import item_steps, item_versions
from server.store.people_tables import accounts
from server.store.versions import authors_of, steps_taken, validity_of

_WIDTH = len(item_versions.columns)


def item_list(conn: Connection, hall_id: int, *, now: datetime) -> list[dict[str, Any]]:
    """Every item of a hall by its latest version, in the order of their codes."""
    day = hall_row(conn, hall_id).today(now)
    latest: dict[int, Row[Any]] = {}
    for row in conn.execute(_versions(hall_id)):
        latest[row[2]] = row  # of each item the latest comes last
    return sorted((_line(row, day) for row in latest.values()), key=lambda line: line["code"])


def latest_contents(conn: Connection, hall_id: int) -> list[ItemVersionRow]:
    """The latest version of each item that is not withdrawn, in the order of their codes."""
    latest: dict[int, ItemVersionRow] = {}
    query = _versions(hall_id).where(item_versions.c.state != ItemState.WITHDRAWN)
    for row in conn.execute(query):
        version = ItemVersionRow(*row[:_WIDTH])
        latest[version.item_id] = version
    return sorted(latest.values(), key=lambda version: str(version.content.get("code")))


def item_view(
    conn: Connection, hall_id: int, item_id: int, *, account_id: int, role: Role, now: datetime
) -> dict[str, Any]:
    """One item with its versions, the latest first, and what this reader may do next.

    Raises:
        NotFound: no such item in this hall.
    """
    day = hall_row(conn, hall_id).today(now)
    rows = conn.execute(_versions(hall_id).where(items.c.id == item_id)).all()
    if not rows:
        raise NotFound(f"no item {item_id} in this hall", what="item")
    agency = conn.execute(select(accounts.c.agency).where(accounts.c.id == account_id)).scalar()
    versions = [ItemVersionRow(*row[:_WIDTH]) for row in reversed(rows)]
    is_own = agency in (None, versions[0].content.get("agency"))
    return {
        **_line(rows[-1], day),
        "may_draft": is_own and versions[0].state not in UNDER_WAY,
        "versions": [
            {
                **_version(conn, version, day),
                "next": _next(conn, version, account_id, role) if is_own else [],
            }
            for version in versions
        ],
    }


def _versions(hall_id: int) -> Select[Any]:
    return (
        select(
            item_versions,
            items.c.code,
            items.c.version.label("in_force"),
            items.c.published_at,
            items.c.retired_at,
        )
        .join(items, items.c.id == item_versions.c.item_id)
        .where(items.c.hall_id == hall_id)
        .order_by(item_versions.c.item_id, item_versions.c.version)
    )


def _line(row: Row[Any], day: date) -> dict[str, Any]:
    version = ItemVersionRow(*row[:_WIDTH])
    is_offered = row.published_at is not None and row.retired_at is None
    return {
        "item_id": version.item_id,
        "code": row.code,
        "name": version.content.get("name", ""),
        "agency": version.content.get("agency", ""),
        "queue": version.content.get("queue", ""),
        "version": version.version,
        "state": version.state,
        "state_since": to_wire(version.state_since),
        "validity": _validity(version, day),
        "version_in_force": row.in_force if is_offered else None,
    }


def _validity(version: ItemVersionRow, day: date) -> str:
    """Whether a version's days are to come, are here, or are over."""
    days = validity_of(version)
    if days.has_ended(day):
        return "ended"
    return "now" if days.has_begun(day) else "to_come"


def _version(conn: Connection, version: ItemVersionRow, day: date) -> dict[str, Any]:
    return {
        "version": version.version,
        "state": version.state,
        "state_since": to_wire(version.state_since),
        "valid_from": version.valid_from and version.valid_from.isoformat(),
        "valid_to": version.valid_to and version.valid_to.isoformat(),
        "validity": _validity(version, day),
        "content": version.content,
        "faults": [asdict(fault) for fault in faults_of(version.content)],
        "revision": steps_taken(conn, version.id),
        "steps": steps_told(conn, version.id, table=item_steps, of="version_id"),
    }


def _next(conn: Connection, version: ItemVersionRow, account_id: int, role: Role) -> list[str]:
    state = ItemState(version.state)
    authors = authors_of(conn, version.id)
    steps = [step for before, step in TABLE if before == state]

    def may(step: ItemStep) -> bool:
        permission = permission_for(state, step)
        if permission is None or permission not in ALLOWED[role]:
            return False
        try:
            demand_another(step, account_id, authors=authors, approved_by=version.approved_by)
        except Forbidden:
            return False
        return True

    return [str(step) for step in steps if may(step)]
