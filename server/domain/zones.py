"""Where a ticket waits that is sent to a zone."""

from __future__ import annotations

from collections.abc import Iterable, Set

from server.domain.errors import ZoneTakesNone


def queue_in_zone(called: Set[int], *, needed: Iterable[int], default: int | None) -> int:
    """The queue of a zone in which a ticket waits that is sent there.

    It is the queue that handles what the ticket is for; in a zone that handles none of it, the
    zone's own queue for all who are sent there.

    Args:
        called: the zone's queues that a window serves; nobody is sent where nobody calls.
        needed: the queues of the ticket's items, the most needed first.
        default: the zone's queue for whoever is sent there; None where none was chosen.

    Raises:
        ZoneTakesNone: neither of the two is called.
    """
    for queue_id in needed:
        if queue_id in called:
            return queue_id
    if default is not None and default in called:
        return default
    raise ZoneTakesNone("no queue of the zone takes this ticket")
