"""叫号: from the call to the moment the citizen is there, or is not."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from server.domain.appointments import Arrival
from server.domain.discipline import Discipline
from server.domain.errors import InvalidInput, QueueEmpty
from server.domain.events import (
    CallAnnounced,
    TicketCalled,
    TicketPassed,
    TicketRecalled,
    TicketStarted,
)
from server.domain.lifecycle import Trigger
from server.domain.priority import PriorityClass
from server.domain.queueing import Choice, choose_next
from server.domain.why import why
from server.services.asking_rating import withdraw_rating
from server.services.at_window import current, end_current, own_window, serving_window
from server.services.moving import move_ticket
from server.services.reminding import note_near
from server.store.authorised import scope_of
from server.store.hall_rows import QueueRow, WindowRow
from server.store.hall_tables import queues
from server.store.ticket_rows import AppointmentRow, TicketRow, VisitRow
from server.store.ticket_tables import appointments, tickets, visits
from server.store.unit_of_work import UnitOfWork
from server.store.waiting import callable_waiting, priority_run, serves_of


def call_next(uow: UnitOfWork, *, window_id: int, account_id: int) -> dict[str, Any]:
    """Call the ticket that the call policy chooses for this window.

    A citizen who has not pressed the keypad yet is no longer asked: the next one must not
    answer in the place of the last.

    Raises:
        QueueEmpty: nobody waits for what this window serves.
        WindowNotOpen, WindowBusy, NotYourWindow.
    """
    window = serving_window(uow, window_id, account_id)
    choice = _choose(uow, window_id, account_id)
    if choice is None:
        raise QueueEmpty("nobody waits for this window")
    ticket = uow.get(TicketRow, tickets, choice.ticket_id)
    return call_ticket(
        uow, window, ticket, account_id=account_id, why=_explained(uow, choice, ticket)
    )


def call_ticket(
    uow: UnitOfWork,
    window: WindowRow,
    ticket: TicketRow,
    *,
    account_id: int,
    why: dict[str, str],
) -> dict[str, Any]:
    """Call this ticket to this window, which has been found free for it."""
    withdraw_rating(uow, window.id)
    visit_id = uow.insert(
        visits,
        hall_id=uow.hall.id,
        ticket_id=ticket.id,
        queue_id=ticket.queue_id,
        window_id=window.id,
        account_id=account_id,
        called_at=uow.now,
        last_called_at=uow.now,
        calls=1,
        announced_calls=0,
        why=why,
    )
    moved = move_ticket(uow, ticket, Trigger.CALL, visit_id=visit_id, target_window_id=None)
    uow.record(TicketCalled(**moved, **_call_fields(uow, window, visit_id, calls=1)))
    note_near(uow, ticket)
    return {"ticket_id": ticket.id, "visit_id": visit_id}


def recall(uow: UnitOfWork, *, window_id: int, account_id: int) -> dict[str, Any]:
    """Call the present ticket once more; the time of its first call stays.

    Raises:
        TooManyCalls, TooSoon: against the queue's calling discipline.
    """
    window = own_window(uow, window_id, account_id)
    ticket, visit = current(uow, window_id)
    moved = move_ticket(uow, ticket, Trigger.RECALL)
    discipline_of(uow, visit).demand_recall(
        calls=visit.calls, last_called_at=visit.last_called_at, now=uow.now
    )
    calls = visit.calls + 1
    uow.update(visits, visit.id, calls=calls, last_called_at=uow.now)
    uow.record(TicketRecalled(**moved, **_call_fields(uow, window, visit.id, calls=calls)))
    return {"ticket_id": ticket.id, "visit_id": visit.id}


def start(uow: UnitOfWork, *, window_id: int, account_id: int) -> dict[str, Any]:
    """The citizen is at the window: service begins."""
    own_window(uow, window_id, account_id)
    ticket, visit = current(uow, window_id)
    moved = move_ticket(uow, ticket, Trigger.START)
    uow.update(visits, visit.id, started_at=uow.now)
    uow.record(TicketStarted(**moved, visit_id=visit.id, window_id=window_id))
    return {"ticket_id": ticket.id, "visit_id": visit.id}


def pass_ticket(
    uow: UnitOfWork, *, window_id: int, account_id: int, reason: str | None
) -> dict[str, Any]:
    """过号: nobody came. The ticket can be brought back, but never comes up by itself.

    Raises:
        TooSoon: against the queue's calling discipline.
    """
    own_window(uow, window_id, account_id)
    ticket, visit, fields = end_current(uow, window_id, Trigger.PASS)
    discipline_of(uow, visit).demand_pass(
        calls=visit.calls, last_called_at=visit.last_called_at, now=uow.now
    )
    if reason is not None:
        uow.update(visits, visit.id, note=reason)
    uow.record(TicketPassed(**fields))
    return {"ticket_id": ticket.id, "visit_id": visit.id}


def discipline_of(uow: UnitOfWork, visit: VisitRow) -> Discipline:
    """The calling discipline of the queue that a visit belongs to."""
    return uow.get(QueueRow, queues, visit.queue_id).discipline


def note_announced(
    uow: UnitOfWork, *, visit_id: int, calls: int, outcome: str, why: str | None = None
) -> dict[str, Any]:
    """A speaking device says that it has spoken a call, or that it does not, and why.

    What was spoken once stays spoken, whatever a second loudspeaker says; a repeated
    acknowledgement changes nothing.

    Raises:
        InvalidInput: a call that was never made.
    """
    visit = uow.get(VisitRow, visits, visit_id)
    if calls > visit.calls:
        raise InvalidInput("the visit has not been called so often", calls=visit.calls)
    is_news = calls > visit.announced_calls
    if outcome == "spoken" and is_news:
        uow.update(visits, visit.id, announced_calls=calls)
    elif is_news and calls > (visit.unspoken_calls or 0):
        uow.update(visits, visit.id, unspoken_calls=calls, unspoken_why=why)
    else:
        return {"visit_id": visit.id}
    uow.record(
        CallAnnounced(
            visit_id=visit.id,
            ticket_id=visit.ticket_id,
            window_id=visit.window_id,
            calls=calls,
            outcome=outcome,
        )
    )
    return {"visit_id": visit.id}


def _explained(uow: UnitOfWork, choice: Choice, ticket: TicketRow) -> dict[str, str]:
    said = why(
        choice,
        PriorityClass(ticket.priority_class),
        appointed=_is_appointed(uow, ticket),
        here_for=uow.now - ticket.joined_at,
    )
    return asdict(said)


def _is_appointed(uow: UnitOfWork, ticket: TicketRow) -> bool:
    if ticket.appointment_id is None:
        return False
    appointment = uow.get(AppointmentRow, appointments, ticket.appointment_id)
    return appointment.arrival == Arrival.ON_TIME


def _choose(uow: UnitOfWork, window_id: int, account_id: int) -> Choice | None:
    serves, waiting = callable_waiting(
        uow.conn,
        uow.hall.id,
        serves_of(uow.conn, window_id),
        window_id=window_id,
        scope=scope_of(uow.conn, uow.hall, account_id, uow.day),
        in_front=1,
    )
    policy = uow.hall.call_policy
    run = priority_run(uow.conn, window_id, limit=policy.ratio) if policy.ratio else 0
    return choose_next(
        waiting,
        serves,
        window_id=window_id,
        now=uow.now,
        policy=policy,
        priority_run=run,
    )


def _call_fields(
    uow: UnitOfWork, window: WindowRow, visit_id: int, *, calls: int
) -> dict[str, Any]:
    return {
        "visit_id": visit_id,
        "window_id": window.id,
        "window": window.number,
        "place": window.place,
        "calls": calls,
        "called_at": uow.now,
        "speak_until": uow.now + uow.hall.speak_for,
    }
