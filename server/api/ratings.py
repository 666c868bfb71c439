"""评价: by the ticket's own page, at a kiosk, on paper; and the tablet at a window."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, STATION_ONLY, Answer
from server.api.blueprint import Blueprint
from server.api.identity import clerk_id, requires, station_id
from server.api.running import run, sealed_contact
from server.api.schemas.base import HallPath, Problem, TicketPath, TokenPath, WindowPath
from server.api.schemas.ratings import (
    EnrolTablet,
    ExplainOwnRating,
    LabelList,
    PaperRating,
    Rate,
    RateAtKiosk,
    RateOwnTicket,
    RatingStored,
    TabletEnrolled,
)
from server.domain.access import Permission
from server.domain.errors import Forbidden
from server.domain.rating import AGAIN, FIRST, Channel
from server.reports.board import hall_row
from server.reports.ratings import labels_to_choose
from server.reports.ticket_view import ticket_by_token
from server.services import rating_tickets, stations, tablets
from server.services.ratings import Given
from server.wiring import wiring

bp = Blueprint("ratings", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="ratings")])


@bp.get("/halls/<int:hall_id>/rating-labels", responses={200: LabelList})
def get_labels(path: HallPath) -> Answer:
    """The national labels that citizens may choose from today."""
    parts = wiring()
    with parts.database.read() as conn:
        today = hall_row(conn, path.hall_id).today(parts.clock.now())
    return {"levels": labels_to_choose(today)}


@bp.post("/tickets/<token>/rating", responses={200: RatingStored})
def rate_own_ticket(path: TokenPath, body: RateOwnTicket) -> Answer:
    """The owner rates the visit, once; then once more (追评).

    409 `already_rated`, `not_to_be_rated`; 422 `label_refused`.
    """
    given = _given(body, Channel(body.channel), ordinal=AGAIN if body.again else FIRST)
    return _rate_by_token(path.token, given, actor="citizen")


@bp.post("/tickets/<token>/rating-reason", responses={200: RatingStored})
def explain_own_rating(path: TokenPath, body: ExplainOwnRating) -> Answer:
    """The owner says why a rating was given that has no reason; 409 `reason_not_asked`."""
    with wiring().database.read() as conn:
        ticket = ticket_by_token(conn, path.token)
    command = partial(
        rating_tickets.explain,
        ticket_id=ticket.id,
        channel=Channel(body.channel),
        labels=body.labels,
        words=body.words,
        contact=sealed_contact(body.contact),
    )
    return run(ticket.hall_id, command, name=f"explain:{ticket.id}", actor="citizen")


@bp.post(
    "/stations/me/ratings",
    responses={200: RatingStored, 404: Problem},
    security=STATION_ONLY,
)
def rate_at_kiosk(body: RateAtKiosk) -> Answer:
    """A citizen rates at a kiosk, by the slip's token."""
    asking = station_id()
    with wiring().database.read() as conn:
        kiosk = stations.by_id(conn, asking)
        ticket = ticket_by_token(conn, body.token)
    if kiosk.kind != "kiosk" or kiosk.hall_id != ticket.hall_id:
        raise Forbidden("only a kiosk of the ticket's hall may say so")
    given = _given(body, Channel.KIOSK, station_id=kiosk.id)
    return _rate_by_token(body.token, given, actor=f"station:{kiosk.id}")


@bp.post(
    "/halls/<int:hall_id>/tickets/<int:ticket_id>/paper-rating",
    responses={200: RatingStored},
    security=SIGNED_IN,
)
@requires(Permission.ENTER_RATINGS)
def enter_paper_rating(path: TicketPath, body: PaperRating) -> Answer:
    """Type in a paper form; 403 `reason: rated_person` for a form about oneself."""
    given = _given(body, Channel.PAPER, pressed_at=body.given_at, entered_by=clerk_id())
    command = partial(rating_tickets.enter_paper, ticket_id=path.ticket_id, given=given)
    return run(path.hall_id, command, name=f"paper_rating:{path.ticket_id}")


@bp.post(
    "/halls/<int:hall_id>/windows/<int:window_id>/tablet",
    responses={200: TabletEnrolled},
    security=SIGNED_IN,
)
@requires(Permission.MANAGE_STATIONS)
def enrol_tablet(path: WindowPath, body: EnrolTablet) -> Answer:
    """Make the tablet with this token the one that asks at the window."""
    token_hash = stations.token_hash(body.token)
    command = partial(tablets.enrol_tablet, window_id=path.window_id, token_hash=token_hash)
    return run(path.hall_id, command, name=f"enrol_tablet:{path.window_id}")


def _given(body: Rate, channel: Channel, **more: Any) -> Given:
    return Given(
        level=body.level,
        channel=channel,
        labels=body.labels,
        words=body.words,
        contact=sealed_contact(body.contact),
        **more,
    )


def _rate_by_token(token: str, given: Given, *, actor: str) -> Answer:
    with wiring().database.read() as conn:
        ticket = ticket_by_token(conn, token)
    command = partial(rating_tickets.rate, ticket_id=ticket.id, given=given)
    name = f"rate:{ticket.id}:{given.ordinal}"
    return run(ticket.hall_id, command, name=name, actor=actor)
