"""Several items on one ticket with times of their own, and tickets that go from queue to queue."""

import pytest
from sqlalchemy import select, update

from server.domain.clock import to_wire
from server.domain.errors import NotFound, WrongState
from server.store import hall_tables, ticket_tables


def test_each_item_has_its_own_time(hall, desk, clock):
    hall.issue_for(package_id=hall.packages["both"])
    desk.call_next()
    desk.start()
    desk.begin("HOME1")
    clock.forward(minutes=5)
    desk.begin("CARD1")
    clock.forward(minutes=2)
    desk.finish()

    assert minutes_of(hall) == {"HOME1": 5, "CARD1": 2}


def test_an_item_nobody_began_has_no_time(hall, desk, clock):
    hall.issue_for(package_id=hall.packages["both"])
    desk.call_next()
    desk.start()
    desk.begin("CARD1")
    clock.forward(minutes=2)
    desk.finish()

    assert minutes_of(hall) == {"HOME1": None, "CARD1": 2}


def test_what_was_really_needed_joins_the_ticket(hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    desk.start()

    desk.begin("CARD1")

    assert [item["name"] for item in desk.view()["current"]["ticket"]["items"]] == ["申领社保卡"]


def test_the_console_sees_which_item_runs(hall, desk, clock):
    hall.issue_for(package_id=hall.packages["both"])
    desk.call_next()
    desk.start()
    desk.begin("HOME1")

    first, second = desk.view()["current"]["ticket"]["items"]

    assert (first["started_at"], first["finished_at"]) == ("2026-11-24T01:00:00.000Z", None)
    assert (second["started_at"], second["finished_at"]) == (None, None)


@pytest.mark.parametrize("leave", ["transfer", "suspend"])
def test_an_item_left_half_done_does_not_run_on_while_nobody_handles_it(
    hall, desk, other_desk, clock, leave
):
    """Neither the way to another window nor the absence is time of the item."""
    hall.issue_for(item_id=hall.items["CARD1"])
    desk.call_next()
    desk.start()
    desk.begin("CARD1")
    clock.forward(minutes=2)
    if leave == "transfer":
        desk.transfer(window="2")
        clock.forward(minutes=20)
        other_desk.call_next()
        other_desk.start()
    else:
        code = desk.suspend()
        clock.forward(minutes=20)
        other_desk.resume(code=code)

    def item():
        (only,) = other_desk.view()["current"]["ticket"]["items"]
        return only["started_at"], only["finished_at"]

    assert item() == (None, None)
    other_desk.begin("CARD1")
    assert item() == (to_wire(clock.now()), None)


def test_an_item_that_was_done_stays_done_at_the_next_window(hall, desk, other_desk, clock):
    hall.issue_for(package_id=hall.packages["both"])
    desk.call_next()
    desk.start()
    desk.begin("HOME1")
    clock.forward(minutes=2)
    desk.begin("CARD1")
    desk.transfer(window="2")
    other_desk.call_next()

    done, left = other_desk.view()["current"]["ticket"]["items"]
    assert (done["name"], done["finished_at"]) == ("查询不动产", to_wire(clock.now()))
    assert (left["name"], left["started_at"]) == ("申领社保卡", None)


def test_no_item_begins_before_its_citizen_is_here(hall, desk):
    hall.issue("A")
    desk.call_next()

    with pytest.raises(WrongState):
        desk.begin("HOME1")


def test_an_unknown_item_is_refused(hall, desk):
    hall.issue("A")
    desk.call_next()
    desk.start()
    hall.items["GONE"] = 10_000

    with pytest.raises(NotFound):
        desk.begin("GONE")


@pytest.fixture
def routed(hall):
    """The small hall, whose package begins in queue B and goes on to A."""
    hall.set_up(
        update(hall_tables.packages)
        .where(hall_tables.packages.c.id == hall.packages["both"])
        .values(route=[hall.queues["A"]])
    )
    return hall


def test_a_routed_ticket_goes_on_where_its_first_arrival_puts_it(routed, desk, clock):
    number = routed.issue_for(package_id=routed.packages["both"])
    desk.call_next()
    clock.forward(minutes=1)
    routed.issue("A")
    desk.start()
    desk.finish()

    assert routed.states() == {number: "waiting", "A001": "waiting"}
    assert routed.ticket(number).queue_id == routed.queues["A"]
    assert desk.call_next() == number


def test_only_the_last_step_ends_it_and_asks_for_a_rating(routed, desk):
    keypad = routed.add_keypad(desk.window)
    number = routed.issue_for(package_id=routed.packages["both"])
    desk.serve()
    assert keypad.asked() == []

    desk.serve()

    assert routed.states() == {number: "done"}
    assert keypad.asked() == [number]
    assert [visit.outcome for visit in routed.visits(number)] == ["accepted", "accepted"]


def test_displays_see_it_wait_in_the_next_queue(routed, desk):
    routed.issue_for(package_id=routed.packages["both"])
    desk.serve()

    board = routed.board()

    assert board["calls"] == []
    assert board["waiting"][str(routed.queues["A"])] == 1


def minutes_of(hall):
    """code -> minutes of handling, None where nobody began."""
    query = (
        select(
            hall_tables.items.c.code,
            ticket_tables.ticket_items.c.started_at,
            ticket_tables.ticket_items.c.finished_at,
        )
        .join(hall_tables.items, hall_tables.items.c.id == ticket_tables.ticket_items.c.item_id)
        .order_by(ticket_tables.ticket_items.c.position)
    )
    with hall.database.read() as conn:
        return {
            code: None if began is None else (ended - began).total_seconds() / 60
            for code, began, ended in conn.execute(query)
        }
