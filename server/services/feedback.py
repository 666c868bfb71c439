"""投诉、建议、表扬: from the registration to the archive, step by step."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import func, select

from server.domain.access import Role
from server.domain.alerts import About, AlertKind
from server.domain.attachments import MOST, attachment_kind
from server.domain.contacts import SealedContact
from server.domain.errors import Forbidden, InvalidInput
from server.domain.feedback import (
    BY_ONESELF,
    OFFICE_ONLY,
    FeedbackChannel,
    FeedbackKind,
    FeedbackState,
    FeedbackStep,
    answer_due_at,
    next_feedback_state,
)
from server.services.cases import OFFICE, Actor
from server.services.steps import note_step
from server.services.telling import tell
from server.store.feedback_rows import FeedbackRow
from server.store.feedback_tables import attachments, feedback, feedback_steps
from server.store.hall_tables import zones
from server.store.people_tables import accounts
from server.store.unit_of_work import UnitOfWork

_note = partial(note_step, table=feedback_steps, of="feedback_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody has to say. Not shown by repr: it may name people.

    Attributes:
        zone_id: which part of the hall it is about.
        contact: how to reach the citizen; None for anonymous.
    """

    kind: FeedbackKind
    channel: FeedbackChannel
    text: str
    zone_id: int | None = None
    contact: SealedContact | None = None
    files: Sequence[bytes] = ()

    def __repr__(self) -> str:
        return f"Said({self.kind}, {self.channel})"


def register(uow: UnitOfWork, *, said: Said, account_id: int | None = None) -> dict[str, Any]:
    """登记: keep what was said, under a number of its hall and day, without gaps.

    Args:
        account_id: who typed it in; None for who wrote it without us.

    Raises:
        InvalidInput: no words; more files than allowed, or one of a wrong kind or size.
        Forbidden: staff type in what came by telephone or on paper, citizens write the rest.
        NotFound: no such zone in this hall.
    """
    if (said.channel in BY_ONESELF) != (account_id is None):
        raise Forbidden(f"not the one who enters what comes by {said.channel}")
    text = said.text.strip()
    if not text or len(said.files) > MOST:
        raise InvalidInput(f"it has words, and at most {MOST} files", what="feedback")
    kinds = [attachment_kind(content) for content in said.files]
    if said.zone_id is not None:
        uow.demand(zones, said.zone_id)
    state = next_feedback_state(None, FeedbackStep.REGISTER)
    hours, days = uow.hall.opening_hours(), uow.hall.policy.feedback_days
    due = answer_due_at(uow.now, hours=hours, days=days)
    feedback_id = uow.insert(
        feedback,
        hall_id=uow.hall.id,
        day=uow.day,
        number=_next_number(uow),
        kind=said.kind,
        channel=said.channel,
        zone_id=said.zone_id,
        text=text,
        contact_mask=said.contact.mask if said.contact else None,
        contact_sealed=said.contact.sealed if said.contact else None,
        code_salt=secrets.token_hex(16),
        state=state,
        state_since=uow.now,
        registered_at=uow.now,
        due_at=due,
    )
    for number, (kind, content) in enumerate(zip(kinds, said.files, strict=True), start=1):
        uow.insert(
            attachments,
            hall_id=uow.hall.id,
            feedback_id=feedback_id,
            number=number,
            kind=kind,
            size=len(content),
            content=content,
        )
    _note(uow, feedback_id, FeedbackStep.REGISTER, state, account_id=account_id)
    tell(uow, about=About.FEEDBACK, about_id=feedback_id, kind=AlertKind.OPENED, due_at=due)
    return {"feedback_id": feedback_id}


def take_step(
    uow: UnitOfWork,
    *,
    feedback_id: int,
    step: FeedbackStep,
    actor: Actor,
    words: str | None = None,
    to_id: int | None = None,
) -> dict[str, Any]:
    """Take a step: 转办, 办理, 答复, 归档.

    Args:
        words: with ANSWER: what the citizen reads; else what the next one should know.
        to_id: with HAND_OVER: to whom.

    Raises:
        WrongState: not a step of feedback in this state.
        Forbidden: not this person's to take.
        InvalidInput: an answer without words, or handing over to nobody.
        NotFound: no such feedback or person in this hall.
    """
    row = uow.get(FeedbackRow, feedback, feedback_id)
    after = next_feedback_state(FeedbackState(row.state), step)
    _demand_may(row, step, actor)
    words = (words or "").strip() or None
    _demand_fit(uow, step, words=words, to_id=to_id)
    changes: dict[str, Any] = {"state": after, "state_since": uow.now}
    if step is FeedbackStep.HAND_OVER:
        changes["assigned_id"] = to_id
    elif step is FeedbackStep.HANDLE:
        changes["assigned_id"] = actor.account_id
    elif step is FeedbackStep.ANSWER:
        changes |= {"answer": words, "answered_at": uow.now}
    uow.update(feedback, row.id, **changes)
    _note(uow, row.id, step, after, account_id=actor.account_id, to_id=to_id, words=words)
    return {"feedback_id": row.id}


def is_office(role: Role) -> bool:
    """Whether somebody answers for all feedback of the hall."""
    return role in OFFICE


def _next_number(uow: UnitOfWork) -> int:
    """One more than the last of this day; the hall is locked, so that nobody else takes it."""
    last = select(func.max(feedback.c.number)).where(
        feedback.c.hall_id == uow.hall.id, feedback.c.day == uow.day
    )
    return (uow.conn.execute(last).scalar_one() or 0) + 1


def _demand_may(row: FeedbackRow, step: FeedbackStep, actor: Actor) -> None:
    if is_office(actor.role):
        return
    if step in OFFICE_ONLY:
        raise Forbidden("the office hands over and archives")
    if row.assigned_id != actor.account_id:
        raise Forbidden("this is somebody else's to handle")


def _demand_fit(
    uow: UnitOfWork, step: FeedbackStep, *, words: str | None, to_id: int | None
) -> None:
    if step is FeedbackStep.ANSWER and words is None:
        raise InvalidInput("an answer has words")
    if (step is FeedbackStep.HAND_OVER) != (to_id is not None):
        raise InvalidInput("handing over, and nothing else, names to whom")
    if to_id is not None:
        uow.demand(accounts, to_id)
