"""领办代办 and help: somebody asks, a named helper takes it, and says what was done."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select

from server.domain.errors import Forbidden, InvalidInput
from server.domain.help import (
    OF_THE_CITIZEN,
    RUNNING,
    HelpKind,
    HelpState,
    HelpStep,
    next_help_state,
)
from server.services.cases import OFFICE, Actor
from server.services.steps import note_step
from server.store.help_rows import HelpRow
from server.store.help_tables import help_requests, help_steps
from server.store.unit_of_work import UnitOfWork

_note = partial(note_step, table=help_steps, of="help_id")


def ask(
    uow: UnitOfWork,
    *,
    kind: HelpKind,
    station_id: int | None = None,
    ticket_id: int | None = None,
) -> dict[str, Any]:
    """Ask for help, from a kiosk or with a ticket; whoever has asked already has that request.

    A kiosk rings once, however many people press; so does a ticket.
    """
    assert (station_id is None) != (ticket_id is None), "one place a request"
    mine = help_requests.c.station_id == station_id
    if station_id is None:
        mine = help_requests.c.ticket_id == ticket_id
    running = select(help_requests.c.id).where(
        help_requests.c.hall_id == uow.hall.id, mine, help_requests.c.state.in_(RUNNING)
    )
    earlier = uow.conn.execute(running).scalars().first()
    if earlier is not None:
        return {"help_id": earlier}
    state = next_help_state(None, HelpStep.ASK)
    help_id = uow.insert(
        help_requests,
        hall_id=uow.hall.id,
        kind=kind,
        station_id=station_id,
        ticket_id=ticket_id,
        state=state,
        asked_at=uow.now,
    )
    _note(uow, help_id, HelpStep.ASK, state)
    return {"help_id": help_id}


def act(
    uow: UnitOfWork, *, help_id: int, step: HelpStep, actor: Actor, words: str | None = None
) -> dict[str, Any]:
    """Take a helper's step: 接单, 记录, 转回, 办结.

    Raises:
        WrongState: not a step of a request in this state.
        Forbidden: the citizen's step, or another helper's request.
        InvalidInput: a note without words.
    """
    if step in OF_THE_CITIZEN:
        raise Forbidden("the citizen's own step")
    row = uow.get(HelpRow, help_requests, help_id)
    after = next_help_state(HelpState(row.state), step)
    mine = row.helper_id == actor.account_id or actor.role in OFFICE
    if step is not HelpStep.TAKE and not mine:
        raise Forbidden("another helper has taken this")
    words = (words or "").strip() or None
    if step is HelpStep.NOTE and words is None:
        raise InvalidInput("a note has words")
    uow.update(help_requests, row.id, state=after, **_changes(uow, step, actor))
    _note(uow, row.id, step, after, account_id=actor.account_id, words=words)
    return {"help_id": row.id}


def withdraw(uow: UnitOfWork, *, help_id: int) -> dict[str, Any]:
    """The citizen needs nobody any more.

    Raises:
        WrongState: it is over.
    """
    row = uow.get(HelpRow, help_requests, help_id)
    after = next_help_state(HelpState(row.state), HelpStep.WITHDRAW)
    uow.update(help_requests, row.id, state=after, ended_at=uow.now)
    _note(uow, row.id, HelpStep.WITHDRAW, after)
    return {"help_id": row.id}


def feed_back(uow: UnitOfWork, *, help_id: int, has_helped: bool) -> dict[str, Any]:
    """What the citizen says of it, once.

    Raises:
        WrongState: it is not done yet, or was said before.
    """
    row = uow.get(HelpRow, help_requests, help_id)
    before = None if row.has_helped is not None else HelpState(row.state)
    after = next_help_state(before, HelpStep.FEED_BACK)
    uow.update(help_requests, row.id, has_helped=has_helped)
    _note(uow, row.id, HelpStep.FEED_BACK, after)
    return {"help_id": row.id}


def _changes(uow: UnitOfWork, step: HelpStep, actor: Actor) -> dict[str, Any]:
    if step is HelpStep.TAKE:
        return {"helper_id": actor.account_id, "taken_at": uow.now}
    if step is HelpStep.HAND_BACK:
        return {"helper_id": None, "taken_at": None}
    return {"ended_at": uow.now} if step is HelpStep.FINISH else {}
