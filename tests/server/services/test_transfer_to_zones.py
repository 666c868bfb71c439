"""转移 to a zone: the ticket waits in the right queue there, in its old place.

In the small hall the zone west has a queue for whoever is sent there (H); the zone east has none.
"""

import pytest
from sqlalchemy import update

from display.board import apply, from_json
from server.domain.errors import InvalidInput, NotFound, ZoneTakesNone
from server.store import hall_tables


@pytest.fixture
def serving(hall, desk):
    """Window 1 of the zone east, serving A001, which carries no item."""
    hall.issue("A")
    desk.call_next()
    desk.start()
    return desk


def move_item(hall, code, prefix):
    """Let an item belong to another queue."""
    this = hall_tables.items.c.id == hall.items[code]
    hall.set_up(update(hall_tables.items).where(this).values(queue_id=hall.queues[prefix]))


def test_number_first_arrival_and_seniority_stay(hall, serving, clock):
    arrived = hall.ticket("A001").joined_at
    clock.forward(minutes=5)
    hall.issue("H")
    west = hall.sit("3")

    serving.transfer(zone="west")

    ticket = hall.ticket("A001")
    assert (ticket.state, ticket.queue_id) == ("waiting", hall.queues["H"])
    assert (ticket.joined_at, ticket.order_at) == (arrived, arrived)
    assert [west.serve(), west.serve()] == ["A001", "H100"]


def test_it_waits_in_the_queue_that_handles_its_item(hall, desk):
    move_item(hall, "CARD1", "L")
    hall.issue_for(item_id=hall.items["HOME1"])
    hall.issue_for(package_id=hall.packages["both"])
    desk.call_next()
    desk.transfer(zone="west")
    desk.call_next()
    desk.transfer(zone="west")

    assert hall.ticket("B001").queue_id == hall.queues["H"]
    assert hall.ticket("B002").queue_id == hall.queues["L"]


def test_what_is_still_to_do_comes_before_what_is_done(hall, desk):
    move_item(hall, "HOME1", "H")
    move_item(hall, "CARD1", "L")
    hall.issue_for(package_id=hall.packages["both"])
    desk.call_next()
    desk.start()
    desk.begin("HOME1")
    desk.begin("CARD1")

    desk.transfer(zone="west")

    assert hall.ticket("B001").queue_id == hall.queues["L"]


def test_a_zone_without_a_queue_for_it_refuses_and_the_ticket_stays(hall, desk):
    west = hall.sit("3")
    hall.issue("H")
    west.call_next()

    with pytest.raises(ZoneTakesNone):
        west.transfer(zone="east")
    assert hall.state("H100") == "called"


def test_nobody_is_sent_to_a_default_queue_that_no_window_serves(hall, serving):
    hall.serve_no_more("H")

    with pytest.raises(ZoneTakesNone):
        serving.transfer(zone="west")
    assert hall.state("A001") == "serving"


def test_another_halls_zone_is_no_target(serving, other_hall):
    other = other_hall.zones["west"]
    serving.hall.zones["elsewhere"] = other

    with pytest.raises(NotFound):
        serving.transfer(zone="elsewhere")


@pytest.mark.parametrize("also", [{"queue": "B"}, {"window": "2"}], ids=["queue", "window"])
def test_a_zone_and_something_else_is_no_target(hall, serving, also):
    with pytest.raises(InvalidInput):
        serving.transfer(zone="west", **also)


def test_displays_of_both_zones_see_it_go(hall, serving):
    before = from_json(hall.board())
    serving.transfer(zone="west")

    event = hall.events()[-1]
    body = event["body"]
    assert (event["kind"], body["zone_id"]) == ("ticket.transferred", hall.zones["west"])
    assert (body["from_queue_id"], body["queue_id"]) == (hall.queues["A"], hall.queues["H"])
    assert body["target_window_id"] is None
    assert apply(before, event) == from_json(hall.board())


def test_the_desk_offers_the_zones_that_take_the_present_ticket(hall, serving):
    assert serving.view()["zones"] == [
        {
            "zone_id": hall.zones["west"],
            "name": "西区",
            "name_en": "West",
            "queue_id": hall.queues["H"],
            "queue": "从一百起",
        }
    ]


def test_the_desk_offers_no_zone_without_a_ticket_or_where_none_takes_it(hall, desk):
    west = hall.sit("3")
    hall.issue("H")
    assert desk.view()["zones"] == []

    west.call_next()
    assert west.view()["zones"] == []
