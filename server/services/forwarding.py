"""上报: the ratings of a hall on their way to platforms.

Ratings are found by a cursor a hall and platform, not entered where they are stored: they are
stored by keypads, phones and staff alike, none of which knows of platforms, and a platform that
is set up later begins with what is there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, exists, func, insert, or_, select, update

from server.domain.errors import WrongState
from server.domain.forwarding import (
    RESENDABLE,
    ForwardState,
    Recipient,
    Verdict,
    after_verdict,
    demand_resendable,
    first_state,
    retry_at,
)
from server.domain.rating import Level
from server.services.alarms import raise_alarm
from server.store.forwarding_rows import ForwardRow
from server.store.forwarding_tables import cursors, forwards
from server.store.hall_tables import halls
from server.store.ticket_tables import ratings, visits
from server.store.unit_of_work import UnitOfWork

AT_ONCE = 200  # a command is no longer than this, so that nobody waits for it
_ERROR_LENGTH = 400


def enter_new(uow: UnitOfWork, *, recipient: Recipient) -> dict[str, Any]:
    """Enter the ratings that have come since, each with its first state, and move the cursor."""
    after = uow.conn.execute(_cursor(recipient, uow.hall.id)).scalar()
    new = uow.conn.execute(_new(uow.hall.id, after or 0).limit(AT_ONCE)).all()
    for rating in new:
        _enter(uow, rating, recipient)
    if new:
        _move_cursor(uow, recipient, new[-1].id, is_first=after is None)
    return {"entered": len(new)}


def ready_explained(uow: UnitOfWork, *, recipient: Recipient) -> dict[str, Any]:
    """Let go those whose reason has come meanwhile."""
    query = _explained(recipient).where(forwards.c.hall_id == uow.hall.id).limit(AT_ONCE)
    found = uow.conn.execute(query).scalars().all()
    for forward_id in found:
        lacks_number = recipient.needs_number and _case_number(uow, forward_id) is None
        _let_go(uow, forward_id, lacks_number=lacks_number)
    return {"ready": len(found)}


def enter_number(uow: UnitOfWork, *, forward_id: int, case_number: str) -> dict[str, Any]:
    """Enter the number of the case that a rating is about, and let the rating go.

    Raises:
        NotFound: no such rating on its way in this hall.
        WrongState: it does not wait for a number.
    """
    forward = uow.get(ForwardRow, forwards, forward_id)
    if forward.state != ForwardState.NUMBER_MISSING:
        raise WrongState("it waits for no number", state=forward.state, trigger="enter_number")
    visit_id = select(ratings.c.visit_id).where(ratings.c.id == forward.rating_id)
    uow.update(visits, uow.conn.execute(visit_id).scalar_one(), case_number=case_number)
    _let_go(uow, forward.id, lacks_number=False)
    return {"forward_id": forward.id}


def note_verdict(
    uow: UnitOfWork,
    *,
    forward_id: int,
    verdict: Verdict,
    error: str | None,
    luck: float,
    recipient: Recipient,
) -> dict[str, Any]:
    """Write down what an attempt came to; one that is no longer pending stays as it is.

    Args:
        error: what was met, in the platform's words; None if all was well.
        luck: from 0 to 1, spreads the next attempt.
    """
    forward = uow.get(ForwardRow, forwards, forward_id)
    if forward.state != ForwardState.PENDING:
        return {"state": forward.state}
    attempts = forward.attempts + 1
    persistence = recipient.persistence
    state = after_verdict(verdict, attempts=attempts, persistence=persistence)
    is_tried_again = state is ForwardState.PENDING
    if state in RESENDABLE:
        _alarm(uow, forward.platform, state)
    uow.update(
        forwards,
        forward.id,
        state=state,
        state_since=forward.state_since if is_tried_again else uow.now,
        attempts=attempts,
        next_at=retry_at(uow.now, attempts=attempts, luck=luck, persistence=persistence)
        if is_tried_again
        else None,
        error=None if error is None else error[:_ERROR_LENGTH],
    )
    return {"state": state}


def resend(uow: UnitOfWork, *, forward_id: int) -> dict[str, Any]:
    """Send again what was refused or given up; its key stays.

    Raises:
        NotFound: no such rating on its way in this hall.
        WrongState: it is on its way, delivered, or not for the platform.
    """
    forward = uow.get(ForwardRow, forwards, forward_id)
    demand_resendable(ForwardState(forward.state))
    uow.update(
        forwards,
        forward.id,
        state=ForwardState.PENDING,
        state_since=uow.now,
        attempts=0,
        resent=forward.resent + 1,
        next_at=uow.now,
    )
    return {"forward_id": forward.id}


def halls_to_read(conn: Connection, recipient: Recipient) -> list[int]:
    """The halls in which `enter_new` has something to do."""
    after = func.coalesce(
        select(cursors.c.rating_id)
        .where(cursors.c.hall_id == halls.c.id, cursors.c.platform == recipient.name)
        .scalar_subquery(),
        0,
    )
    newer = exists().where(ratings.c.hall_id == halls.c.id, ratings.c.id > after)
    found = conn.execute(select(halls.c.id, halls.c.code).where(newer).order_by(halls.c.id))
    return [hall_id for hall_id, code in found if recipient.serves(code)]


def halls_with_explained(conn: Connection, recipient: Recipient) -> list[int]:
    """The halls in which `ready_explained` has something to do."""
    query = _explained(recipient).with_only_columns(forwards.c.hall_id).distinct()
    return sorted(conn.execute(query).scalars())


def _case_number(uow: UnitOfWork, forward_id: int) -> str | None:
    query = (
        select(visits.c.case_number)
        .join(ratings, ratings.c.visit_id == visits.c.id)
        .join(forwards, forwards.c.rating_id == ratings.c.id)
        .where(forwards.c.id == forward_id)
    )
    number: str | None = uow.conn.execute(query).scalar_one()
    return number


def _let_go(uow: UnitOfWork, forward_id: int, *, lacks_number: bool) -> None:
    """Make a rating ready to be sent, or let it wait for its case's number."""
    ready_at = None if lacks_number else uow.now
    uow.update(
        forwards,
        forward_id,
        state=ForwardState.NUMBER_MISSING if lacks_number else ForwardState.PENDING,
        state_since=uow.now,
        ready_at=ready_at,
        next_at=ready_at,
    )


