"""取号: who gets which number, and when none is given."""

import pytest
from sqlalchemy import select

from server.domain.clock import to_wire
from server.domain.errors import (
    HallClosed,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    NoWindowServes,
    NumbersUsedUp,
    QueueClosed,
)
from server.services import slips
from server.store.ticket_tables import ticket_items


def test_numbers_of_a_queue_follow_one_another(hall):
    assert [hall.issue("A"), hall.issue("B"), hall.issue("A")] == ["A001", "B001", "A002"]


def test_a_queue_may_begin_at_a_hundred(hall):
    assert [hall.issue("H"), hall.issue("H")] == ["H100", "H101"]


def test_numbers_begin_again_on_a_new_day(hall, clock):
    hall.issue("A")
    clock.set("2026-11-25 09:00")

    assert hall.issue("A") == "A001"
    assert [str(t.day) for t in hall.tickets()] == ["2026-11-24", "2026-11-25"]


def test_half_past_midnight_is_still_the_day_before(hall, clock):
    hall.set_policy(issue_outside_hours=True)
    clock.set("2026-11-24 23:50")
    hall.issue("A")
    clock.set("2026-11-25 00:30")

    assert hall.issue("A") == "A002"
    assert {str(t.day) for t in hall.tickets()} == {"2026-11-24"}


def test_a_ticket_remembers_when_it_came_and_how_many_stood_before_it(hall, clock):
    hall.issue("A")
    hall.issue("B")
    came = clock.forward(minutes=3)
    number = hall.issue("A")

    ticket = hall.ticket(number)
    assert (ticket.joined_at, ticket.order_at) == (came, came)
    assert ticket.ahead_at_issue == 1


def test_a_priority_queue_gives_priority(hall):
    assert hall.ticket(hall.issue("P")).priority == 1
    assert hall.ticket(hall.issue("A")).priority == 0


def test_nobody_guesses_a_neighbours_ticket(hall):
    tokens = [hall.ticket(hall.issue("A")).token for _ in range(20)]

    assert len(set(tokens)) == 20
    assert min(map(len, tokens)) >= 16


def test_an_item_leads_to_its_queue(hall):
    number = hall.issue_for(item_id=hall.items["HOME1"])

    assert number == "B001"
    assert _items(hall, number) == ["HOME1"]


def test_a_package_is_one_ticket_for_all_its_items_in_their_order(hall):
    number = hall.issue_for(package_id=hall.packages["both"])

    assert number == "B001"
    assert _items(hall, number) == ["HOME1", "CARD1"]


def test_one_must_say_what_for_and_only_once(hall):
    with pytest.raises(InvalidInput):
        hall.issue_for()
    with pytest.raises(InvalidInput):
        hall.issue_for(queue_id=hall.queues["A"], item_id=hall.items["CARD1"])


@pytest.mark.parametrize("what", ["queue_id", "item_id", "package_id"])
def test_what_the_hall_does_not_have_gets_no_number(hall, what):
    with pytest.raises(NotFound):
        hall.issue_for(**{what: 999})
    assert hall.tickets() == []


def test_a_closed_queue_gives_no_number_and_says_why(hall):
    hall.set_queue("A", is_open=False, closed_reason="系统维护")

    with pytest.raises(QueueClosed) as refused:
        hall.issue("A")
    assert refused.value.fields == {"reason": "系统维护"}
    assert hall.issue("B") == "B001"


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-24 08:00", "2026-11-24T00:30:00.000Z"),
        ("2026-11-24 12:00", "2026-11-24T05:30:00.000Z"),
        ("2026-11-27 17:30", "2026-11-30T00:30:00.000Z"),
    ],
    ids=["before opening", "over lunch", "for the weekend"],
)
def test_a_closed_hall_gives_no_number_and_says_when_it_opens(hall, clock, now, opens):
    clock.set(now)

    with pytest.raises(HallClosed) as refused:
        hall.issue("A")
    assert refused.value.fields == {"opens_at": opens}


def test_a_hall_may_give_numbers_at_any_hour(hall, clock):
    hall.set_policy(issue_outside_hours=True)
    clock.set("2026-11-28 23:00")

    assert hall.issue("A") == "A001"


def test_when_the_days_numbers_are_used_up_no_more_are_given(hall, clock):
    assert [hall.issue("L"), hall.issue("L")] == ["L001", "L002"]

    with pytest.raises(NumbersUsedUp):
        hall.issue("L")
    clock.set("2026-11-25 09:00")
    assert hall.issue("L") == "L001"


def test_a_cancelled_number_is_not_given_a_second_time(hall):
    hall.cancel(hall.issue("A"))

    assert hall.issue("A") == "A002"


