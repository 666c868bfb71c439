"""叫号: call, recall, start, pass; who comes up, and who never does by himself."""

import pytest

from server.domain.clock import to_wire
from server.domain.errors import (
    NoCurrentTicket,
    NotFound,
    NotYourWindow,
    QueueEmpty,
    WindowBusy,
    WindowNotOpen,
    WrongState,
)
from server.services import calling
from tests.server.booking import Bookings


def test_who_came_first_is_called_first(hall, desk):
    hall.issue("A")
    hall.issue("A")

    assert desk.call_next() == "A001"
    assert hall.states() == {"A001": "called", "A002": "waiting"}


def test_the_windows_first_task_goes_first(hall, desk, other_desk):
    hall.issue("A")
    hall.issue("B")

    assert other_desk.call_next() == "B001"
    assert desk.call_next() == "A001"


def test_priority_goes_first_until_somebody_has_waited_too_long(hall, desk, clock):
    hall.issue("A")
    clock.forward(minutes=39)
    hall.issue("P")
    hall.issue("P")

    assert desk.serve() == "P001"
    clock.forward(minutes=2)
    assert desk.serve() == "A001"
    assert desk.serve() == "P002"


def test_a_window_calls_nobody_it_does_not_serve(hall):
    hall.issue("A")

    with pytest.raises(QueueEmpty):
        hall.sit("3").call_next()


def test_an_empty_hall_has_nobody_to_call(desk):
    with pytest.raises(QueueEmpty):
        desk.call_next()


def test_two_windows_never_call_the_same_person(hall, desk, other_desk):
    hall.issue("A")
    desk.call_next()

    with pytest.raises(QueueEmpty):
        other_desk.call_next()


def test_a_second_press_calls_nobody_else(hall, desk):
    hall.issue("A")
    hall.issue("A")
    desk.call_next()

    with pytest.raises(WindowBusy) as refused:
        desk.call_next()

    assert refused.value.fields == {"ticket_id": hall.ticket("A001").id}
    assert hall.state("A002") == "waiting"


def test_a_retried_request_is_the_same_call(hall, desk):
    hall.issue("A")
    hall.issue("A")

    assert desk.call_next(request_id="press") == desk.call_next(request_id="press") == "A001"
    assert hall.visit("A001").calls == 1
    assert hall.state("A002") == "waiting"


def test_the_clerk_is_told_why_and_so_is_the_record(hall, desk, clock):
    hall.issue("A")
    clock.forward(minutes=12)
    desk.call_next()

    why = {"rule": "longest_wait", "zh": "等候最久，已等 12 分钟", "en": "Longest wait: 12 min"}
    assert hall.visit("A001").why == why
    assert desk.view()["current"]["why"] == why


def test_a_call_says_where_to_go_and_until_when_it_is_worth_speaking(hall, desk, clock):
    hall.issue("A")
    called_at = clock.forward(minutes=1)
    desk.call_next()

    body = hall.events()[-1]["body"]
    assert (body["number"], body["window"], body["place"]) == ("A001", "1", "一层东侧")
    assert (body["calls"], body["called_at"]) == (1, to_wire(called_at))
    assert body["speak_until"] == to_wire(clock.forward(seconds=60))


