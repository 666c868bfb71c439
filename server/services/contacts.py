"""Telephones of citizens: looked at by who has to call, each look on record; erased in the end."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import update

from server.domain.errors import Forbidden, NotFound
from server.domain.feedback import FeedbackState
from server.services.cases import OFFICE, Actor
from server.services.steps import note_step
from server.store.case_rows import CaseRow
from server.store.case_tables import case_steps, cases
from server.store.feedback_rows import FeedbackRow
from server.store.feedback_tables import feedback, feedback_steps
from server.store.unit_of_work import UnitOfWork

SEE = "see_contact"  # the step that a look leaves behind


def see_of_case(uow: UnitOfWork, *, case_id: int, actor: Actor) -> dict[str, Any]:
    """Note that somebody looks at the telephone of a case, who may.

    Raises:
        Forbidden: not the one who follows it up, or the very person who is rated.
        NotFound: no such case in this hall, or it keeps no telephone.
    """
    case = uow.get(CaseRow, cases, case_id)
    if actor.account_id == case.rated_id:
        raise Forbidden("nobody calls about a rating of their own", reason="rated_person")
    _demand_may(actor, case.assigned_id)
    _demand_kept(case.contact_sealed)
    note = partial(note_step, table=case_steps, of="case_id")
    note(uow, case.id, SEE, case.state, account_id=actor.account_id)
    return {"case_id": case.id}


def see_of_feedback(uow: UnitOfWork, *, feedback_id: int, actor: Actor) -> dict[str, Any]:
    """Note that somebody looks at the telephone that came with a complaint, who may.

    Raises:
        Forbidden: not the one who handles it.
        NotFound: no such feedback in this hall, or it keeps no telephone.
    """
    row = uow.get(FeedbackRow, feedback, feedback_id)
    _demand_may(actor, row.assigned_id)
    _demand_kept(row.contact_sealed)
    note = partial(note_step, table=feedback_steps, of="feedback_id")
    note(uow, row.id, SEE, row.state, account_id=actor.account_id)
    return {"feedback_id": row.id}


def forget_contacts(uow: UnitOfWork) -> None:
    """Erase the telephones, masks too, of what was archived long enough ago."""
    long_ago = uow.now - timedelta(days=uow.hall.policy.forget_contact_after_days)
    uow.conn.execute(
        update(feedback)
        .where(
            feedback.c.hall_id == uow.hall.id,
            feedback.c.state == FeedbackState.ARCHIVED,
            feedback.c.state_since < long_ago,
            feedback.c.contact_mask.is_not(None),
        )
        .values(contact_mask=None, contact_sealed=None)
    )


def _demand_may(actor: Actor, assigned_id: int | None) -> None:
    if actor.role not in OFFICE and actor.account_id != assigned_id:
        raise Forbidden("this is somebody else's to follow up")


def _demand_kept(sealed: str | None) -> None:
    if sealed is None:
        raise NotFound("no telephone is kept", what="contact")
