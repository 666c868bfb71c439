"""Who has only a few people ahead, told so that loudspeakers can say it."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from server.domain.events import TicketNear
from server.domain.lifecycle import State
from server.store.hall_tables import queues, zones
from server.store.prepared import Prepared
from server.store.ticket_rows import TicketRow
from server.store.ticket_tables import tickets
from server.store.unit_of_work import UnitOfWork


def note_near(uow: UnitOfWork, called: TicketRow) -> None:
    """After a call, tell who now has as many people ahead as the zone wants to be told of.

    Nothing is read of the queue where the hall does not want it. The same ticket may be told of
    again, when somebody comes in before it; loudspeakers say it once.
    """
    zone_id, voice = _ZONE.one(uow.conn, queue=called.queue_id)
    ahead = {**uow.hall.voice, **voice}.get("ahead")
    if ahead is None:
        return
    near = _NTH.one_or_none(uow.conn, hall=uow.hall.id, queue=called.queue_id, ahead=ahead)
    if near is not None:
        uow.record(
            TicketNear(
                ticket_id=near.id,
                number=near.number,
                queue_id=called.queue_id,
                zone_id=zone_id,
                ahead=ahead,
            )
        )


_ZONE = Prepared(
    select(zones.c.id, zones.c.voice)
    .join(queues, queues.c.zone_id == zones.c.id)
    .where(queues.c.id == bindparam("queue"))
)
# In the order in which a ticket's own page counts who is before it.
_NTH = Prepared(
    select(tickets.c.id, tickets.c.number)
    .where(
        tickets.c.hall_id == bindparam("hall"),
        tickets.c.state == State.WAITING,
        tickets.c.queue_id == bindparam("queue"),
    )
    .order_by(tickets.c.priority.desc(), tickets.c.order_at, tickets.c.id)
    .limit(1)
    .offset(bindparam("ahead"))
)