def test_recall_keeps_the_time_of_the_first_call(hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    first = clock.now()
    again = clock.forward(seconds=40)

    desk.recall()

    visit = hall.visit("A001")
    assert (visit.called_at, visit.last_called_at, visit.calls) == (first, again, 2)
    assert hall.state("A001") == "called"


def test_recall_is_announced_again_with_a_fresh_deadline(hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    clock.forward(seconds=40)
    desk.recall()

    first, second = hall.events()[-2:]
    assert (first["kind"], second["kind"]) == ("ticket.called", "ticket.recalled")
    assert second["body"]["calls"] == 2
    assert second["body"]["speak_until"] == to_wire(clock.forward(seconds=60))


def test_nobody_is_recalled_who_is_being_served(hall, desk):
    hall.issue("A")
    desk.call_next()
    desk.start()

    with pytest.raises(WrongState):
        desk.recall()


def test_service_begins_at_start(hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    began = clock.forward(seconds=25)

    desk.start()

    assert hall.visit("A001").started_at == began
    assert hall.state("A001") == "serving"


@pytest.mark.parametrize("step", ["recall", "start", "pass_", "suspend", "return_", "finish"])
def test_a_window_without_a_ticket_can_do_nothing_with_it(desk, step):
    with pytest.raises(NoCurrentTicket):
        getattr(desk, step)()


def test_a_passed_ticket_never_comes_up_by_itself(hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    desk.pass_("无人应答")
    clock.forward(hours=2)

    assert hall.state("A001") == "passed"
    assert hall.visit("A001").note == "无人应答"
    with pytest.raises(QueueEmpty):
        desk.call_next()


def test_who_is_being_served_has_not_been_missed(hall, desk):
    hall.issue("A")
    desk.call_next()
    desk.start()

    with pytest.raises(WrongState):
        desk.pass_()


def test_a_missed_ticket_is_brought_back_behind_the_first_three(hall, desk, clock):
    for _ in range(6):
        hall.issue("A")
        clock.forward(minutes=1)
    desk.call_next()
    desk.pass_()

    hall.bring_back("A001")

    assert [desk.serve() for _ in range(6)] == ["A002", "A003", "A004", "A001", "A005", "A006"]


def test_a_hall_may_bring_back_further_forward(hall, desk, clock):
    hall.set_policy(bring_back_after=1)
    for _ in range(3):
        hall.issue("A")
        clock.forward(minutes=1)
    desk.call_next()
    desk.pass_()

    hall.bring_back("A001")

    assert [desk.serve() for _ in range(3)] == ["A002", "A001", "A003"]


def test_other_queues_do_not_count_when_a_ticket_is_brought_back(hall, desk, clock):
    hall.issue("A")
    for prefix in "BBBA":
        clock.forward(minutes=1)
        hall.issue(prefix)
    desk.call_next()
    desk.pass_()

    clock.forward(minutes=1)
    hall.bring_back("A001")

    assert [desk.serve(), desk.serve()] == ["A002", "A001"]


def test_a_ticket_brought_back_keeps_its_number_and_first_arrival(hall, desk, clock):
    arrived = clock.now()
    hall.issue("A")
    desk.call_next()
    desk.pass_()
    clock.forward(minutes=20)

    hall.bring_back("A001")

    assert (hall.ticket("A001").number, hall.ticket("A001").joined_at) == ("A001", arrived)


def test_only_a_missed_ticket_is_brought_back(hall, desk):
    hall.issue("A")

    with pytest.raises(WrongState):
        hall.bring_back("A001")


def test_nobody_calls_at_a_window_that_is_not_his(hall, desk):
    hall.issue("A")
    stranger = type(desk)(hall, "1", clerk=2)

    with pytest.raises(NotYourWindow):
        stranger.call_next()


def test_a_window_where_nobody_sits_calls_nobody(hall, desk):
    hall.issue("A")
    desk.close()

    with pytest.raises(WindowNotOpen):
        desk.call_next()


def test_a_call_is_spoken_once_however_often_the_loudspeaker_says_so(hall, desk):
    hall.issue("A")
    desk.call_next()
    visit_id = hall.visit("A001").id

    for _ in range(2):
        hall.run(calling.note_announced, visit_id=visit_id, calls=1, outcome="spoken")

    assert hall.kinds().count("call.announced") == 1
    assert hall.visit("A001").announced_calls == 1


def test_a_call_that_was_dropped_as_stale_was_not_spoken(hall, desk):
    hall.issue("A")
    desk.call_next()

    hall.run(calling.note_announced, visit_id=hall.visit("A001").id, calls=1, outcome="dropped")

    assert hall.visit("A001").announced_calls == 0


def test_nobody_announces_a_call_of_another_hall(hall, other_hall, desk):
    hall.issue("A")
    desk.call_next()

    with pytest.raises(NotFound):
        other_hall.run(
            calling.note_announced, visit_id=hall.visit("A001").id, calls=1, outcome="spoken"
        )


def test_a_citizen_who_gives_up_while_called_frees_the_window(hall, desk, clock):
    hall.issue("A")
    hall.issue("A")
    desk.call_next()
    gone = clock.forward(seconds=30)

    hall.cancel("A001")

    visit = hall.visit("A001")
    assert (hall.state("A001"), visit.ended_at, visit.ended_by) == ("cancelled", gone, "cancel")
    assert hall.events()[-1]["body"]["window_id"] == desk.window_id
    assert desk.call_next() == "A002"


def test_a_citizen_who_waits_may_give_up(hall, desk):
    hall.issue("A")
    hall.cancel("A001")

    assert hall.events()[-1]["body"]["window_id"] is None
    with pytest.raises(QueueEmpty):
        desk.call_next()


def test_nobody_gives_up_in_the_middle_of_service(hall, desk):
    hall.issue("A")
    desk.call_next()
    desk.start()

    with pytest.raises(WrongState):
        hall.cancel("A001")


def test_a_ticket_issued_by_mistake_is_taken_out_even_from_a_window(hall, desk):
    hall.issue("A")
    hall.issue("A")
    desk.call_next()
    desk.start()

    hall.void("A001")

    assert (hall.state("A001"), hall.visit("A001").ended_by) == ("void", "void")
    assert desk.call_next() == "A002"


@pytest.mark.parametrize("end", ["cancel", "void"])
def test_what_has_ended_does_not_end_again(hall, desk, end):
    hall.issue("A")
    desk.serve()

    with pytest.raises(WrongState):
        getattr(hall, end)("A001")


def test_the_clerk_reads_of_the_appointment_and_of_the_true_wait(hall, desk, clock):
    """Who comes three minutes late has the place of the slot, and has waited since coming."""
    bookings = Bookings(hall)
    appointment = bookings.book("09:20")
    hall.issue("A")
    clock.forward(minutes=23)
    bookings.check_in(appointment)
    clock.forward(minutes=2)

    assert desk.call_next() == "A002"
    assert desk.view()["current"]["why"] == {
        "rule": "priority",
        "zh": "预约：按时到场，已等 2 分钟",
        "en": "On time; has waited 2 min (appointment)",
    }


def test_who_came_too_late_for_an_appointment_waits_like_everybody(hall, desk, clock):
    bookings = Bookings(hall)
    appointment = bookings.book("09:20")
    clock.forward(minutes=50)
    bookings.check_in(appointment)
    clock.forward(minutes=2)
    desk.call_next()

    assert desk.view()["current"]["why"]["zh"] == "等候最久，已等 2 分钟"


def test_an_appointment_chosen_by_hand_has_waited_since_its_citizen_came(hall, desk, clock):
    bookings = Bookings(hall)
    appointment = bookings.book("09:20")
    clock.forward(minutes=23)
    number = bookings.check_in(appointment)
    clock.forward(minutes=2)
    desk.call(number, reason="带小孩")

    assert desk.view()["current"]["why"]["zh"] == "指定呼叫：带小孩，已等 2 分钟"
