"""In which queue of a zone a ticket waits that is sent there."""

import pytest

from server.domain.errors import ZoneTakesNone
from server.domain.zones import queue_in_zone


@pytest.mark.parametrize(
    ("needed", "default", "queue"),
    [
        ([12], 11, 12),
        ([99, 12, 11], None, 12),
        ([99], 11, 11),
        ([], 11, 11),
    ],
    ids=[
        "its item's queue, not the default",
        "the most needed of those in the zone",
        "the default when its items belong elsewhere",
        "the default when it has no item",
    ],
)
def test_a_ticket_waits_where_it_is_handled_and_else_in_the_zones_own_queue(needed, default, queue):
    assert queue_in_zone({11, 12}, needed=needed, default=default) == queue


@pytest.mark.parametrize(
    ("needed", "default"),
    [([99], None), ([], 13), ([13], 13)],
    ids=["nothing of it here, no default", "nobody calls the default", "nobody calls its queue"],
)
def test_nobody_is_sent_where_nobody_calls(needed, default):
    with pytest.raises(ZoneTakesNone):
        queue_in_zone({11, 12}, needed=needed, default=default)
