"""Tickets: issue, look up, report the slip, bring back, cancel, void."""

from __future__ import annotations

from functools import partial

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer, Responses
from server.api.blueprint import Blueprint
from server.api.identity import requires, who
from server.api.running import person_of, run, ticket_answer, tickets_answer
from server.api.schemas.base import HallPath, TicketPath, TokenPath
from server.api.schemas.tickets import (
    IssueTicket,
    NumberQuery,
    PhoneTicket,
    ReportSlip,
    Ticket,
    TicketList,
)
from server.domain.access import Permission
from server.domain.priority import RANK, Claim
from server.reports.ticket_view import phone_view, ticket_by_token
from server.reports.wait_view import ticket_wait
from server.services import issuing, slips, tickets
from server.wiring import wiring

bp = Blueprint("tickets", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="tickets")])

_TICKET: Responses = {200: Ticket}


@bp.post(
    "/halls/<int:hall_id>/tickets",
    responses={201: Ticket},
    security=SIGNED_IN,
)
@requires(Permission.ISSUE)
def issue_ticket(path: HallPath, body: IssueTicket) -> Answer:
    """Give a number.

    409 `queue_closed`, `hall_closed`, `not_issuing_now`, `session_full`, `numbers_used_up`,
    `no_window_serves`, `cut_off` (with `slots` that may be booked instead): none now.
    409 `identification_required`, `already_waiting` (with `number` and `ticket_id`, to be printed
    again), `person_limit`: none for this person.
    """
    claim = Claim(
        priority_class=body.priority_class,
        reason=body.priority_reason,
        approver=body.priority_approver,
    )
    command = partial(
        issuing.issue,
        channel=body.channel,
        queue_id=body.queue_id,
        item_id=body.item_id,
        package_id=body.package_id,
        station_id=who().station_id,
        person=person_of(path.hall_id, body),
        claim=claim,
        by_staff=who().account_id is not None,
        # Estimated beside the command, never inside it.
        predicted_wait=wiring().waits.newcomer_with(path.hall_id, RANK[claim.priority_class]),
    )
    result = run(path.hall_id, command, name="issue")
    return ticket_answer(path.hall_id, result["ticket_id"]), 201


@bp.get("/halls/<int:hall_id>/tickets", responses={200: TicketList}, security=SIGNED_IN)
@requires(Permission.MANAGE_TICKETS)
def find_tickets(path: HallPath, query: NumberQuery) -> Answer:
    """Today's tickets of a number, and suspended ones of earlier days; or those of one day."""
    return tickets_answer(path.hall_id, query.number, day=query.day)


@bp.get("/halls/<int:hall_id>/tickets/<int:ticket_id>", responses=_TICKET, security=SIGNED_IN)
@requires(Permission.SEE_TICKET)
def get_ticket(path: TicketPath) -> Answer:
    """A ticket of this hall."""
    return ticket_answer(path.hall_id, path.ticket_id)


@bp.post("/halls/<int:hall_id>/tickets/<int:ticket_id>/slip", responses=_TICKET, security=SIGNED_IN)
@requires(Permission.REPORT_SLIP)
def report_slip(path: TicketPath, body: ReportSlip) -> Answer:
    """Say what became of the ticket's slip."""
    command = partial(
        slips.report_slip, ticket_id=path.ticket_id, state=body.state, reason=body.reason
    )
    run(path.hall_id, command, name=f"report_slip:{path.ticket_id}")
    return ticket_answer(path.hall_id, path.ticket_id)


@bp.post(
    "/halls/<int:hall_id>/tickets/<int:ticket_id>/reprint", responses=_TICKET, security=SIGNED_IN
)
@requires(Permission.REPORT_SLIP)
def reprint(path: TicketPath) -> Answer:
    """补打: one more slip of this ticket, counted; 409 `wrong_state` when its life is over."""
    command = partial(slips.reprint, ticket_id=path.ticket_id)
    run(path.hall_id, command, name=f"reprint:{path.ticket_id}")
    return ticket_answer(path.hall_id, path.ticket_id)


@bp.post(
    "/halls/<int:hall_id>/tickets/<int:ticket_id>/bring-back", responses=_TICKET, security=SIGNED_IN
)
@requires(Permission.MANAGE_TICKETS)
def bring_back(path: TicketPath) -> Answer:
    """找回: a missed ticket waits again; 409 `wrong_state` if it was not missed."""
    command = partial(tickets.bring_back, ticket_id=path.ticket_id)
    run(path.hall_id, command, name=f"bring_back:{path.ticket_id}")
    return ticket_answer(path.hall_id, path.ticket_id)


@bp.post(
    "/halls/<int:hall_id>/tickets/<int:ticket_id>/cancel", responses=_TICKET, security=SIGNED_IN
)
@requires(Permission.MANAGE_TICKETS)
def cancel(path: TicketPath) -> Answer:
    """取消, at the citizen's word."""
    command = partial(tickets.cancel, ticket_id=path.ticket_id)
    run(path.hall_id, command, name=f"cancel:{path.ticket_id}")
    return ticket_answer(path.hall_id, path.ticket_id)


@bp.post("/halls/<int:hall_id>/tickets/<int:ticket_id>/void", responses=_TICKET, security=SIGNED_IN)
@requires(Permission.MANAGE_TICKETS)
def void(path: TicketPath) -> Answer:
    """作废: a number issued by mistake."""
    command = partial(tickets.void, ticket_id=path.ticket_id)
    run(path.hall_id, command, name=f"void:{path.ticket_id}")
    return ticket_answer(path.hall_id, path.ticket_id)


@bp.get("/tickets/<token>", responses={200: PhoneTicket})
def get_own_ticket(path: TokenPath) -> Answer:
    """The ticket whose slip bears this token, for its owner."""
    return _own_ticket(path.token)


@bp.post(
    "/tickets/<token>/cancel",
    responses={200: PhoneTicket},
)
def cancel_own_ticket(path: TokenPath) -> Answer:
    """The owner leaves the queue; the token is the right to do so."""
    with wiring().database.read() as conn:
        ticket = ticket_by_token(conn, path.token)
    command = partial(tickets.cancel, ticket_id=ticket.id)
    run(ticket.hall_id, command, name=f"cancel:{ticket.id}", actor="citizen")
    return _own_ticket(path.token)


@bp.post(
    "/tickets/<token>/return",
    responses={200: PhoneTicket},
)
def return_own_ticket(path: TokenPath) -> Answer:
    """The owner puts a missed number back; 409 `return_refused` with `reason`."""
    with wiring().database.read() as conn:
        ticket = ticket_by_token(conn, path.token)
    command = partial(tickets.return_by_oneself, ticket_id=ticket.id)
    run(ticket.hall_id, command, name=f"return:{ticket.id}", actor="citizen")
    return _own_ticket(path.token)


def _own_ticket(token: str) -> Answer:
    parts = wiring()
    with parts.database.read() as conn:
        ticket = ticket_by_token(conn, token)
        view = phone_view(conn, ticket, now=parts.clock.now())
    return {**view, "wait": ticket_wait(ticket, parts.waits.of(ticket.hall_id))}
