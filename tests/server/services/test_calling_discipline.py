"""Queues with rules for calling: how often, how quickly, and how a missed number comes back."""

import pytest

from server.domain.errors import ReturnRefused, TooManyCalls, TooSoon, WrongState
from server.services import lapsing, tickets


@pytest.fixture
def strict(hall):
    """The small hall, with a strict discipline in queue A."""
    rules = {"min_calls": 2, "spacing_s": 20, "max_calls": 3, "lapse_after_s": 90}
    hall.set_queue("A", policy={"discipline": rules})
    return hall


def test_a_number_is_called_as_often_as_the_queue_wants_before_it_is_passed_over(
    strict, desk, clock
):
    strict.issue("A")
    desk.call_next()
    clock.forward(seconds=30)

    with pytest.raises(TooSoon):
        desk.pass_()
    desk.recall()
    clock.forward(seconds=20)
    desk.pass_()

    assert strict.states() == {"A001": "passed"}


def test_calls_keep_their_distance_and_their_number(strict, desk, clock):
    strict.issue("A")
    desk.call_next()

    with pytest.raises(TooSoon):
        desk.recall()
    for _ in range(2):
        clock.forward(seconds=20)
        desk.recall()
    clock.forward(seconds=20)

    with pytest.raises(TooManyCalls):
        desk.recall()


def test_the_way_is_counted_from_the_latest_call(hall, desk, clock):
    way = {"walking_s": 40, "await_walk": True, "lapse_after_s": 10}
    hall.set_queue("A", policy={"discipline": way})
    hall.issue("A")
    desk.call_next()
    clock.forward(seconds=39)
    desk.recall()
    clock.forward(seconds=39)

    with pytest.raises(TooSoon):
        desk.pass_()
    assert _lapse(hall) == 0
    clock.forward(seconds=1)
    desk.pass_()

    assert hall.states() == {"A001": "passed"}


def test_a_number_that_nobody_answers_lapses_by_itself(strict, desk, clock):
    strict.issue("A")
    desk.call_next()
    clock.forward(seconds=20)
    desk.recall()
    clock.forward(seconds=89)
    assert _lapse(strict) == 0

    clock.forward(seconds=1)

    assert _lapse(strict) == 1
    assert strict.states() == {"A001": "passed"}
    assert desk.view()["current"] is None


def test_a_number_being_served_never_lapses(strict, desk, clock):
    strict.issue("A")
    desk.call_next()
    desk.start()
    clock.forward(hours=1)

    assert _lapse(strict) == 0
    assert strict.states() == {"A001": "serving"}


def test_a_citizen_puts_a_missed_number_back_once(hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    desk.pass_()

    _return(hall, "A001")
    assert hall.states() == {"A001": "waiting"}

    desk.call_next()
    desk.pass_()
    with pytest.raises(ReturnRefused):
        _return(hall, "A001")
    assert hall.states() == {"A001": "passed"}


def test_but_not_an_hour_later(hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    desk.pass_()
    clock.forward(minutes=61)

    with pytest.raises(ReturnRefused):
        _return(hall, "A001")


def test_a_number_that_was_not_missed_cannot_be_put_back(hall):
    hall.issue("A")

    with pytest.raises(WrongState):
        _return(hall, "A001")


def _lapse(hall):
    with hall.database.read() as conn:
        due = lapsing.halls_with_lapsed(conn, hall.clock.now())
    if hall.hall_id not in due:
        return 0
    return hall.run(lapsing.pass_lapsed)["passed"]


def _return(hall, number):
    ticket_id = hall.ticket(number).id
    return hall.run(lambda uow: tickets.return_by_oneself(uow, ticket_id=ticket_id))
