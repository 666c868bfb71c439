"""Options of the reception desk: visitors without a number, a second slip for the window."""

import pytest

from server.domain.errors import StageOff
from server.reports.catalogue import desk_options
from server.services.reception import count_visitor, set_options


@pytest.fixture
def counting(hall):
    hall.run(set_options, window_slip=False, count_visitors=True)
    return hall


def count(hall, by=1):
    return hall.run(count_visitor, by=by)["visitors"]


def test_nobody_is_counted_unless_the_hall_wants_it(hall):
    assert desk_options(hall.row()) == {"window_slip": False, "count_visitors": False}
    with pytest.raises(StageOff):
        count(hall)


def test_visitors_are_counted_day_by_day_and_hall_numbers_stay_as_they_are(counting, clock):
    assert [count(counting), count(counting)] == [1, 2]
    assert counting.tickets() == []

    clock.set("2026-11-25 09:00")
    assert count(counting) == 1


def test_a_slip_of_the_finger_is_taken_back_but_no_day_has_fewer_than_nobody(counting):
    count(counting)

    assert [count(counting, by=-1), count(counting, by=-1)] == [0, 0]


def test_a_press_that_is_sent_twice_counts_once(counting):
    for _ in range(2):
        counting.run(count_visitor, by=1, request_id="press-1")

    assert count(counting) == 2


def test_desks_hear_of_a_changed_option_and_other_settings_stay(hall):
    hall.set_policy(patience_s=60)
    before = hall.seq()

    for _ in range(2):
        hall.run(set_options, window_slip=True, count_visitors=False)

    assert hall.kinds(before) == ["hall.changed"]
    assert (hall.row().policy.patience_s, hall.row().policy.window_slip) == (60, True)
