"""Bad-rating cases, as those who follow them up see them.

Whoever is rated learns of the own case what was said, and never who said it: neither the number
nor the time of the visit, by which a citizen could be found out.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from server.domain.alerts import is_soon
from server.domain.cases import ENDED, TABLE, CaseState, CaseStep
from server.domain.clock import to_wire
from server.domain.errors import NotFound
from server.domain.rating import Level, lacks_reason
from server.reports.ratings import labels_in_words
from server.reports.steps import steps_told
from server.store.case_rows import CaseRow
from server.store.case_tables import case_steps, cases
from server.store.hall_tables import halls, queues, windows
from server.store.people_tables import accounts
from server.store.ticket_tables import ratings, tickets, visits


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: the office sees all cases, others their own and those given to them."""

    account_id: int
    is_office: bool


def case_list(
    conn: Connection, hall_id: int, *, reader: Reader, now: datetime, ended: bool
) -> list[dict[str, Any]]:
    """The cases this reader may see, most urgent first.

    Args:
        ended: those that are over, newest first, instead of those that are open.
    """
    query = _cases(hall_id)
    if not reader.is_office:
        mine = (cases.c.assigned_id == reader.account_id) | (cases.c.rated_id == reader.account_id)
        query = query.where(mine)
    if ended:
        query = query.where(cases.c.state.in_(ENDED)).order_by(cases.c.state_since.desc())
    else:
        open_states = [state for state in CaseState if state not in ENDED]
        query = query.where(cases.c.state.in_(open_states)).order_by(
            cases.c.due_at.is_(None), cases.c.due_at, cases.c.id
        )
    return [_case(row, reader, now) for row in conn.execute(query.limit(500))]


def case_view(
    conn: Connection, hall_id: int, case_id: int, *, reader: Reader, now: datetime
) -> dict[str, Any]:
    """One case with its steps and what this reader may do next.

    Raises:
        NotFound: no such case in this hall, or none of this reader's.
    """
    row = conn.execute(_cases(hall_id).where(cases.c.id == case_id)).one_or_none()
    if row is None or not _may_see(CaseRow(*row[:_CASE_WIDTH]), reader):
        raise NotFound(f"no case {case_id} in this hall", what="case")
    view = _case(row, reader, now)
    steps = steps_told(conn, case_id, table=case_steps, of="case_id", more=["kind"])
    if view["is_about_me"]:
        steps[0] = {**steps[0], "at": None}  # it is the moment of the rating
    return {**view, "steps": steps}


def sealed_contact(conn: Connection, case_id: int) -> str | None:
    """The telephone that the citizen left, sealed; None without one, or when it was erased."""
    query = select(cases.c.contact_sealed).where(cases.c.id == case_id)
    sealed: str | None = conn.execute(query).scalar_one()
    return sealed


def case_file(
    conn: Connection, hall_id: int, case_id: int, *, reader: Reader, now: datetime
) -> dict[str, Any]:
    """The whole case as a file to hand on: every step sealed by a hash over all before it.

    Each `seal` is SHA-256, in hex, of the seal before it (empty at first) and the step as JSON
    with sorted keys: a step that was changed or left out later breaks all seals after it.
    """
    view = case_view(conn, hall_id, case_id, reader=reader, now=now)
    name = conn.execute(select(halls.c.name).where(halls.c.id == hall_id)).scalar_one()
    seal, sealed = "", []
    for step in view.pop("steps"):
        document = json.dumps(step, ensure_ascii=False, sort_keys=True)
        seal = hashlib.sha256((seal + document).encode()).hexdigest()
        sealed.append({**step, "seal": seal})
    # Handed on without the mask of the citizen's telephone, which is for the call back alone.
    return {**view, "contact": None, "steps": sealed, "hall": name, "made_at": to_wire(now)}


_CASE_WIDTH = len(cases.columns)
_RATED, _ASSIGNED = accounts.alias(), accounts.alias()


def _cases(hall_id: int) -> Select[Any]:
    return (
        select(
            cases,
            ratings.c.level,
            ratings.c.channel,
            ratings.c.pressed_at,
            ratings.c.flags,
            ratings.c.labels,
            ratings.c.words,
            tickets.c.number,
            tickets.c.day,
            queues.c.name.label("queue"),
            windows.c.number.label("window"),
            _RATED.c.name.label("rated"),
            _ASSIGNED.c.name.label("assigned"),
        )
        .join(ratings, ratings.c.id == cases.c.rating_id)
        .join(visits, visits.c.id == cases.c.visit_id)
        .join(tickets, tickets.c.id == visits.c.ticket_id)
        .join(queues, queues.c.id == visits.c.queue_id)
        .join(windows, windows.c.id == cases.c.window_id)
        .outerjoin(_RATED, _RATED.c.id == cases.c.rated_id)
        .outerjoin(_ASSIGNED, _ASSIGNED.c.id == cases.c.assigned_id)
        .where(cases.c.hall_id == hall_id)
    )


def _may_see(case: CaseRow, reader: Reader) -> bool:
    return reader.is_office or reader.account_id in (case.assigned_id, case.rated_id)


def _case(row: Row[Any], reader: Reader, now: datetime) -> dict[str, Any]:
    case = CaseRow(*row[:_CASE_WIDTH])
    is_rated = reader.account_id == case.rated_id
    return {
        "case_id": case.id,
        "state": case.state,
        "state_since": to_wire(case.state_since),
        "opened_at": None if is_rated else to_wire(case.opened_at),
        "day": row.day.isoformat(),
        "number": None if is_rated else row.number,
        "queue": row.queue,
        "window": row.window,
        "level": row.level,
        "channel": row.channel,
        "rated_at": None if is_rated or row.pressed_at is None else to_wire(row.pressed_at),
        "labels": labels_in_words(row.labels),
        "said": row.words,
        "reason_missing": lacks_reason(Level(row.level), labels=row.labels, words=row.words),
        "contact": None if is_rated else case.contact_mask,
        "flags": row.flags,
        "rated": row.rated,
        "assigned": row.assigned,
        "assigned_id": case.assigned_id,
        "is_anonymous": case.is_anonymous,
        "is_complex": case.is_complex,
        "is_mine": case.assigned_id == reader.account_id,
        "is_about_me": is_rated,
        "due_at": None if case.due_at is None else to_wire(case.due_at),
        "urgency": _urgency(case, now),
        "extended_to": None if case.extended_to is None else to_wire(case.extended_to),
        "extension_reason": case.extension_reason,
        "next": _next(case),
    }


def _urgency(case: CaseRow, now: datetime) -> str:
    if case.due_at is None:
        return "none"
    if case.due_at < now:
        return "overdue"
    return "soon" if is_soon(case.due_at, now=now) else "fine"


def _next(case: CaseRow) -> list[str]:
    steps = [step for state, step in TABLE if state == case.state]
    unfit = CaseStep.CALL_BACK if case.is_anonymous else CaseStep.CLOSE
    if case.state == CaseState.CALLED_BACK:
        return [str(step) for step in steps]
    return [str(step) for step in steps if step is not unfit]
