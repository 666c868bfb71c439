"""一次性告知书: made at a window, printed, looked at, handed in."""

from __future__ import annotations

from functools import partial

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import clerk_id, requires
from server.api.running import run
from server.api.schemas.base import HallPath, TokenPath, WindowPath
from server.api.schemas.notices import (
    HandIn,
    HeldNotice,
    ItemCountList,
    MakeNotice,
    Notice,
    NoticePath,
    PeriodQuery,
    PrintNotice,
    ReminderList,
)
from server.domain.access import Permission
from server.domain.errors import InvalidInput
from server.reports.notices import notice_view, notices_per_item, own_notice, reminders
from server.services import notices, printing_notices
from server.wiring import wiring

bp = Blueprint("notices", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="notices")])


@bp.post(
    "/halls/<int:hall_id>/windows/<int:window_id>/notices",
    responses={201: Notice},
    security=SIGNED_IN,
)
@requires(Permission.SERVE)
def make_notice(path: WindowPath, body: MakeNotice) -> Answer:
    """Make a notice for the present ticket; suspend the ticket and print with it, if asked."""
    command = partial(
        notices.make_notice,
        window_id=path.window_id,
        account_id=clerk_id(),
        item_id=body.item_id,
        told=body.told(),
        agent=body.agent,
        suspend_kind=body.suspend,
        with_slips=body.slips,
        public_url=wiring().settings.url,
    )
    made = run(path.hall_id, command, name=f"notice:{path.window_id}")
    return _view(path.hall_id, made["notice_id"]), 201


@bp.get("/halls/<int:hall_id>/notices", responses={200: ReminderList}, security=SIGNED_IN)
@requires(Permission.SEE_DESK)
def get_reminders(path: HallPath) -> Answer:
    """容缺 and 告知承诺 whose materials are still to come, the earliest day first."""
    parts = wiring()
    with parts.database.read() as conn:
        return {"notices": reminders(conn, path.hall_id, now=parts.clock.now())}


@bp.get("/halls/<int:hall_id>/notice-counts", responses={200: ItemCountList}, security=SIGNED_IN)
@requires(Permission.SEE_REPORTS)
def get_counts(path: HallPath, query: PeriodQuery) -> Answer:
    """How many notices each item had in a period: which guide is unclear."""
    with wiring().database.read() as conn:
        items = notices_per_item(conn, path.hall_id, first=query.first, last=query.last)
    return {"first": query.first.isoformat(), "last": query.last.isoformat(), "items": items}


@bp.get("/halls/<int:hall_id>/notices/<int:notice_id>", responses={200: Notice}, security=SIGNED_IN)
@requires(Permission.SEE_DESK)
def get_notice(path: NoticePath) -> Answer:
    """One notice with its prints."""
    return _view(path.hall_id, path.notice_id)


@bp.post(
    "/halls/<int:hall_id>/notices/<int:notice_id>/print",
    responses={200: Notice},
    security=SIGNED_IN,
)
@requires(Permission.SEE_DESK)
def print_notice(path: NoticePath, body: PrintNotice) -> Answer:
    """Print it again for a window (补打), or note that a browser prints it."""
    if (body.how == "slip") != (body.window_id is not None):
        raise InvalidInput("slips, and they alone, are for a window", field="window_id")
    command = (
        partial(printing_notices.note_page, notice_id=path.notice_id)
        if body.window_id is None
        else partial(
            printing_notices.print_again,
            notice_id=path.notice_id,
            window_id=body.window_id,
            public_url=wiring().settings.url,
        )
    )
    run(path.hall_id, command, name=f"notice-print:{path.notice_id}")
    return _view(path.hall_id, path.notice_id)


@bp.post(
    "/halls/<int:hall_id>/notices/<int:notice_id>/hand-in",
    responses={200: Notice},
    security=SIGNED_IN,
)
@requires(Permission.SEE_DESK)
def hand_in(path: NoticePath, body: HandIn) -> Answer:
    """Note that materials were handed in; 409 `wrong_state` where nothing is waited for."""
    command = partial(
        notices.hand_in,
        notice_id=path.notice_id,
        account_id=clerk_id(),
        positions=tuple(body.positions),
    )
    run(path.hall_id, command, name=f"hand-in:{path.notice_id}")
    return _view(path.hall_id, path.notice_id)


@bp.get("/notices/<token>", responses={200: HeldNotice})
def get_own_notice(path: TokenPath) -> Answer:
    """A notice, for whoever holds its code."""
    parts = wiring()
    with parts.database.read() as conn:
        return own_notice(conn, path.token, public_url=parts.settings.url)


def _view(hall_id: int, notice_id: int) -> dict[str, object]:
    parts = wiring()
    with parts.database.read() as conn:
        return notice_view(conn, hall_id, notice_id, public_url=parts.settings.url)
