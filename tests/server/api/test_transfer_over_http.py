"""转移 to a zone through the API, as the console does it."""


def test_the_desk_offers_a_zone_and_the_ticket_goes_there(clerk, kiosk, hall):
    kiosk.issue("A")
    desk = clerk.at("1", "call-next").body
    (west,) = desk["zones"]
    assert (west["zone_id"], west["queue_id"]) == (hall.zones["west"], hall.queues["H"])

    answer = clerk.at("1", "transfer", zone_id=west["zone_id"])

    assert (answer.status, answer.body["current"]) == (200, None)
    assert answer.body["zones"] == []
    assert hall.ticket("A001").queue_id == hall.queues["H"]


def test_a_zone_that_takes_it_not_is_a_refusal_with_its_code(people, kiosk, hall):
    west = people.clerk(3)
    west.at("3", "open")
    kiosk.issue("H")
    west.at("3", "call-next")

    assert west.at("3", "transfer", zone_id=hall.zones["east"]).refusal == (409, "zone_takes_none")
    assert west.at("3", "transfer").refusal == (422, "invalid")
    assert hall.state("H100") == "called"
