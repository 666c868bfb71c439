"""Complaints, suggestions and praise: the register, one of them, and what its writer may see."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from server.domain.attachments import MEDIA_TYPES, AttachmentKind
from server.domain.calendar import OpeningHours
from server.domain.clock import to_wire
from server.domain.errors import NotFound
from server.domain.feedback import TABLE, FeedbackState, receipt_number, urgency
from server.domain.query_codes import is_same_code, query_code
from server.reports.cases import Reader
from server.store.feedback_rows import AttachmentRow, FeedbackRow, FeedbackStepRow
from server.store.feedback_tables import attachments, feedback, feedback_steps
from server.store.hall_rows import HallRow
from server.store.hall_tables import halls, zones
from server.store.people_tables import accounts

_MOST = 500
_WIDTH = len(feedback.columns)


def register(
    conn: Connection, hall_id: int, *, reader: Reader, now: datetime, archived: bool
) -> list[dict[str, Any]]:
    """What this reader may see: the office all, others what was handed to them.

    Args:
        archived: what is over, newest first, instead of the rest, most urgent first.
    """
    query = _select(hall_id)
    if not reader.is_office:
        query = query.where(feedback.c.assigned_id == reader.account_id)
    is_over = feedback.c.state == FeedbackState.ARCHIVED
    if archived:
        query = query.where(is_over).order_by(feedback.c.state_since.desc(), feedback.c.id.desc())
    else:
        query = query.where(~is_over).order_by(
            feedback.c.answered_at.is_not(None), feedback.c.due_at, feedback.c.id
        )
    hours = _hall(conn, hall_id).opening_hours()
    return [_line(row, reader, now, hours) for row in conn.execute(query.limit(_MOST))]


def feedback_view(
    conn: Connection, hall_id: int, feedback_id: int, *, reader: Reader, now: datetime
) -> dict[str, Any]:
    """One of them with its words, steps and files.

    Raises:
        NotFound: none in this hall, or none of this reader's.
    """
    row = conn.execute(_select(hall_id).where(feedback.c.id == feedback_id)).one_or_none()
    if row is None or not _may_see(row, reader):
        raise NotFound(f"no feedback {feedback_id} in this hall", what="feedback")
    hours = _hall(conn, hall_id).opening_hours()
    return {
        **_line(row, reader, now, hours),
        "text": row.text,
        "answer": row.answer,
        "steps": _steps(conn, feedback_id),
        "attachments": _files(conn, feedback_id),
    }


def attachment(
    conn: Connection, hall_id: int, feedback_id: int, number: int, *, reader: Reader
) -> dict[str, Any]:
    """A file's content with a name of ours; whoever may see the feedback may see it.

    Raises:
        NotFound: there is none, or none for this reader.
    """
    row = conn.execute(_select(hall_id).where(feedback.c.id == feedback_id)).one_or_none()
    query = select(attachments).where(
        attachments.c.feedback_id == feedback_id, attachments.c.number == number
    )
    found = conn.execute(query).one_or_none()
    if row is None or found is None or not _may_see(row, reader):
        raise NotFound(f"no file {number} of feedback {feedback_id}", what="attachment")
    file = AttachmentRow(*found)
    return {
        "name": f"{receipt_number(row.day, row.number)}-{file.number}.{file.kind}",
        "media_type": MEDIA_TYPES[AttachmentKind(file.kind)],
        "content": base64.b64encode(file.content).decode(),
    }


def sealed_contact(conn: Connection, feedback_id: int) -> str | None:
    """The telephone that came with it, sealed; None without one, or when it was erased."""
    query = select(feedback.c.contact_sealed).where(feedback.c.id == feedback_id)
    sealed: str | None = conn.execute(query).scalar_one()
    return sealed


def receipt(conn: Connection, hall_id: int, feedback_id: int, *, secret: str) -> dict[str, Any]:
    """受理编号 and 查询码, for who wrote it or called."""
    query = select(feedback).where(feedback.c.id == feedback_id, feedback.c.hall_id == hall_id)
    row = FeedbackRow(*conn.execute(query).one())
    return {
        "feedback_id": row.id,
        "receipt": receipt_number(row.day, row.number),
        "code": query_code(secret, hall_id=hall_id, salt=row.code_salt),
        "registered_at": to_wire(row.registered_at),
        "due_at": to_wire(row.due_at),
    }


def looked_up(
    conn: Connection, hall_id: int, *, receipt: str, code: str, secret: str
) -> dict[str, Any]:
    """What the writer sees: where it stands and the answer, and not a word more.

    Raises:
        NotFound: no such receipt number, or not its code; which of the two is not said.
    """
    row = _by_receipt(conn, hall_id, receipt)
    salt = row.code_salt if row else "nobody's"
    # Computed for a number that is not there as well, so that the answer takes as long.
    fits = is_same_code(code, query_code(secret, hall_id=hall_id, salt=salt))
    if row is None or not fits:
        raise NotFound("no such receipt number and code", what="receipt")
    return {
        "receipt": receipt_number(row.day, row.number),
        "kind": row.kind,
        "state": row.state,
        "state_since": to_wire(row.state_since),
        "registered_at": to_wire(row.registered_at),
        "due_at": to_wire(row.due_at),
        "answer": row.answer,
        "answered_at": None if row.answered_at is None else to_wire(row.answered_at),
    }


def _by_receipt(conn: Connection, hall_id: int, receipt: str) -> FeedbackRow | None:
    day, _, number = receipt.strip().partition("-")
    try:
        on, n = datetime.strptime(day, "%Y%m%d").date(), int(number)  # noqa: DTZ007  # a day
    except ValueError:
        return None
    query = select(feedback).where(
        feedback.c.hall_id == hall_id, feedback.c.day == on, feedback.c.number == n
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else FeedbackRow(*row)


def _select(hall_id: int) -> Select[Any]:
    return (
        select(feedback, zones.c.name.label("zone"), accounts.c.name.label("assigned"))
        .outerjoin(zones, zones.c.id == feedback.c.zone_id)
        .outerjoin(accounts, accounts.c.id == feedback.c.assigned_id)
        .where(feedback.c.hall_id == hall_id)
    )


def _hall(conn: Connection, hall_id: int) -> HallRow:
    row = conn.execute(select(halls).where(halls.c.id == hall_id)).one_or_none()
    if row is None:
        raise NotFound(f"no hall {hall_id}", what="hall")
    return HallRow(*row)


def _may_see(row: Row[Any], reader: Reader) -> bool:
    return reader.is_office or row.assigned_id == reader.account_id


def _line(row: Row[Any], reader: Reader, now: datetime, hours: OpeningHours) -> dict[str, Any]:
    it = FeedbackRow(*row[:_WIDTH])
    state = FeedbackState(it.state)
    return {
        "feedback_id": it.id,
        "receipt": receipt_number(it.day, it.number),
        "kind": it.kind,
        "channel": it.channel,
        "zone": row.zone,
        "contact": it.contact_mask,
        "state": it.state,
        "state_since": to_wire(it.state_since),
        "registered_at": to_wire(it.registered_at),
        "due_at": to_wire(it.due_at),
        "urgency": urgency(state, due_at=it.due_at, now=now, hours=hours),
        "assigned": row.assigned,
        "is_mine": it.assigned_id == reader.account_id,
        "next": [str(step) for before, step in TABLE if before == it.state],
    }


def _steps(conn: Connection, feedback_id: int) -> list[dict[str, Any]]:
    to = accounts.alias()
    query = (
        select(feedback_steps, accounts.c.name.label("by"), to.c.name.label("to"))
        .outerjoin(accounts, accounts.c.id == feedback_steps.c.account_id)
        .outerjoin(to, to.c.id == feedback_steps.c.to_id)
        .where(feedback_steps.c.feedback_id == feedback_id)
        .order_by(feedback_steps.c.number)
    )
    rows = conn.execute(query).all()
    return [_step(FeedbackStepRow(*row[:-2]), by=row.by, to=row.to) for row in rows]


def _step(step: FeedbackStepRow, *, by: str | None, to: str | None) -> dict[str, Any]:
    return {
        "number": step.number,
        "step": step.step,
        "state": step.state,
        "at": to_wire(step.at),
        "by": by,
        "to": to,
        "words": step.note,
    }


def _files(conn: Connection, feedback_id: int) -> list[dict[str, Any]]:
    query = (
        select(attachments.c.number, attachments.c.kind, attachments.c.size)
        .where(attachments.c.feedback_id == feedback_id)
        .order_by(attachments.c.number)
    )
    return [{"number": n, "kind": kind, "size": size} for n, kind, size in conn.execute(query)]
