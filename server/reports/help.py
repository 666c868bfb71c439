"""Requests for help: who waits for somebody, and what whoever asked may see."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from server.domain.clock import to_wire
from server.domain.errors import NotFound
from server.domain.help import RUNNING
from server.store.help_rows import HelpRow, HelpStepRow
from server.store.help_tables import help_requests, help_steps
from server.store.people_tables import accounts
from server.store.station_tables import stations
from server.store.ticket_tables import tickets

_RECENT = timedelta(hours=12)  # what is over stays to be looked at for a day of work
_WIDTH = len(help_requests.columns)


def help_list(conn: Connection, hall_id: int, *, now: datetime) -> list[dict[str, Any]]:
    """Those that run, the longest waiting first, then those of today that are over."""
    query = _select(hall_id).where(
        help_requests.c.state.in_(RUNNING) | (help_requests.c.asked_at > now - _RECENT)
    )
    rows = conn.execute(query.order_by(help_requests.c.id)).all()
    ordered = sorted(rows, key=lambda row: row.state not in RUNNING)
    return [_for_staff(conn, row) for row in ordered]


def help_for_citizen(conn: Connection, hall_id: int, help_id: int) -> dict[str, Any]:
    """How far it is, and who comes.

    Raises:
        NotFound: no such request in this hall.
    """
    row = conn.execute(_select(hall_id).where(help_requests.c.id == help_id)).one_or_none()
    if row is None:
        raise NotFound(f"no request {help_id} in this hall", what="help")
    return _common(row)


def help_row(conn: Connection, hall_id: int, help_id: int) -> HelpRow:
    """The request itself.

    Raises:
        NotFound: no such request in this hall.
    """
    query = select(help_requests).where(
        help_requests.c.hall_id == hall_id, help_requests.c.id == help_id
    )
    row = conn.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"no request {help_id} in this hall", what="help")
    return HelpRow(*row)


def help_of_ticket(conn: Connection, ticket_id: int) -> HelpRow | None:
    """The latest request that was made with a ticket."""
    query = select(help_requests).where(help_requests.c.ticket_id == ticket_id)
    row = conn.execute(query.order_by(help_requests.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else HelpRow(*row)


def _select(hall_id: int) -> Select[Any]:
    return (
        select(
            help_requests,
            accounts.c.name.label("helper"),
            stations.c.code.label("station"),
            tickets.c.number.label("number"),
        )
        .outerjoin(accounts, accounts.c.id == help_requests.c.helper_id)
        .outerjoin(stations, stations.c.id == help_requests.c.station_id)
        .outerjoin(tickets, tickets.c.id == help_requests.c.ticket_id)
        .where(help_requests.c.hall_id == hall_id)
    )


def _common(row: Row[Any]) -> dict[str, Any]:
    it = HelpRow(*row[:_WIDTH])
    return {
        "help_id": it.id,
        "kind": it.kind,
        "state": it.state,
        "asked_at": to_wire(it.asked_at),
        "helper": row.helper,
        "has_helped": it.has_helped,
    }


def _for_staff(conn: Connection, row: Row[Any]) -> dict[str, Any]:
    return {
        **_common(row),
        "station": row.station,
        "number": row.number,
        "helper_id": row.helper_id,
        "steps": _steps(conn, row.id),
    }


def _steps(conn: Connection, help_id: int) -> list[dict[str, Any]]:
    query = (
        select(help_steps, accounts.c.name.label("by"))
        .outerjoin(accounts, accounts.c.id == help_steps.c.account_id)
        .where(help_steps.c.help_id == help_id)
        .order_by(help_steps.c.number)
    )
    return [_step(HelpStepRow(*row[:-1]), row.by) for row in conn.execute(query)]


def _step(step: HelpStepRow, by: str | None) -> dict[str, Any]:
    return {"step": step.step, "at": to_wire(step.at), "by": by, "words": step.note}
