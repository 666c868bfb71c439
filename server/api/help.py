"""领办代办 and help: asked at a kiosk or with a ticket's telephone page, given by staff, free."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, STATION_ONLY, Answer
from server.api.blueprint import Blueprint
from server.api.identity import clerk_id, requires, station_id, who
from server.api.running import run
from server.api.schemas.base import HallPath, TokenPath
from server.api.schemas.help import (
    ActHelp,
    AskHelp,
    FeedBackHelp,
    Help,
    HelpList,
    HelpPath,
    OwnHelp,
)
from server.domain.access import Permission
from server.domain.errors import NotFound
from server.reports.help import help_for_citizen, help_list, help_of_ticket, help_row
from server.reports.ticket_view import ticket_by_token
from server.services import help
from server.services.cases import Actor
from server.store.help_rows import HelpRow
from server.store.ticket_rows import TicketRow
from server.wiring import wiring

bp = Blueprint("help", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="help")])


@bp.get("/halls/<int:hall_id>/help", responses={200: HelpList}, security=SIGNED_IN)
@requires(Permission.GIVE_HELP)
def get_help(path: HallPath) -> Answer:
    """Who waits for a helper, who has one, and what is over since half a day."""
    parts = wiring()
    with parts.database.read() as conn:
        return {"help": help_list(conn, path.hall_id, now=parts.clock.now())}


@bp.post("/halls/<int:hall_id>/help/<int:help_id>/step", responses={200: Help}, security=SIGNED_IN)
@requires(Permission.GIVE_HELP)
def act_on_help(path: HelpPath, body: ActHelp) -> Answer:
    """接单, 记录, 转回, 办结; 409 `wrong_state` when somebody else was quicker."""
    command = partial(
        help.act,
        help_id=path.help_id,
        step=body.step,
        actor=Actor(account_id=clerk_id(), role=who().role),
        words=body.words,
    )
    run(path.hall_id, command, name=f"help:{path.help_id}:{body.step}")
    return _help(path.hall_id, path.help_id)


@bp.post("/halls/<int:hall_id>/help", responses={201: Help}, security=STATION_ONLY)
@requires(Permission.ASK_HELP)
def ask_help(path: HallPath, body: AskHelp) -> Answer:
    """Ask for whoever stands at the asking kiosk; one that has asked already gets that request."""
    command = partial(help.ask, kind=body.kind, station_id=station_id())
    result = run(path.hall_id, command, name="help")
    return _help(path.hall_id, result["help_id"]), 201


@bp.get("/halls/<int:hall_id>/help/<int:help_id>", responses={200: Help}, security=STATION_ONLY)
@requires(Permission.ASK_HELP)
def get_own_help(path: HelpPath) -> Answer:
    """How far a kiosk's own request is, and who comes."""
    _of_this_station(path)
    return _help(path.hall_id, path.help_id)


@bp.post(
    "/halls/<int:hall_id>/help/<int:help_id>/withdraw",
    responses={200: Help},
    security=STATION_ONLY,
)
@requires(Permission.ASK_HELP)
def withdraw_help(path: HelpPath) -> Answer:
    """Nobody need come to this kiosk any more."""
    _of_this_station(path)
    command = partial(help.withdraw, help_id=path.help_id)
    run(path.hall_id, command, name=f"help:{path.help_id}:withdraw")
    return _help(path.hall_id, path.help_id)


@bp.get("/tickets/<token>/help", responses={200: OwnHelp})
def get_tickets_help(path: TokenPath) -> Answer:
    """The latest request that was made with this ticket."""
    ticket, request = _of_ticket(path.token)
    return {"help": None if request is None else _help(ticket.hall_id, request.id)}


@bp.post("/tickets/<token>/help", responses={201: Help})
def ask_help_by_ticket(path: TokenPath, body: AskHelp) -> Answer:
    """Ask for whoever holds this ticket; the token is the right to do so."""
    ticket, _ = _of_ticket(path.token)
    command = partial(help.ask, kind=body.kind, ticket_id=ticket.id)
    result = run(ticket.hall_id, command, name=f"help:ticket:{ticket.id}", actor="citizen")
    return _help(ticket.hall_id, result["help_id"]), 201


@bp.post("/tickets/<token>/help/withdraw", responses={200: Help})
def withdraw_help_by_ticket(path: TokenPath) -> Answer:
    """Nobody need come any more."""
    request = _latest(path.token)
    command = partial(help.withdraw, help_id=request.id)
    run(request.hall_id, command, name=f"help:{request.id}:withdraw", actor="citizen")
    return _help(request.hall_id, request.id)


@bp.post("/tickets/<token>/help/feedback", responses={200: Help})
def feed_back_help(path: TokenPath, body: FeedBackHelp) -> Answer:
    """Whether it helped, said once."""
    request = _latest(path.token)
    command = partial(help.feed_back, help_id=request.id, has_helped=body.has_helped)
    run(request.hall_id, command, name=f"help:{request.id}:feed_back", actor="citizen")
    return _help(request.hall_id, request.id)


def _of_this_station(path: HelpPath) -> None:
    with wiring().database.read() as conn:
        row = help_row(conn, path.hall_id, path.help_id)
    if row.station_id != station_id():
        raise NotFound(f"no request {path.help_id} of this station", what="help")


def _of_ticket(token: str) -> tuple[TicketRow, HelpRow | None]:
    with wiring().database.read() as conn:
        ticket = ticket_by_token(conn, token)
        return ticket, help_of_ticket(conn, ticket.id)


def _latest(token: str) -> HelpRow:
    _, request = _of_ticket(token)
    if request is None:
        raise NotFound("nobody has asked for help with this ticket", what="help")
    return request


def _help(hall_id: int, help_id: int) -> dict[str, Any]:
    with wiring().database.read() as conn:
        return help_for_citizen(conn, hall_id, help_id)
