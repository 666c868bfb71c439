"""差评处置: bad-rating cases, step by step."""

from __future__ import annotations

from functools import partial

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import clerk_id, requires, who
from server.api.running import opened_contact, run
from server.api.schemas.base import Accepted, HallPath, SeenContact, WindowPath
from server.api.schemas.cases import (
    AssignCase,
    CaseFile,
    CaseList,
    CasePath,
    CaseQuery,
    CaseView,
    ExtendCase,
    Responsible,
    TakeCaseStep,
)
from server.domain.access import Permission
from server.reports.cases import Reader, case_file, case_list, case_view, sealed_contact
from server.services import cases, contacts
from server.services.cases import OFFICE, Actor
from server.wiring import wiring

bp = Blueprint(
    "cases", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="cases")], abp_security=SIGNED_IN
)


@bp.get("/halls/<int:hall_id>/cases", responses={200: CaseList})
@requires(Permission.HANDLE_CASES)
def get_cases(path: HallPath, query: CaseQuery) -> Answer:
    """The cases the asking person may see, most urgent first."""
    parts = wiring()
    with parts.database.read() as conn:
        found = case_list(
            conn, path.hall_id, reader=_reader(), now=parts.clock.now(), ended=query.ended
        )
    return {"cases": found}


@bp.get("/halls/<int:hall_id>/cases/<int:case_id>", responses={200: CaseView})
@requires(Permission.HANDLE_CASES)
def get_case(path: CasePath) -> Answer:
    """One case with its steps."""
    return _view(path)


@bp.get("/halls/<int:hall_id>/cases/<int:case_id>/file", responses={200: CaseFile})
@requires(Permission.HANDLE_CASES)
def get_case_file(path: CasePath) -> Answer:
    """The case as a file to hand on, its steps sealed one after another."""
    parts = wiring()
    with parts.database.read() as conn:
        return case_file(conn, path.hall_id, path.case_id, reader=_reader(), now=parts.clock.now())


@bp.post("/halls/<int:hall_id>/cases/<int:case_id>/step", responses={200: CaseView})
@requires(Permission.HANDLE_CASES)
def take_case_step(path: CasePath, body: TakeCaseStep) -> Answer:
    """Take a step: 核实, 确认, 申诉, 整改, 解释, 回访, 办结 …"""
    command = partial(
        cases.take_step,
        case_id=path.case_id,
        step=body.step,
        actor=_actor(),
        words=body.words,
        is_complex=body.is_complex,
        appeal=body.appeal,
    )
    run(path.hall_id, command, name=f"case:{path.case_id}:{body.step}")
    return _view(path)


@bp.post("/halls/<int:hall_id>/cases/<int:case_id>/extend", responses={200: CaseView})
@requires(Permission.HANDLE_CASES)
def extend_case(path: CasePath, body: ExtendCase) -> Answer:
    """延期, once, with a reason."""
    command = partial(
        cases.extend, case_id=path.case_id, actor=_actor(), until=body.until, reason=body.reason
    )
    run(path.hall_id, command, name=f"case:{path.case_id}:extend")
    return _view(path)


@bp.post("/halls/<int:hall_id>/cases/<int:case_id>/assign", responses={200: CaseView})
@requires(Permission.HANDLE_CASES)
def assign_case(path: CasePath, body: AssignCase) -> Answer:
    """转办."""
    command = partial(
        cases.assign, case_id=path.case_id, actor=_actor(), account_id=body.account_id
    )
    run(path.hall_id, command, name=f"case:{path.case_id}:assign")
    return _view(path)


@bp.post("/halls/<int:hall_id>/cases/<int:case_id>/contact", responses={200: SeenContact})
@requires(Permission.HANDLE_CASES)
def see_case_contact(path: CasePath) -> Answer:
    """The telephone to call, for who follows the case up; each look goes on record."""
    command = partial(contacts.see_of_case, case_id=path.case_id, actor=_actor())
    run(path.hall_id, command, name=f"case:{path.case_id}:contact")
    with wiring().database.read() as conn:
        return opened_contact(sealed_contact(conn, path.case_id))


@bp.post("/halls/<int:hall_id>/windows/<int:window_id>/responsible", responses={200: Accepted})
@requires(Permission.MANAGE_STAFF)
def set_responsible(path: WindowPath, body: Responsible) -> Answer:
    """Say who answers for the ratings of a window (窗口负责人)."""
    command = partial(cases.set_responsible, window_id=path.window_id, account_id=body.account_id)
    run(path.hall_id, command, name=f"responsible:{path.window_id}")
    return {"accepted": True}


def _actor() -> Actor:
    return Actor(account_id=clerk_id(), role=who().role)


def _reader() -> Reader:
    return Reader(account_id=clerk_id(), is_office=who().role in OFFICE)


def _view(path: CasePath) -> Answer:
    parts = wiring()
    with parts.database.read() as conn:
        return case_view(conn, path.hall_id, path.case_id, reader=_reader(), now=parts.clock.now())
