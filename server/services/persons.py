"""One person, one waiting number; so many numbers a day; and forgetting who it was."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from server.domain.errors import AlreadyWaiting
from server.domain.issuing_rules import Identification, demand_within_limit
from server.domain.persons import Person
from server.store.hall_rows import QueueRow
from server.store.issued import drawn_by, waiting_ticket_of
from server.store.notice_tables import notices
from server.store.ticket_tables import tickets
from server.store.unit_of_work import UnitOfWork


def admit(uow: UnitOfWork, queue: QueueRow, person: Person | None) -> Person | None:
    """Let somebody draw a number of this queue, or refuse.

    Returns:
        who to note on the ticket: nobody, where the queue does not ask.

    Raises:
        IdentificationRequired: the queue asks, and nobody said who it is.
        AlreadyWaiting: this person waits in the queue already, with `number` and `ticket_id`.
        PersonLimit: this person has had as many numbers today, of the queue or of the hall.
    """
    rules = queue.issuing
    rules.demand_person(is_known=person is not None)
    if person is None or rules.identification is Identification.NONE:
        return None
    earlier = waiting_ticket_of(uow.conn, queue, person.hash)
    # Called out by voice, a number waits for ever: its holder may have been served long ago.
    if earlier is not None and uow.hall.stages.consoles:
        raise AlreadyWaiting(
            "this person waits in the queue already",
            number=earlier.number,
            ticket_id=earlier.id,
        )
    hall_id = uow.hall.id
    limits = (("queue", queue.id, rules.person_daily_limit),
              ("hall", None, uow.hall.policy.person_daily_limit))  # fmt: skip
    for scope, queue_id, limit in limits:
        if limit is not None:
            drawn = drawn_by(uow.conn, hall_id, person.hash, uow.day, queue_id=queue_id)
            demand_within_limit(drawn=drawn, limit=limit, scope=scope)
    return person


def forget_persons(uow: UnitOfWork) -> None:
    """Erase who drew the tickets of days long past, and who came for somebody else.

    The tickets and notices stay, and the figures on them.
    """
    last = uow.day - timedelta(days=uow.hall.policy.forget_persons_after_days)
    uow.conn.execute(
        update(tickets)
        .where(
            tickets.c.hall_id == uow.hall.id,
            tickets.c.person_hash.is_not(None),
            tickets.c.day < last,
        )
        .values(person_hash=None, person_mask=None)
    )
    uow.conn.execute(
        update(notices)
        .where(
            notices.c.hall_id == uow.hall.id,
            notices.c.agent_mask.is_not(None),
            notices.c.day < last,
        )
        .values(agent_mask=None)
    )
