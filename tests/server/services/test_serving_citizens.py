"""办理: finish, suspend and resume, transfer, return."""

from datetime import timedelta

import pytest

from server.domain.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    NoWindowServes,
    QueueEmpty,
    WindowNotOpen,
    WrongState,
)


@pytest.fixture
def serving(hall, desk):
    """A001 is being served at window 1."""
    hall.issue("A")
    desk.call_next()
    desk.start()
    return desk


def test_a_visit_ends_with_its_outcome(hall, serving, clock):
    ended = clock.forward(minutes=6)

    serving.finish("collected", note="营业执照")

    visit = hall.visit("A001")
    assert hall.state("A001") == "done"
    assert (visit.outcome, visit.note, visit.ended_at) == ("collected", "营业执照", ended)


def test_nobody_is_finished_who_was_only_called(hall, desk):
    hall.issue("A")
    desk.call_next()

    with pytest.raises(WrongState):
        desk.finish()
    assert hall.visit("A001").outcome is None


def test_a_suspended_ticket_never_comes_up_by_itself(hall, serving, clock):
    serving.suspend()
    clock.forward(hours=1)

    with pytest.raises(QueueEmpty):
        serving.call_next()


def test_a_suspended_ticket_has_a_code_of_six_digits_which_displays_never_see(hall, serving):
    code = serving.suspend()

    assert len(code) == 6
    assert code.isdigit()
    assert code not in str([event["body"] for event in hall.events()])


def test_no_two_suspended_tickets_have_one_code(hall, desk):
    codes = []
    for _ in range(30):
        hall.issue("A")
        desk.call_next()
        desk.start()
        codes.append(desk.suspend())

    assert len(set(codes)) == 30


def test_the_time_away_is_no_time_of_service(hall, serving, clock):
    clock.forward(minutes=4)
    code = serving.suspend()
    clock.forward(hours=1)
    serving.resume(code=code)
    clock.forward(minutes=3)
    serving.finish()

    first, second = hall.visits("A001")
    assert first.ended_at - first.started_at == timedelta(minutes=4)
    assert second.ended_at - second.started_at == timedelta(minutes=3)
    assert (first.ended_by, second.ended_by) == ("suspend", "finish")


def test_who_comes_back_is_served_without_being_called(hall, serving):
    code = serving.suspend()
    serving.resume(code=code)

    assert hall.state("A001") == "serving"
    assert hall.visit("A001").calls == 0
    assert hall.kinds()[-2:] == ["ticket.suspended", "ticket.resumed"]


def test_a_code_is_good_once(hall, serving):
    code = serving.suspend()
    serving.resume(code=code)
    serving.finish()

    with pytest.raises(NotFound):
        serving.resume(code=code)


def test_a_wrong_code_finds_nobody(hall, serving):
    code = serving.suspend()

    with pytest.raises(NotFound):
        serving.resume(code=f"{(int(code) + 1) % 1_000_000:06d}")


def test_papers_taken_along_are_brought_back_to_any_window_of_the_business(
    hall, serving, other_desk
):
    code = serving.suspend("without_documents")

    assert other_desk.resume(code=code) == "A001"
    assert hall.visit("A001").window_id == other_desk.window_id


def test_but_not_to_a_window_of_other_business(hall, serving):
    code = serving.suspend("without_documents")

    with pytest.raises(Forbidden):
        hall.sit("3").resume(code=code)
    assert hall.state("A001") == "suspended"


@pytest.mark.parametrize("kind", ["with_documents", "awaiting_step"])
def test_papers_left_here_are_picked_up_here_only(hall, serving, other_desk, kind):
    code = serving.suspend(kind)

    with pytest.raises(Forbidden) as refused:
        other_desk.resume(code=code)

    assert refused.value.fields == {"window_id": serving.window_id}
    assert serving.resume(code=code) == "A001"


def test_a_suspended_ticket_is_found_by_its_number_too(hall, serving):
    serving.suspend()

    assert serving.resume("A001") == "A001"


