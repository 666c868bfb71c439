"""Reads of where a ticket would wait in each zone of its hall."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from server.domain.errors import ZoneTakesNone
from server.domain.zones import queue_in_zone
from server.store.hall_rows import ZoneRow
from server.store.hall_tables import items, queues, window_queues, zones
from server.store.prepared import Prepared
from server.store.ticket_tables import ticket_items


def zones_of(conn: Connection, hall_id: int) -> list[ZoneRow]:
    """The hall's zones, in its order."""
    return [ZoneRow(*row) for row in _ZONES.all(conn, hall=hall_id)]


def target_queue(conn: Connection, zone: ZoneRow, ticket_id: int) -> int:
    """The queue of a zone in which a ticket waits that is sent there.

    Raises:
        ZoneTakesNone: there is none.
    """
    called = _called(conn, zone.hall_id).get(zone.id, set())
    needed = _needed(conn, ticket_id)
    return queue_in_zone(called, needed=needed, default=zone.default_queue_id)


def zone_targets(
    conn: Connection, hall_id: int, ticket_id: int, *, but: int
) -> list[tuple[ZoneRow, int]]:
    """(zone, queue there) of the hall's zones, other than one, that take a ticket."""
    called, needed = _called(conn, hall_id), _needed(conn, ticket_id)
    targets = []
    for zone in zones_of(conn, hall_id):
        if zone.id == but:
            continue
        there = called.get(zone.id, set())
        try:
            queue_id = queue_in_zone(there, needed=needed, default=zone.default_queue_id)
        except ZoneTakesNone:
            continue
        targets.append((zone, queue_id))
    return targets


def _called(conn: Connection, hall_id: int) -> dict[int, set[int]]:
    """Zone -> its queues that a window serves."""
    called: dict[int, set[int]] = {}
    for zone_id, queue_id in _CALLED.all(conn, hall=hall_id):
        called.setdefault(zone_id, set()).add(queue_id)
    return called


def _needed(conn: Connection, ticket_id: int) -> list[int]:
    """The queues of the ticket's items; what is still to do comes before what has been done."""
    return list(_NEEDED.scalars(conn, ticket=ticket_id))


_ZONES = Prepared(
    select(zones).where(zones.c.hall_id == bindparam("hall")).order_by(zones.c.position, zones.c.id)
)
_CALLED = Prepared(
    select(queues.c.zone_id, queues.c.id)
    .join(window_queues, window_queues.c.queue_id == queues.c.id)
    .where(queues.c.hall_id == bindparam("hall"))
    .distinct()
)
_NEEDED = Prepared(
    select(items.c.queue_id)
    .join(ticket_items, ticket_items.c.item_id == items.c.id)
    .where(ticket_items.c.ticket_id == bindparam("ticket"))
    .order_by(ticket_items.c.finished_at.is_not(None), ticket_items.c.position)
)
