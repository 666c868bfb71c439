"""What the simulation notes of tickets, and what it takes for a broken server."""

import pytest

from server.domain.lifecycle import State
from server.simulation.figures import figures, percentile
from server.simulation.hall import Queue
from server.simulation.register import Register
from server.simulation.visitors import a_stranger

VISITOR = a_stranger(Queue(queue_id=5, name="证", prefix="A"), seed=1)


@pytest.fixture
def register():
    """Of a day that is played a hundred and twenty times as fast as it is."""
    return Register(unfinished=10, simulated=lambda at: at.timestamp() * 120)


def issue(register, ticket_id, number, day="2026-11-03"):
    register.begin_issuing(VISITOR)
    answer = {
        "ticket_id": ticket_id,
        "number": number,
        "day": day,
        "token": f"t{ticket_id}",
        "queue_id": 5,
    }
    return register.issued(answer, VISITOR)


def called(ticket_id, *, visit_id, wait="01:30.500"):
    return {
        "ticket": {
            "ticket_id": ticket_id,
            "number": "A001",
            "queue_id": 5,
            "joined_at": "2026-11-03T01:00:00.000Z",
        },
        "state": "called",
        "visit_id": visit_id,
        "called_at": f"2026-11-03T01:{wait}Z",
    }


def test_an_ordinary_day_shows_nothing_impossible(register):
    ticket = issue(register, 1, "A001")
    issue(register, 2, "A002")
    issue(register, 3, "A001", day="2026-11-04")
    register.taken_up(called(1, visit_id=1), window_id=11)
    register.leaves_window(ticket, State.WAITING)
    register.taken_up(called(1, visit_id=2), window_id=12)

    assert register.impossible == []


def test_a_number_given_twice_is_seen(register):
    issue(register, 1, "A001")
    issue(register, 2, "A001")

    assert register.impossible == ["number A001 was given twice: tickets 1 and 2"]


def test_one_ticket_for_two_visitors_is_seen(register):
    issue(register, 1, "A001")
    issue(register, 1, "A001")

    assert register.impossible == ["two visitors were given one ticket: A001"]


def test_a_ticket_called_to_two_windows_is_seen(register):
    issue(register, 1, "A001")
    register.taken_up(called(1, visit_id=1), window_id=11)
    register.taken_up(called(1, visit_id=2), window_id=12)

    assert register.impossible == ["A001 is called to two windows: 11 and 12 (ids)"]


def test_a_visit_of_two_tickets_is_seen(register):
    issue(register, 1, "A001")
    issue(register, 2, "A002")
    register.taken_up(called(1, visit_id=1), window_id=11)
    register.taken_up(called(2, visit_id=1), window_id=11)

    assert register.impossible == ["visit 1 belongs to two tickets or windows"]


def test_who_waits_for_a_window_is_by_queue_and_by_transfer(register):
    ticket = issue(register, 1, "A001")
    issue(register, 2, "A002")
    register.moved(ticket, State.WAITING, only_window_id=12)

    assert register.waiting_for(11, [5]) == 1
    assert register.waiting_for(12, [6]) == 1
    assert register.waiting_for(13, [6]) == 0


def test_a_story_ends_once_however_often_it_is_told(register):
    ticket = issue(register, 1, "A001")
    register.over(ticket)
    register.over(ticket)

    assert register.unfinished == 9


def test_waits_are_those_to_the_first_call_in_simulated_minutes(register):
    ticket = issue(register, 1, "A001")
    register.taken_up(called(1, visit_id=1, wait="00:01.500"), window_id=11)
    register.leaves_window(ticket, State.PASSED)
    register.taken_up(called(1, visit_id=2, wait="00:09.000"), window_id=11)

    day = figures([ticket])

    assert (day.wait_median, day.wait_p90, day.wait_longest) == (3.0, 3.0, 3.0)
    assert day.service_median is None


def test_every_ticket_stands_in_one_column(register):
    for n, state in enumerate(State):
        register.moved(issue(register, n, f"A{n:03}"), state)

    day = figures(register.tickets.values())

    assert day.issued == len(State)
    assert day.served + day.passed + day.cancelled + day.open + day.lost == day.issued
    assert day.open == 4
    assert day.wait_median is None


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [([], 0.9, None), ([4], 0.9, 4), (range(1, 11), 0.9, 9), ([3, 1, 2], 0.5, 2), ([1, 2], 1, 2)],
)
def test_percentiles_are_values_that_occurred(values, share, found):
    assert percentile(values, share) == found