def test_only_a_suspended_ticket_is_resumed(hall, desk):
    hall.issue("A")

    with pytest.raises(WrongState):
        desk.resume("A001")


def test_one_says_ticket_or_code_not_both_and_not_neither(hall, serving):
    code = serving.suspend()

    with pytest.raises(InvalidInput):
        serving.resume("A001", code=code)
    with pytest.raises(InvalidInput):
        serving.resume()


def test_a_transfer_keeps_number_and_first_arrival(hall, serving, clock):
    arrived = hall.ticket("A001").joined_at
    clock.forward(minutes=10)

    serving.transfer(queue="B")

    ticket = hall.ticket("A001")
    assert (ticket.number, ticket.state) == ("A001", "waiting")
    assert (ticket.joined_at, ticket.queue_id) == (arrived, hall.queues["B"])
    assert ticket.issued_queue_id == hall.queues["A"]


def test_a_transferred_ticket_stands_where_its_arrival_puts_it(hall, serving, other_desk, clock):
    clock.forward(minutes=1)
    hall.issue("B")
    clock.forward(minutes=1)
    serving.transfer(queue="B")

    assert [other_desk.serve(), other_desk.serve()] == ["A001", "B001"]


def test_a_transfer_is_a_second_visit(hall, serving, other_desk):
    serving.transfer(queue="B")
    other_desk.call_next()

    first, second = hall.visits("A001")
    assert (first.ended_by, first.window_id) == ("transfer", serving.window_id)
    assert (second.queue_id, second.window_id) == (hall.queues["B"], other_desk.window_id)


def test_displays_learn_which_queue_a_transferred_ticket_left(hall, serving):
    serving.transfer(queue="H")

    body = hall.events()[-1]["body"]
    assert (body["from_queue_id"], body["queue_id"]) == (hall.queues["A"], hall.queues["H"])
    assert (body["from"], body["to"], body["zone_id"]) == ("serving", "waiting", 2)
    assert body["target_window_id"] is None


def test_a_ticket_sent_to_a_window_is_called_there_first_and_nowhere_else(
    hall, serving, other_desk
):
    hall.issue("B")
    serving.transfer(window="2")

    with pytest.raises(QueueEmpty):
        hall.sit("4").call_next()
    assert [other_desk.serve(), other_desk.serve()] == ["A001", "B001"]


def test_a_window_may_be_sent_what_it_does_not_serve(hall, serving):
    third = hall.sit("3")
    serving.transfer(window="3")

    assert third.call_next() == "A001"


def test_nobody_is_sent_to_a_window_where_nobody_sits(hall, serving):
    with pytest.raises(WindowNotOpen):
        serving.transfer(window="3")
    assert hall.state("A001") == "serving"


def test_nobody_is_sent_to_a_queue_that_no_window_serves(hall, serving):
    hall.serve_no_more("B")

    with pytest.raises(NoWindowServes):
        serving.transfer(queue="B")
    assert hall.state("A001") == "serving"


def test_who_was_sent_to_a_window_that_closes_is_anybodys_again(hall, serving, other_desk):
    serving.transfer(window="2")
    other_desk.close()

    assert serving.call_next() == "A001"


def test_a_ticket_that_was_sent_and_then_returned_is_anybodys_again(hall, serving, other_desk):
    serving.transfer(window="2")
    other_desk.call_next()
    other_desk.return_()

    assert serving.call_next() == "A001"


@pytest.mark.parametrize(
    "to", [{}, {"queue": "B", "window": "2"}, {"window": "1"}], ids=["nowhere", "both", "here"]
)
def test_a_transfer_goes_to_one_queue_or_one_other_window(hall, serving, to):
    with pytest.raises(InvalidInput):
        serving.transfer(**to)
    assert hall.state("A001") == "serving"


def test_a_returned_ticket_has_its_old_place(hall, desk, clock):
    for _ in range(3):
        hall.issue("A")
        clock.forward(minutes=1)
    desk.call_next()

    desk.return_()

    assert hall.state("A001") == "waiting"
    assert [desk.serve() for _ in range(3)] == ["A001", "A002", "A003"]
