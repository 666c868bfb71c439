"""Who is told that only a few are ahead, and who is not."""

import pytest
from sqlalchemy import update

from server.store.hall_tables import halls, zones


def near(hall):
    return [
        (event["body"]["number"], event["body"]["ahead"])
        for event in hall.events()
        if event["kind"] == "ticket.near"
    ]


@pytest.fixture
def reminding(hall):
    """Sets what a hall, or a zone, says of reminders."""

    def set_to(table, row_id, **voice):
        hall.set_up(update(table).where(table.c.id == row_id).values(voice=voice))

    return set_to


def test_nobody_is_told_unless_the_hall_wants_it(hall, desk):
    hall.issue("A")
    hall.issue("A")

    desk.call_next()

    assert near(hall) == []


def test_a_call_tells_who_has_so_many_ahead_now(hall, desk, reminding):
    reminding(halls, hall.hall_id, ahead=2)
    for _ in range(4):
        hall.issue("A")

    desk.call_next()

    assert near(hall) == [("A004", 2)]


def test_a_zone_goes_before_its_hall(hall, desk, reminding):
    reminding(halls, hall.hall_id, ahead=5)
    reminding(zones, hall.zones["east"], ahead=1)
    for _ in range(3):
        hall.issue("A")

    desk.call_next()

    assert near(hall) == [("A003", 1)]


def test_where_fewer_wait_nobody_is_told(hall, desk, reminding):
    reminding(halls, hall.hall_id, ahead=3)
    hall.issue("A")
    hall.issue("A")

    desk.call_next()

    assert near(hall) == []
