"""评价 of a ticket's visit by who holds the ticket, and by staff who type in a paper form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from server.domain.contacts import SealedContact
from server.domain.errors import Forbidden, InvalidInput, NotToBeRated
from server.domain.lifecycle import State
from server.domain.rating import Channel, may_still_rate
from server.services.asking_rating import rated_otherwise
from server.services.ratings import Given, give_reason, store_rating
from server.store.ticket_rows import TicketRow, VisitRow
from server.store.ticket_tables import tickets, visits
from server.store.unit_of_work import UnitOfWork


def rate(uow: UnitOfWork, *, ticket_id: int, given: Given) -> dict[str, Any]:
    """The citizen rates the visit; a question that waits at its window is taken back.

    Raises:
        NotToBeRated: the ticket was not served to its end, 追评 comes before the first rating, or
            the hall's limit is over (`reason` "too_late").
        AlreadyRated: the visit has this rating.
        StageOff: the hall does not use ratings yet.
        LabelRefused, InvalidInput: as for `store_rating`.
    """
    uow.hall.stages.demand_ratings()
    visit = _last_visit(uow, ticket_id)
    within_days = uow.hall.policy.rate_within_days
    ended_at = visit.ended_at or uow.now
    if not may_still_rate(ended_at, now=uow.now, within_days=within_days):
        raise NotToBeRated("it was too long ago", reason="too_late")
    rating_id = store_rating(uow, visit=visit, given=replace(given, pressed_at=uow.now))
    rated_otherwise(uow, visit.id)
    return {"rating_id": rating_id}


def enter_paper(uow: UnitOfWork, *, ticket_id: int, given: Given) -> dict[str, Any]:
    """Staff type in a paper form. When it was filled in may be unknown.

    Raises:
        Forbidden: the form is about whoever types it in.
        InvalidInput: it was filled in before the service began, or in the future.
        and what `rate` raises.
    """
    visit = _last_visit(uow, ticket_id)
    if given.entered_by == visit.account_id:
        raise Forbidden("nobody types in a rating of their own", reason="rated_person")
    at, began = given.pressed_at, visit.started_at
    if at is not None and (at > uow.now or (began is not None and at < began)):
        raise InvalidInput("a form is filled in after the service and before it is typed in")
    rating_id = store_rating(uow, visit=visit, given=given)
    rated_otherwise(uow, visit.id)
    return {"rating_id": rating_id}


def explain(
    uow: UnitOfWork,
    *,
    ticket_id: int,
    channel: Channel,
    labels: Sequence[str],
    words: str | None,
    contact: SealedContact | None,
) -> dict[str, Any]:
    """The citizen says afterwards why, once: a keypad could not ask.

    Raises:
        ReasonNotAsked: no rating, or one that has its reason.
        NotToBeRated, LabelRefused, InvalidInput: as for `give_reason`.
    """
    visit = _last_visit(uow, ticket_id)
    rating_id = give_reason(
        uow,
        visit_id=visit.id,
        channel=channel,
        labels=labels,
        words=words,
        contact=contact,
    )
    rated_otherwise(uow, visit.id)
    return {"rating_id": rating_id}


def _last_visit(uow: UnitOfWork, ticket_id: int) -> VisitRow:
    """The visit that a ticket ended with; a route is rated at the end of the whole way."""
    ticket = uow.get(TicketRow, tickets, ticket_id)
    if ticket.state != State.DONE or ticket.visit_id is None:
        raise NotToBeRated("the ticket was not served to its end", reason="not_over")
    return uow.get(VisitRow, visits, ticket.visit_id)
