"""Reads of where a ticket would wait in each zone of its hall."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from server.domain.errors import ZoneTakesNone
from server.domain.zones import queue_in_zone
from server.store.prepared import Prepared
from server.store.rows import ZoneRow
from server.store.tables import items, queues, ticket_items, window_queues, zones


def zones_of(conn: Connection, hall_id: int) -> list[ZoneRow]:
    """The hall's zones, in its order."""
    return [ZoneRow(*row) for row in _ZONES.all(conn, hall=hall_id)]


def target_queue(conn: Connection, zone: ZoneRow, ticket_id: int) -> int:
    """The queue of a zone in which a ticket waits that is sent there.

    Raises:
        ZoneTakesNone: there is none.
    """
    called = {queue_id for (queue_id,) in _CALLED.all(conn, zone=zone.id)}
    # What is still to do comes before what has been done.
    needed = [queue_id for (queue_id,) in _NEEDED.all(conn, ticket=ticket_id)]
    return queue_in_zone(called, needed=needed, default=zone.default_queue_id)


def zone_targets(
    conn: Connection, hall_id: int, ticket_id: int, *, but: int
) -> list[tuple[ZoneRow, int]]:
    """(zone, queue there) of the hall's zones, other than one, that take a ticket."""
    targets = []
    for zone in zones_of(conn, hall_id):
        if zone.id == but:
            continue
        try:
            targets.append((zone, target_queue(conn, zone, ticket_id)))
        except ZoneTakesNone:
            continue
    return targets


_ZONES = Prepared(
    select(zones).where(zones.c.hall_id == bindparam("hall")).order_by(zones.c.position, zones.c.id)
)
_CALLED = Prepared(
    select(queues.c.id)
    .join(window_queues, window_queues.c.queue_id == queues.c.id)
    .where(queues.c.zone_id == bindparam("zone"))
    .distinct()
)
_NEEDED = Prepared(
    select(items.c.queue_id)
    .join(ticket_items, ticket_items.c.item_id == items.c.id)
    .where(ticket_items.c.ticket_id == bindparam("ticket"))
    .order_by(ticket_items.c.finished_at.is_not(None), ticket_items.c.position)
)
