"""投诉、建议、表扬: written by citizens, typed in and handled by staff, read by the query code."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import request
from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import clerk_id, requires, who
from server.api.running import opened_contact, run, sealed_contact
from server.api.schemas.base import HallPath, Problem, SeenContact
from server.api.schemas.feedback import (
    Attachment,
    AttachmentPath,
    EnterFeedback,
    FeedbackAddress,
    FeedbackFigures,
    FeedbackLookedUp,
    FeedbackPath,
    FeedbackQuery,
    FeedbackReceipt,
    FeedbackRegister,
    FeedbackView,
    FiguresQuery,
    LookUp,
    TakeFeedbackStep,
    WriteFeedback,
)
from server.domain.access import Permission
from server.domain.attachments import LARGEST_BYTES, MOST
from server.domain.feedback import FeedbackChannel
from server.reports import feedback as report
from server.reports.cases import Reader
from server.reports.feedback_figures import feedback_figures
from server.services import contacts, feedback
from server.services.cases import Actor
from server.services.feedback import Said
from server.wiring import wiring

bp = Blueprint("feedback", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="feedback")])

# All files in base64, and the words.
_LARGEST_BODY = MOST * LARGEST_BYTES * 4 // 3 + 20_000
_WITH_FILES = frozenset({"feedback.write_feedback", "feedback.enter_feedback"})


@bp.before_request
def allow_files() -> None:
    """Let the two requests be large that bring photographs, and no others."""
    if request.endpoint in _WITH_FILES:
        request.max_content_length = _LARGEST_BODY


@bp.post("/halls/<int:hall_id>/feedback", responses={201: FeedbackReceipt, 429: Problem})
def write_feedback(path: HallPath, body: WriteFeedback) -> Answer:
    """Write a complaint, a suggestion or praise; 429 when the hall gets too many at once.

    422 `invalid` with `what` "attachment" and `reason` "too_large" or "wrong_kind".
    """
    wiring().written.count(str(path.hall_id))
    command = partial(feedback.register, said=_said(body))
    result = run(path.hall_id, command, name="feedback", actor="citizen")
    return _receipt(path.hall_id, result["feedback_id"]), 201


@bp.get("/halls/<int:hall_id>/feedback/address", responses={200: FeedbackAddress})
def get_feedback_address(path: HallPath) -> Answer:
    """The page on which citizens write, as a kiosk shows it to their telephones."""
    return {"url": f"{wiring().settings.url}/feedback?hall={path.hall_id}&from=kiosk"}


@bp.post("/halls/<int:hall_id>/feedback/look-up", responses={200: FeedbackLookedUp, 429: Problem})
def look_up_feedback(path: HallPath, body: LookUp) -> Answer:
    """Where it stands and the answer, for whoever has both numbers.

    A post, because the code has no place in an address. 404 says not which of the two is wrong;
    429 after five wrong ones in five minutes, even to the right one.
    """
    parts = wiring()
    name = f"{path.hall_id}:{body.receipt.strip()}"
    parts.looked_up.count(name)
    with parts.database.read() as conn:
        found = report.looked_up(
            conn, path.hall_id, receipt=body.receipt, code=body.code, secret=_secret()
        )
    parts.looked_up.forgive(name)
    return found


@bp.post(
    "/halls/<int:hall_id>/feedback/entries", responses={201: FeedbackReceipt}, security=SIGNED_IN
)
@requires(Permission.HANDLE_FEEDBACK)
def enter_feedback(path: HallPath, body: EnterFeedback) -> Answer:
    """Type in what came by telephone or on paper; the caller is told both numbers."""
    command = partial(feedback.register, said=_said(body), account_id=clerk_id())
    result = run(path.hall_id, command, name="enter_feedback")
    return _receipt(path.hall_id, result["feedback_id"]), 201


@bp.get("/halls/<int:hall_id>/feedback", responses={200: FeedbackRegister}, security=SIGNED_IN)
@requires(Permission.HANDLE_FEEDBACK)
def get_feedback_register(path: HallPath, query: FeedbackQuery) -> Answer:
    """台账: the office sees all, others what was handed to them."""
    parts = wiring()
    with parts.database.read() as conn:
        lines = report.register(
            conn, path.hall_id, reader=_reader(), now=parts.clock.now(), archived=query.archived
        )
    return {"feedback": lines}


@bp.get(
    "/halls/<int:hall_id>/feedback/figures",
    responses={200: FeedbackFigures},
    security=SIGNED_IN,
)
@requires(Permission.SEE_REPORTS)
def get_feedback_figures(path: HallPath, query: FiguresQuery) -> Answer:
    """Counts by kind, channel, state and zone, and how many were answered in time."""
    parts = wiring()
    with parts.database.read() as conn:
        return feedback_figures(
            conn, path.hall_id, first=query.first, last=query.last, now=parts.clock.now()
        )


@bp.get(
    "/halls/<int:hall_id>/feedback/<int:feedback_id>",
    responses={200: FeedbackView},
    security=SIGNED_IN,
)
@requires(Permission.HANDLE_FEEDBACK)
def get_feedback(path: FeedbackPath) -> Answer:
    """One of them with its words, steps and files."""
    return _view(path)


@bp.get(
    "/halls/<int:hall_id>/feedback/<int:feedback_id>/attachments/<int:number>",
    responses={200: Attachment},
    security=SIGNED_IN,
)
@requires(Permission.HANDLE_FEEDBACK)
def get_attachment(path: AttachmentPath) -> Answer:
    """A file, inside JSON: no browser is ever led to show it by itself."""
    with wiring().database.read() as conn:
        return report.attachment(
            conn, path.hall_id, path.feedback_id, path.number, reader=_reader()
        )


@bp.post(
    "/halls/<int:hall_id>/feedback/<int:feedback_id>/step",
    responses={200: FeedbackView},
    security=SIGNED_IN,
)
@requires(Permission.HANDLE_FEEDBACK)
def take_feedback_step(path: FeedbackPath, body: TakeFeedbackStep) -> Answer:
    """转办, 办理, 答复, 归档."""
    command = partial(
        feedback.take_step,
        feedback_id=path.feedback_id,
        step=body.step,
        actor=Actor(account_id=clerk_id(), role=who().role),
        words=body.words,
        to_id=body.account_id,
    )
    run(path.hall_id, command, name=f"feedback:{path.feedback_id}:{body.step}")
    return _view(path)


def _said(body: WriteFeedback | EnterFeedback) -> Said:
    return Said(
        kind=body.kind,
        channel=FeedbackChannel(body.channel),
        text=body.text,
        zone_id=body.zone_id,
        contact=sealed_contact(body.contact),
        files=body.attachments,
    )


@bp.post(
    "/halls/<int:hall_id>/feedback/<int:feedback_id>/contact",
    responses={200: SeenContact},
    security=SIGNED_IN,
)
@requires(Permission.HANDLE_FEEDBACK)
def see_feedback_contact(path: FeedbackPath) -> Answer:
    """The telephone to call, for who handles it; a post, because each look goes on record."""
    command = partial(
        contacts.see_of_feedback,
        feedback_id=path.feedback_id,
        actor=Actor(account_id=clerk_id(), role=who().role),
    )
    run(path.hall_id, command, name=f"feedback:{path.feedback_id}:contact")
    with wiring().database.read() as conn:
        return opened_contact(report.sealed_contact(conn, path.feedback_id))


def _receipt(hall_id: int, feedback_id: int) -> dict[str, Any]:
    with wiring().database.read() as conn:
        return report.receipt(conn, hall_id, feedback_id, secret=_secret())


def _secret() -> str:
    return wiring().settings.secret_key.get_secret_value()


def _reader() -> Reader:
    return Reader(account_id=clerk_id(), is_office=feedback.is_office(who().role))


def _view(path: FeedbackPath) -> Answer:
    parts = wiring()
    with parts.database.read() as conn:
        return report.feedback_view(
            conn, path.hall_id, path.feedback_id, reader=_reader(), now=parts.clock.now()
        )
