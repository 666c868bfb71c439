"""Notices as staff and their owners see them: one, those still waited for, how many an item had."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from server.domain.clock import to_wire
from server.domain.lifecycle import State
from server.domain.notices import REMINDED
from server.store.hall_tables import windows
from server.store.notice_rows import NoticePrintRow, NoticeRow
from server.store.notice_tables import notice_materials, notices
from server.store.noticed import notice_by_id, notice_by_token, notice_document, prints_of
from server.store.ticket_tables import tickets

SOON = timedelta(hours=24)
_MOST = 500


def notice_view(
    conn: Connection, hall_id: int, notice_id: int, *, public_url: str
) -> dict[str, Any]:
    """A notice with its prints.

    Raises:
        NotFound: the hall has no such notice.
    """
    notice = notice_by_id(conn, hall_id, notice_id)
    return {
        **notice_document(conn, notice, public_url=public_url),
        "prints": [_print(each) for each in prints_of(conn, notice.id)],
    }


def own_notice(conn: Connection, token: str, *, public_url: str) -> dict[str, Any]:
    """A notice for whoever holds its code.

    Raises:
        NotFound: no notice bears it.
    """
    notice = notice_by_token(conn, token)
    document = notice_document(conn, notice, public_url=public_url)
    return {**document, "may_return": _may_return(conn, notice)}


def _may_return(conn: Connection, notice: NoticeRow) -> bool:
    """Whether the ticket still is suspended with this very notice."""
    query = select(tickets.c.state, tickets.c.suspend_code).where(tickets.c.id == notice.ticket_id)
    ticket = conn.execute(query).one()
    is_with_it = ticket.suspend_code is not None and ticket.suspend_code == notice.suspend_code
    return bool(is_with_it and ticket.state == State.SUSPENDED)


def reminders(conn: Connection, hall_id: int, *, now: datetime) -> list[dict[str, Any]]:
    """容缺 and 告知承诺 whose materials were not all handed in, the earliest day first."""
    owing = (
        select(notice_materials.c.notice_id, func.count().label("owing"))
        .where(notice_materials.c.handed_in_at.is_(None))
        .group_by(notice_materials.c.notice_id)
        .subquery()
    )
    query = (
        select(
            notices,
            owing.c.owing,
            tickets.c.number.label("ticket"),
            windows.c.number.label("window"),
        )
        .join(owing, owing.c.notice_id == notices.c.id)
        .join(tickets, tickets.c.id == notices.c.ticket_id)
        .join(windows, windows.c.id == notices.c.window_id)
        .where(notices.c.hall_id == hall_id, notices.c.kind.in_(sorted(REMINDED)))
        .order_by(notices.c.due_at, notices.c.id)
        .limit(_MOST)
    )
    return [_reminder(row._mapping, now) for row in conn.execute(query)]


def notices_per_item(
    conn: Connection, hall_id: int, *, first: date, last: date
) -> list[dict[str, Any]]:
    """How many notices each item had, most first: of which the guide may be unclear.

    An item is counted once for all its versions, and by kind; its name is that of the latest
    notice. `materials` says how often each material was at fault.

    Args:
        first, last: business days, both included.
    """
    within = (notices.c.hall_id == hall_id, notices.c.day.between(first, last))
    counted: dict[str, dict[str, Any]] = {}
    query = select(notices.c.item_code, notices.c.item_name, notices.c.kind).where(*within)
    for code, name, kind in conn.execute(query.order_by(notices.c.id)):
        item = counted.setdefault(code, {"item_code": code, "kinds": {}, "materials": []})
        item["item_name"] = name
        item["kinds"][kind] = item["kinds"].get(kind, 0) + 1
    for code, material, count in _faults(conn, within):
        counted[code]["materials"].append({"name": material, "notices": count})
    items = [{**item, "notices": sum(item["kinds"].values())} for item in counted.values()]
    return sorted(items, key=lambda item: (-item["notices"], item["item_code"]))


def _faults(conn: Connection, within: tuple[Any, ...]) -> list[tuple[str, str, int]]:
    count = func.count().label("count")
    query = (
        select(notices.c.item_code, notice_materials.c.name, count)
        .join(notice_materials, notice_materials.c.notice_id == notices.c.id)
        .where(*within)
        .group_by(notices.c.item_code, notice_materials.c.name)
        .order_by(count.desc(), notice_materials.c.name)
    )
    return [(code, name, n) for code, name, n in conn.execute(query)]


def _print(each: NoticePrintRow) -> dict[str, Any]:
    return {
        "how": each.how,
        "is_reprint": each.is_reprint,
        "asked_at": to_wire(each.asked_at),
        "slips": each.slips,
        "reason": each.reason,
    }


def _reminder(row: RowMapping, now: datetime) -> dict[str, Any]:
    due_at: datetime = row["due_at"]
    return {
        "notice_id": row["id"],
        "number": row["number"],
        "kind": row["kind"],
        "item_name": row["item_name"],
        "ticket": row["ticket"],
        "window": row["window"],
        "owing": row["owing"],
        "made_at": to_wire(row["made_at"]),
        "due_at": to_wire(due_at),
        "urgency": "overdue" if due_at < now else "soon" if due_at - now < SOON else "fine",
    }