def test_no_number_is_given_for_what_no_window_serves(hall):
    hall.serve_no_more("B")

    with pytest.raises(NoWindowServes):
        hall.issue("B")


def test_a_refused_citizen_takes_no_number_and_leaves_no_trace(hall):
    hall.serve_no_more("B")
    before = hall.seq()

    with pytest.raises(NoWindowServes):
        hall.issue("B")

    assert (hall.seq(), hall.tickets()) == (before, [])


def test_a_double_tap_is_one_ticket(hall):
    assert hall.issue("A", request_id="tap") == hall.issue("A", request_id="tap") == "A001"
    assert len(hall.tickets()) == 1
    assert hall.kinds() == ["ticket.issued"]


def test_a_repeated_request_is_answered_as_the_first_time_even_after_the_hall_has_closed(
    hall, clock
):
    hall.issue("A", request_id="tap")
    clock.set("2026-11-25 02:00")

    assert hall.issue("A", request_id="tap") == "A001"


def test_a_request_id_is_good_for_one_command(hall, desk):
    hall.issue("A", request_id="tap")

    with pytest.raises(IdempotencyKeyReused):
        desk.call_next(request_id="tap")
    assert hall.state("A001") == "waiting"


def test_a_request_id_is_good_for_one_actor(hall):
    hall.issue("A", request_id="tap", actor="station:1")

    with pytest.raises(IdempotencyKeyReused):
        hall.issue("A", request_id="tap", actor="station:2")


def test_a_refusal_leaves_the_request_id_free(hall, clock):
    clock.set("2026-11-24 08:00")
    with pytest.raises(HallClosed):
        hall.issue("A", request_id="tap")
    clock.set("2026-11-24 08:30")

    assert hall.issue("A", request_id="tap") == "A001"


def test_one_request_id_may_be_used_once_in_each_hall(hall, other_hall):
    assert hall.issue("A", request_id="tap") == "A001"
    assert other_hall.issue("A", request_id="tap") == "A001"
    assert len(other_hall.tickets()) == 1


def test_a_slip_is_pending_until_the_printer_has_spoken(hall):
    hall.issue("A")
    assert hall.ticket("A001").slip == "pending"

    hall.report_slip("A001", "printed")

    assert hall.ticket("A001").slip == "printed"
    assert hall.events()[-1]["body"]["slip"] == "printed"


def test_a_desk_prints_no_slip(hall):
    assert hall.ticket(hall.issue("A", channel="desk")).slip == "none"


def test_a_slip_that_failed_keeps_the_tickets_place(hall, desk):
    hall.issue("A")
    hall.issue("A")

    hall.report_slip("A001", "failed", "paper_out")

    assert (hall.ticket("A001").slip, hall.ticket("A001").slip_reason) == ("failed", "paper_out")
    assert desk.call_next() == "A001"


def test_a_printed_slip_stays_printed_whatever_is_reported_late(hall):
    hall.issue("A")
    hall.report_slip("A001", "printed")
    before = hall.seq()

    hall.report_slip("A001", "unknown")
    hall.report_slip("A001", "printed")

    assert hall.ticket("A001").slip == "printed"
    assert hall.seq() == before


def test_an_uncertain_slip_may_become_a_certain_one(hall):
    hall.issue("A")
    hall.report_slip("A001", "unknown", "no_reply")
    hall.report_slip("A001", "printed")

    assert hall.ticket("A001").slip == "printed"


def test_a_slip_state_that_does_not_exist_is_refused(hall):
    hall.issue("A")

    with pytest.raises(InvalidInput):
        hall.report_slip("A001", "perhaps")


def test_the_event_of_a_new_ticket_tells_what_displays_need(hall, clock):
    hall.issue("P", channel="desk")

    (event,) = hall.events()
    ticket = hall.ticket("P001")
    assert event == {
        "seq": 1,
        "hall_id": hall.hall_id,
        "kind": "ticket.issued",
        "at": to_wire(clock.now()),
        "day": "2026-11-24",
        "body": {
            "ticket_id": ticket.id,
            "number": "P001",
            "queue_id": hall.queues["P"],
            "zone_id": 1,
            "ticket_day": "2026-11-24",
            "from": None,
            "to": "waiting",
            "priority": 1,
            "channel": "desk",
        },
    }


def _items(hall, number):
    query = (
        select(ticket_items.c.item_id)
        .where(ticket_items.c.ticket_id == hall.ticket(number).id)
        .order_by(ticket_items.c.position)
    )
    codes = {item_id: code for code, item_id in hall.items.items()}
    with hall.database.read() as conn:
        return [codes[item_id] for item_id in conn.execute(query).scalars()]


def test_an_unknown_ticket_has_no_slip(hall):
    with pytest.raises(NotFound):
        hall.run(slips.report_slip, ticket_id=999, state="printed", reason=None)
