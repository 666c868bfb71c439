"""办理: how a visit ends, and how a suspended ticket goes on."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import select

from server.domain.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
)
from server.domain.events import (
    TicketAdmitted,
    TicketFinished,
    TicketResumed,
    TicketReturned,
    TicketStepped,
    TicketSuspended,
)
from server.domain.lifecycle import ADMITTED, Outcome, State, SuspendKind, Trigger
from server.services.asking_rating import ask_rating, withdraw_rating
from server.services.at_window import current, end_current, own_window, serving_window
from server.services.handling import end_running_item
from server.services.moving import move_ticket
from server.store.hall_tables import window_queues
from server.store.notice_tables import notices
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets, visits
from server.store.unit_of_work import UnitOfWork


def finish(
    uow: UnitOfWork,
    *,
    window_id: int,
    account_id: int,
    outcome: Outcome,
    note: str | None,
    case_number: str | None = None,
) -> dict[str, Any]:
    """办结: end the visit with its outcome and ask the citizen to rate it.

    A ticket with a route goes on to its next queue, in the place of its first arrival; the
    rating is asked for at the end of the whole way.

    Args:
        case_number: 办件编号, where the case system has given one.
    """
    own_window(uow, window_id, account_id)
    ticket, visit = current(uow, window_id)
    end_running_item(uow, visit.id)
    uow.update(visits, visit.id, outcome=outcome, note=note, case_number=case_number)
    if ticket.route:
        return _step(uow, ticket, window_id, outcome)
    _, _, fields = end_current(uow, window_id, Trigger.FINISH)
    uow.record(TicketFinished(**fields, outcome=outcome))
    ask_rating(uow, visit=visit, number=ticket.number)
    return {"ticket_id": ticket.id, "visit_id": visit.id}


def _step(uow: UnitOfWork, ticket: TicketRow, window_id: int, outcome: Outcome) -> dict[str, Any]:
    following, *rest = ticket.route
    _, visit, fields = end_current(uow, window_id, Trigger.STEP, queue_id=following, route=rest)
    uow.record(TicketStepped(**fields, from_queue_id=ticket.queue_id, outcome=outcome))
    return {"ticket_id": ticket.id, "visit_id": visit.id}


def suspend(
    uow: UnitOfWork, *, window_id: int, account_id: int, kind: SuspendKind
) -> dict[str, Any]:
    """挂起: the citizen will be back without queueing, by the code that this gives.

    The absence is no service time: the visit ends here and the return begins another.
    """
    own_window(uow, window_id, account_id)
    code = _free_code(uow)
    ticket, visit, fields = end_current(
        uow,
        window_id,
        Trigger.SUSPEND,
        suspend_kind=kind,
        suspend_code=code,
        suspend_window_id=window_id,
    )
    uow.record(TicketSuspended(**fields, suspend_kind=kind))
    return {"ticket_id": ticket.id, "visit_id": visit.id, "code": code}


def resume(
    uow: UnitOfWork,
    *,
    window_id: int,
    account_id: int,
    ticket_id: int | None,
    code: str | None,
    token: str | None = None,
) -> dict[str, Any]:
    """恢复: serve a suspended ticket again, found by id, by the citizen's code or by a notice.

    `token` is what the QR code of a notice bears with which the ticket was suspended.

    Papers taken along: any window that serves its queue. Papers left behind, or a step
    elsewhere: only the window that suspended it.

    Raises:
        NotFound: no suspended ticket has this code.
        Forbidden: not at this window (`window_id` names the right one, if there is one).
    """
    window = serving_window(uow, window_id, account_id)
    ticket = _suspended(uow, ticket_id, code, token)
    _check_resumable_here(uow, ticket, window_id)
    withdraw_rating(uow, window_id)
    visit_id = uow.insert(
        visits,
        hall_id=uow.hall.id,
        ticket_id=ticket.id,
        queue_id=ticket.queue_id,
        window_id=window_id,
        account_id=account_id,
        called_at=uow.now,
        last_called_at=uow.now,
        calls=0,
        announced_calls=0,
        started_at=uow.now,
    )
    moved = move_ticket(
        uow,
        ticket,
        Trigger.RESUME,
        visit_id=visit_id,
        suspend_kind=None,
        suspend_code=None,
        suspend_window_id=None,
    )
    at_window: dict[str, Any] = {**moved, "visit_id": visit_id, "window_id": window_id}
    if ticket.channel == ADMITTED:
        uow.record(TicketAdmitted(**at_window, channel=ADMITTED))
    else:
        shown: dict[str, Any] = {
            "window": window.number,
            "place": window.place,
            "called_at": uow.now,
        }
        uow.record(TicketResumed(**at_window, **shown))
    return {"ticket_id": ticket.id, "visit_id": visit_id}


def return_to_queue(uow: UnitOfWork, *, window_id: int, account_id: int) -> dict[str, Any]:
    """退回队列: the ticket waits again in its own queue, in its old place."""
    own_window(uow, window_id, account_id)
    ticket, visit, fields = end_current(uow, window_id, Trigger.RETURN)
    uow.record(TicketReturned(**fields))
    return {"ticket_id": ticket.id, "visit_id": visit.id}


def _suspended(
    uow: UnitOfWork, ticket_id: int | None, code: str | None, token: str | None
) -> TicketRow:
    if [ticket_id, code, token].count(None) != 2:
        raise InvalidInput("name exactly one of ticket_id, code and token")
    if ticket_id is not None:
        return uow.get(TicketRow, tickets, ticket_id)
    query = select(tickets).where(
        tickets.c.hall_id == uow.hall.id,
        tickets.c.state == State.SUSPENDED,
    )
    if token is None:
        query = query.where(tickets.c.suspend_code == code)
    else:
        # Suspended with this very notice: a code may have been given to somebody else since.
        query = query.join(notices, notices.c.ticket_id == tickets.c.id).where(
            notices.c.token == token, notices.c.suspend_code == tickets.c.suspend_code
        )
    found = uow.one(TicketRow, query)
    if found is None:
        raise NotFound("no suspended ticket has this code", what="code")
    return found


def _check_resumable_here(uow: UnitOfWork, ticket: TicketRow, window_id: int) -> None:
    if ticket.suspend_kind in (SuspendKind.WITH_DOCUMENTS, SuspendKind.AWAITING_STEP):
        if ticket.suspend_window_id != window_id:
            raise Forbidden("only its own window resumes it", window_id=ticket.suspend_window_id)
        return
    query = select(window_queues.c.rank).where(
        window_queues.c.window_id == window_id, window_queues.c.queue_id == ticket.queue_id
    )
    if ticket.suspend_window_id != window_id and uow.conn.execute(query).first() is None:
        raise Forbidden("this window does not serve the ticket's queue", window_id=None)


def _free_code(uow: UnitOfWork) -> str:
    taken = select(tickets.c.suspend_code).where(
        tickets.c.hall_id == uow.hall.id, tickets.c.state == State.SUSPENDED
    )
    used = set(uow.conn.execute(taken).scalars())
    while (code := f"{secrets.randbelow(1_000_000):06d}") in used:
        pass
    return code
