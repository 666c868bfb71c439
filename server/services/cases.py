"""差评处置: a bad rating becomes a case, and people answer for it step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from server.domain.access import Role
from server.domain.alerts import About, AlertKind
from server.domain.cases import (
    ANSWERED,
    ENDED,
    OFFICE_ONLY,
    AppealKind,
    CaseState,
    CaseStep,
    due_at,
    next_case_state,
)
from server.domain.contacts import SealedContact
from server.domain.errors import Forbidden, InvalidInput, WrongState
from server.services.steps import note_step
from server.services.telling import tell
from server.store.case_rows import CaseRow
from server.store.case_tables import case_steps, cases
from server.store.hall_rows import WindowRow
from server.store.hall_tables import windows
from server.store.people_tables import accounts
from server.store.ticket_rows import VisitRow
from server.store.unit_of_work import UnitOfWork

_note = partial(note_step, table=case_steps, of="case_id")

OFFICE = frozenset({Role.OFFICE, Role.ADMIN})
# What the rated person may do with the own case: ask for a review, and put things right.
_OF_THE_RATED = frozenset(
    {CaseStep.APPEAL, CaseStep.RECTIFY, CaseStep.REPORT_RECTIFIED, CaseStep.EXPLAIN}
)
# Steps that say something, and so need words.
_NEED_WORDS = frozenset(CaseStep) - {
    CaseStep.OPEN,
    CaseStep.VERIFY,
    CaseStep.RECTIFY,
    CaseStep.CLOSE,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step."""

    account_id: int
    role: Role


def open_case(
    uow: UnitOfWork, *, rating_id: int, visit: VisitRow, contact: SealedContact | None
) -> int:
    """Open the case of a bad rating, in the transaction that stores the rating.

    It goes to whoever answers for the window, unless that is the very person who is rated: then
    to the office.

    Args:
        contact: the telephone that the citizen left; without one the rating is anonymous.
    """
    is_anonymous = contact is None
    window = uow.get(WindowRow, windows, visit.window_id)
    responsible = window.responsible_id
    state = next_case_state(None, CaseStep.OPEN, is_anonymous=is_anonymous)
    due = _due(uow, state, opened_at=uow.now, is_complex=False)
    assert due is not None, "a new case is to be verified"
    case_id = uow.insert(
        cases,
        hall_id=uow.hall.id,
        rating_id=rating_id,
        visit_id=visit.id,
        window_id=visit.window_id,
        rated_id=visit.account_id,
        is_anonymous=is_anonymous,
        state=state,
        state_since=uow.now,
        opened_at=uow.now,
        assigned_id=None if responsible == visit.account_id else responsible,
        is_complex=False,
        due_at=due,
        **_kept(contact),
    )
    _note(uow, case_id, CaseStep.OPEN, state)
    tell(uow, about=About.CASE, about_id=case_id, kind=AlertKind.OPENED, due_at=due)
    return case_id


def leave_contact(uow: UnitOfWork, *, rating_id: int, contact: SealedContact) -> None:
    """The citizen can be called back after all, unless the case of the rating has ended."""
    case = uow.one(CaseRow, select(cases).where(cases.c.rating_id == rating_id))
    if case is not None and CaseState(case.state) not in ENDED:
        uow.update(cases, case.id, is_anonymous=False, **_kept(contact))


def take_step(
    uow: UnitOfWork,
    *,
    case_id: int,
    step: CaseStep,
    actor: Actor,
    words: str | None = None,
    is_complex: bool = False,
    appeal: AppealKind | None = None,
) -> dict[str, Any]:
    """Take a step of a case.

    Args:
        words: what was found, done or said; most steps need them.
        is_complex: with CONFIRM: putting it right takes longer; the words say why.
        appeal: with APPEAL: why the rating ought not to count.

    Raises:
        WrongState: not a step of a case in this state.
        Forbidden: not this person's to take.
        InvalidInput: words are missing, or an appeal without its kind.
    """
    case = uow.get(CaseRow, cases, case_id)
    after = next_case_state(CaseState(case.state), step, is_anonymous=case.is_anonymous)
    _demand_may(case, step, actor)
    words = (words or "").strip() or None
    if step in _NEED_WORDS and words is None:
        raise InvalidInput(f"the step {step} needs words")
    if (step is CaseStep.APPEAL) != (appeal is not None):
        raise InvalidInput("an appeal, and nothing else, says of which kind it is")
    complex_now = is_complex if step is CaseStep.CONFIRM else case.is_complex
    uow.update(
        cases,
        case.id,
        state=after,
        state_since=uow.now,
        is_complex=complex_now,
        assigned_id=_assigned(case, step, actor, after),
        due_at=_due_of(uow, case, after, is_complex=complex_now),
        **(_kept(None) if after in ENDED else {}),  # for the call back alone
    )
    kind = appeal or ("complex" if step is CaseStep.CONFIRM and is_complex else None)
    _note(uow, case.id, step, after, account_id=actor.account_id, kind=kind, words=words)
    return {"case_id": case.id}


