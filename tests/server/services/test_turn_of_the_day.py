"""The first command of a business day closes what the last one left open."""

import pytest

from display.board import apply, from_json
from server.domain.errors import QueueEmpty
from server.services.days import REQUESTS_KEPT


@pytest.fixture
def evening(hall, desk, clock):
    """Five tickets in the five open states, and window 1 open, late on Tuesday."""
    hall.set_policy(issue_outside_hours=True)
    for _ in range(5):
        hall.issue("A")
    desk.call_next()
    desk.start()
    desk.suspend()  # A001
    desk.call_next()
    desk.pass_()  # A002
    desk.call_next()
    desk.start()  # A003
    hall.sit("4").call_next()  # A004
    clock.set("2026-11-25 03:59")
    assert hall.states() == {
        "A001": "suspended",
        "A002": "passed",
        "A003": "serving",
        "A004": "called",
        "A005": "waiting",
    }
    return hall


def test_before_four_nothing_ends(evening):
    evening.issue("B")

    assert evening.state("A005") == "waiting"


def test_yesterdays_tickets_expire_but_suspended_ones_may_come_back(evening, clock):
    clock.forward(minutes=1)
    evening.issue("B")

    assert evening.states() == {
        "A001": "suspended",
        "A002": "expired",
        "A003": "expired",
        "A004": "expired",
        "A005": "expired",
        "B001": "waiting",
    }


def test_windows_nobody_closed_are_closed(evening, clock):
    clock.forward(minutes=1)
    evening.issue("B")

    assert (evening.window("1").state, evening.window("1").account_id) == ("closed", None)
    assert evening.window("4").state == "closed"


def test_the_events_of_the_turn_belong_to_the_new_day_and_name_the_tickets_own(evening, clock):
    before = evening.seq()
    clock.forward(minutes=1)
    evening.issue("B")

    turned = evening.events(before)
    assert [event["kind"] for event in turned] == [
        *(["ticket.expired"] * 4),
        *(["window.closed"] * 2),
        "ticket.issued",
    ]
    assert {event["day"] for event in turned} == {"2026-11-25"}
    assert {e["body"]["ticket_day"] for e in turned[:4]} == {"2026-11-24"}


def test_a_visit_that_nobody_ended_ends_with_its_day(evening, clock):
    turned_at = clock.forward(minutes=1)
    evening.issue("B")

    for number in ("A003", "A004"):
        visit = evening.visit(number)
        assert (visit.ended_at, visit.ended_by, visit.outcome) == (turned_at, "expire", None)


def test_displays_learn_at_which_window_a_ticket_expired(evening, clock):
    before = evening.seq()
    clock.forward(minutes=1)
    evening.issue("B")

    bodies = [e["body"] for e in evening.events(before) if e["kind"] == "ticket.expired"]
    assert {b["number"]: b["window_id"] for b in bodies} == {
        "A002": None,
        "A003": evening.windows["1"],
        "A004": evening.windows["4"],
        "A005": None,
    }


def test_the_window_works_again_on_the_next_day(evening, clock):
    clock.set("2026-11-25 09:00")
    evening.issue("A")
    desk = evening.sit("1")

    assert desk.call_next() == "A001"
    assert str(evening.ticket("A001").day) == "2026-11-25"


def test_the_day_turns_once(evening, clock):
    clock.forward(minutes=1)
    evening.issue("B")
    evening.sit("1")
    before = evening.seq()

    evening.issue("B")

    assert evening.kinds(before) == ["ticket.issued"]


def test_a_refused_command_does_not_turn_the_day(evening, clock):
    clock.set("2026-11-25 08:00")
    evening.set_policy()
    before = evening.seq()

    with pytest.raises(Exception, match="closed"):
        evening.issue("A")

    assert (evening.seq(), evening.state("A005")) == (before, "waiting")


def test_who_was_suspended_yesterday_is_served_today(evening, clock):
    clock.set("2026-11-25 09:00")
    desk = evening.sit("1")

    assert desk.resume("A001") == "A001"
    assert desk.finish() == "A001"


def test_yesterdays_waiting_are_not_called_today(evening, clock):
    clock.set("2026-11-25 09:00")

    with pytest.raises(QueueEmpty):
        evening.sit("1").call_next()


def test_one_hall_turns_its_day_without_the_other(hall, other_hall, clock):
    hall.issue("A")
    other_hall.issue("A")
    desk = other_hall.sit("1")
    before = other_hall.seq()
    clock.set("2026-11-25 09:00")

    hall.issue("A")

    assert [t.state for t in hall.tickets()] == ["expired", "waiting"]
    assert [t.state for t in other_hall.tickets()] == ["waiting"]
    assert other_hall.seq() == before
    assert other_hall.window("1").account_id == desk.account_id


def test_the_very_first_day_of_a_hall_ends_nothing(hall):
    hall.issue("A")

    assert hall.kinds() == ["ticket.issued"]
    assert str(hall.row().open_day) == "2026-11-24"


def test_a_request_id_is_good_for_a_month(hall, clock):
    hall.set_policy(issue_outside_hours=True)
    assert hall.issue("A", request_id="tap") == "A001"
    clock.forward(days=REQUESTS_KEPT.days)

    hall.issue("B")
    assert hall.issue("A", request_id="tap") == "A001"

    clock.forward(days=1)
    hall.issue("B")
    assert hall.issue("B", request_id="tap") == "B002"


def test_a_clock_that_is_set_back_over_the_turn_stays_in_the_new_day(hall, clock, desk):
    """Nothing of the new day is lost from sight, and no number of it is given twice."""
    hall.set_policy(issue_outside_hours=True)
    hall.issue("B")
    clock.set("2026-11-25 04:01")
    hall.issue("A")
    before = from_json(hall.board())
    clock.set("2026-11-25 03:59")

    number = hall.issue("A")

    assert number == "A002"
    assert [str(t.day) for t in hall.tickets()] == ["2026-11-24", "2026-11-25", "2026-11-25"]
    assert hall.board()["day"] == "2026-11-25"
    assert apply(before, hall.events()[-1]) == from_json(hall.board())
    desk.open()
    missed = desk.call_next()
    desk.pass_()
    assert [passed["number"] for passed in desk.view()["passed"]] == [missed]