def _enter(uow: UnitOfWork, rating: Any, recipient: Recipient) -> None:
    stays = recipient.stays(
        channel=rating.channel, is_default=rating.is_default, given_at=rating.pressed_at
    )
    state = first_state(
        Level(rating.level),
        stays=stays,
        labels=rating.labels,
        words=rating.words,
        lacks_number=recipient.needs_number and rating.case_number is None,
    )
    ready_at: datetime | None = uow.now if state is ForwardState.PENDING else None
    uow.insert(
        forwards,
        hall_id=uow.hall.id,
        rating_id=rating.id,
        platform=recipient.name,
        key=f"{uow.hall.code}-{rating.visit_id}-{rating.ordinal}",
        state=state,
        stays=stays,
        attempts=0,
        resent=0,
        ready_at=ready_at,
        next_at=ready_at,
        state_since=uow.now,
    )


def _alarm(uow: UnitOfWork, platform: str, state: ForwardState) -> None:
    """Say that ratings do not get away: once, until the office has dealt with all there are."""
    others = exists().where(
        forwards.c.hall_id == uow.hall.id,
        forwards.c.platform == platform,
        forwards.c.state.in_(RESENDABLE),
    )
    if not uow.conn.execute(select(others)).scalar_one():
        raise_alarm(
            uow,
            kind=f"forwarding_{state}",
            station_id=None,
            window_id=None,
            device=None,
            detail={"platform": platform},
        )


def _new(hall_id: int, after: int) -> Select[Any]:
    return (
        select(ratings, visits.c.case_number)
        .join(visits, visits.c.id == ratings.c.visit_id)
        .where(ratings.c.hall_id == hall_id, ratings.c.id > after)
        .order_by(ratings.c.id)
    )


def _cursor(recipient: Recipient, hall_id: int) -> Select[Any]:
    return select(cursors.c.rating_id).where(
        cursors.c.hall_id == hall_id, cursors.c.platform == recipient.name
    )


def _move_cursor(uow: UnitOfWork, recipient: Recipient, to: int, *, is_first: bool) -> None:
    if is_first:
        place = {"hall_id": uow.hall.id, "platform": recipient.name, "rating_id": to}
        uow.conn.execute(insert(cursors).values(place))
        return
    uow.conn.execute(
        update(cursors)
        .where(cursors.c.hall_id == uow.hall.id, cursors.c.platform == recipient.name)
        .values(rating_id=to)
    )


def _explained(recipient: Recipient) -> Select[Any]:
    says_why = or_(
        func.trim(func.coalesce(ratings.c.words, "")) != "", cast(ratings.c.labels, Text) != "[]"
    )
    return (
        select(forwards.c.id)
        .join(ratings, ratings.c.id == forwards.c.rating_id)
        .where(
            forwards.c.state == ForwardState.REASON_MISSING,
            forwards.c.platform == recipient.name,
            says_why,
        )
    )