def extend(
    uow: UnitOfWork, *, case_id: int, actor: Actor, until: datetime, reason: str
) -> dict[str, Any]:
    """Give a case a later end, once, with a reason.

    Raises:
        WrongState: nothing is due, or it was extended before.
        Forbidden: not somebody of the office.
        InvalidInput: no reason, or the new end is not later.
    """
    case = uow.get(CaseRow, cases, case_id)
    if actor.role not in OFFICE:
        raise Forbidden("the office extends terms")
    in_work = case.due_at is not None and CaseState(case.state) not in ANSWERED
    if not in_work or case.extended_to is not None:
        raise WrongState("nothing of this case can be extended", state=case.state, trigger="extend")
    assert case.due_at is not None, "in work"
    if not reason.strip() or until <= max(case.due_at, uow.now):
        raise InvalidInput("an extension has a reason and a later end")
    uow.update(cases, case.id, due_at=until, extended_to=until, extension_reason=reason.strip())
    _note(
        uow,
        case.id,
        "extend",
        CaseState(case.state),
        account_id=actor.account_id,
        words=reason.strip(),
    )
    return {"case_id": case.id}


def assign(
    uow: UnitOfWork, *, case_id: int, actor: Actor, account_id: int | None
) -> dict[str, Any]:
    """转办: hand a case to somebody, or back to the office.

    Raises:
        WrongState: the case has ended.
        Forbidden: not somebody of the office; or it would go to the rated person to verify.
        NotFound: no such person in this hall.
    """
    case = uow.get(CaseRow, cases, case_id)
    if actor.role not in OFFICE:
        raise Forbidden("the office assigns cases")
    if CaseState(case.state) in ENDED:
        raise WrongState("the case has ended", state=case.state, trigger="assign")
    to_verify = case.state in (CaseState.NEW, CaseState.VERIFYING)
    if account_id is not None:
        uow.demand(accounts, account_id)
        if to_verify and account_id == case.rated_id:
            raise Forbidden("nobody verifies a rating of their own", reason="rated_person")
    uow.update(cases, case.id, assigned_id=account_id)
    state = CaseState(case.state)
    _note(uow, case.id, "assign", state, account_id=actor.account_id)
    return {"case_id": case.id}


def set_responsible(uow: UnitOfWork, *, window_id: int, account_id: int | None) -> dict[str, Any]:
    """Say who answers for the ratings of a window; None: the office does."""
    window = uow.get(WindowRow, windows, window_id)
    if account_id is not None:
        uow.demand(accounts, account_id)
    uow.update(windows, window.id, responsible_id=account_id)
    return {"window_id": window.id}


def _kept(contact: SealedContact | None) -> dict[str, str | None]:
    """What a case keeps of a telephone."""
    return {
        "contact_mask": contact.mask if contact else None,
        "contact_sealed": contact.sealed if contact else None,
    }


def _demand_may(case: CaseRow, step: CaseStep, actor: Actor) -> None:
    is_office = actor.role in OFFICE
    if actor.account_id == case.rated_id:
        if step not in _OF_THE_RATED:
            raise Forbidden("nobody judges a rating of their own", reason="rated_person")
        return
    if step in OFFICE_ONLY and not is_office:
        raise Forbidden("the office reviews appeals")
    if not is_office and actor.account_id != case.assigned_id:
        raise Forbidden("this case is somebody else's")


def _assigned(case: CaseRow, step: CaseStep, actor: Actor, after: CaseState) -> int | None:
    if step is CaseStep.VERIFY:
        return actor.account_id
    if after is CaseState.APPEALED:
        return None  # the office's now
    return case.assigned_id


def _due_of(
    uow: UnitOfWork, case: CaseRow, after: CaseState, *, is_complex: bool
) -> datetime | None:
    """An extension holds until the case is answered; it never shortens a term."""
    due = _due(uow, after, opened_at=case.opened_at, is_complex=is_complex)
    if due is None or after in ANSWERED or case.extended_to is None:
        return due
    return max(due, case.extended_to)


def _due(
    uow: UnitOfWork, state: CaseState, *, opened_at: datetime, is_complex: bool
) -> datetime | None:
    return due_at(
        state,
        opened_at=opened_at,
        since=uow.now,
        is_complex=is_complex,
        hours=uow.hall.opening_hours(),
        terms=uow.hall.case_terms,
    )
