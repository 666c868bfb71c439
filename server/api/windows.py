"""The commands of a window; each answers with the desk as it is afterwards."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer, Responses
from server.api.blueprint import Blueprint
from server.api.identity import clerk_id, requires
from server.api.running import desk_answer, run
from server.api.schemas.base import WindowPath
from server.api.schemas.desk import Desk
from server.api.schemas.windows import (
    Admit,
    BeginItem,
    CallChosen,
    FinishVisit,
    OpenWindow,
    PassTicket,
    PauseWindow,
    ResumeTicket,
    SuspendTicket,
    TransferTicket,
)
from server.domain.access import Permission
from server.services import calling, choosing, handling, serving, transferring, windows

bp = Blueprint(
    "windows",
    __name__,
    url_prefix="/api/v1/halls/<int:hall_id>/windows/<int:window_id>",
    abp_tags=[Tag(name="windows")],
    abp_security=SIGNED_IN,
)

_DESK: Responses = {200: Desk}


@bp.get("/desk", responses=_DESK)
@requires(Permission.SEE_DESK)
def get_desk(path: WindowPath) -> Answer:
    """The console's whole state."""
    return desk_answer(path.hall_id, path.window_id)


@bp.post("/open", responses=_DESK)
@requires(Permission.SERVE)
def open_window(path: WindowPath, body: OpenWindow) -> Answer:
    """Sit down here; 409 `window_taken` names who does, unless taking over was asked for."""
    return _run(path, windows.open_window, take_over=body.take_over)


@bp.post("/close", responses=_DESK)
@requires(Permission.SERVE)
def close_window(path: WindowPath) -> Answer:
    """Leave the window; 409 `window_busy` while a ticket is here."""
    return _run(path, windows.leave_window)


@bp.post("/pause", responses=_DESK)
@requires(Permission.SERVE)
def pause(path: WindowPath, body: PauseWindow) -> Answer:
    """暂停, with a reason and perhaps a planned end."""
    return _run(path, windows.pause, reason=body.reason, until=body.until)


@bp.post("/unpause", responses=_DESK)
@requires(Permission.SERVE)
def unpause(path: WindowPath) -> Answer:
    """End the pause."""
    return _run(path, windows.unpause)


@bp.post("/call-next", responses=_DESK)
@requires(Permission.SERVE)
def call_next(path: WindowPath) -> Answer:
    """下一位; 409 `queue_empty` when nobody waits, `window_busy` while a ticket is here."""
    return _run(path, calling.call_next)


@bp.post("/call", responses=_DESK)
@requires(Permission.CHOOSE)
def call_chosen(path: WindowPath, body: CallChosen) -> Answer:
    """指定呼叫: a ticket out of its turn, with a reason that stays with the call."""
    return _run(path, choosing.call_chosen, ticket_id=body.ticket_id, reason=body.reason)


@bp.post("/admit", responses=_DESK)
@requires(Permission.SERVE)
def admit(path: WindowPath, body: Admit) -> Answer:
    """直办: serve somebody who came without a number."""
    return _run(path, choosing.admit, queue_id=body.queue_id)


@bp.post("/begin-item", responses=_DESK)
@requires(Permission.SERVE)
def begin_item(path: WindowPath, body: BeginItem) -> Answer:
    """Begin an item of the present ticket; the one before it ends."""
    return _run(path, handling.begin_item, item_id=body.item_id)


@bp.post("/recall", responses=_DESK)
@requires(Permission.SERVE)
def recall(path: WindowPath) -> Answer:
    """重呼."""
    return _run(path, calling.recall)


@bp.post("/start", responses=_DESK)
@requires(Permission.SERVE)
def start(path: WindowPath) -> Answer:
    """开始办理: the citizen is here."""
    return _run(path, calling.start)


@bp.post("/pass", responses=_DESK)
@requires(Permission.SERVE)
def pass_ticket(path: WindowPath, body: PassTicket) -> Answer:
    """过号: nobody came."""
    return _run(path, calling.pass_ticket, reason=body.reason)


@bp.post("/suspend", responses=_DESK)
@requires(Permission.SERVE)
def suspend(path: WindowPath, body: SuspendTicket) -> Answer:
    """挂起; the return code stands in the desk's list of suspended tickets."""
    return _run(path, serving.suspend, kind=body.kind)


@bp.post("/resume", responses=_DESK)
@requires(Permission.SERVE)
def resume(path: WindowPath, body: ResumeTicket) -> Answer:
    """恢复: serve a suspended ticket again, without queueing."""
    found_by = {"ticket_id": body.ticket_id, "code": body.code, "token": body.token}
    return _run(path, serving.resume, **found_by)


@bp.post("/transfer", responses=_DESK)
@requires(Permission.SERVE)
def transfer(path: WindowPath, body: TransferTicket) -> Answer:
    """转移: number and seniority stay; 409 `zone_takes_none` if a zone has no queue for it."""
    return _run(
        path,
        transferring.transfer,
        queue_id=body.queue_id,
        target_window_id=body.window_id,
        zone_id=body.zone_id,
    )


@bp.post("/return", responses=_DESK)
@requires(Permission.SERVE)
def return_to_queue(path: WindowPath) -> Answer:
    """退回队列: back to its old place."""
    return _run(path, serving.return_to_queue)


@bp.post("/finish", responses=_DESK)
@requires(Permission.SERVE)
def finish(path: WindowPath, body: FinishVisit) -> Answer:
    """办结, and the citizen is asked to rate."""
    return _run(
        path,
        serving.finish,
        outcome=body.outcome,
        note=body.note,
        case_number=body.case_number,
    )


def _run(path: WindowPath, service: Callable[..., dict[str, Any]], **arguments: Any) -> Answer:
    command = partial(service, window_id=path.window_id, account_id=clerk_id(), **arguments)
    run(path.hall_id, command, name=f"{service.__name__}:{path.window_id}")
    return desk_answer(path.hall_id, path.window_id)
