"""What the estimate learns from visits that are over."""

from itertools import islice
from random import Random
from statistics import fmean

import pytest

from server.domain.estimate.chance import arrivals, occupations, shares
from server.domain.estimate.habits import PastVisit, ServiceTimes, learn

REPLAYS = 12


def served(service_s, walking_s=20.0, **more):
    return PastVisit(walking_s=walking_s, service_s=service_s, missing_s=None, **more)


def missed(after_s=80.0):
    return PastVisit(walking_s=None, service_s=None, missing_s=after_s)


def learned(visits):
    return learn(visits, expected_service_s=600, walking_s=30, no_show_s=90)


def test_without_visits_the_office_is_believed():
    habits = learned([])

    assert habits.service.mean_s == pytest.approx(600)
    assert (habits.walking_s, habits.no_show_s, habits.turnaround_s) == (30, 90, 0)
    assert habits.no_show_share == pytest.approx(0.05)


def test_many_visits_outweigh_the_office():
    random = Random(1)
    visits = [served(random.lognormvariate(5.5, 0.6)) for _ in range(400)]

    habits = learned(visits)

    assert habits.service.mean_s == pytest.approx(fmean(v.service_s for v in visits), rel=0.08)
    assert habits.service.sigma == pytest.approx(0.6, abs=0.05)


def test_a_few_visits_move_the_mean_a_little():
    habits = learned([served(120.0)] * 5)

    assert habits.service.mean_s == pytest.approx((5 * 120 + 20 * 600) / 25)


def test_one_visit_that_nobody_finished_does_not_move_the_mean():
    usual = [served(300.0 + n) for n in range(100)]

    assert learned([*usual, served(6 * 3600.0)]).service == learned(usual).service


def test_no_shows_are_counted_and_what_they_cost_is_learned():
    habits = learned([served(300.0)] * 60 + [missed(70.0)] * 20)

    assert habits.no_show_share == pytest.approx((20 + 1) / 100)
    assert habits.no_show_s == pytest.approx((20 * 70 + 20 * 90) / 40)


def test_time_between_two_people_is_learned_where_somebody_waited():
    visits = [served(300.0, turnaround_s=25.0)] * 30 + [served(300.0)] * 30

    assert learned(visits).turnaround_s == pytest.approx(30 * 25 / 50)


def test_a_service_that_has_run_long_is_likely_to_run_on():
    times = ServiceTimes(mu=6.0, sigma=0.8)

    assert times.remaining(0, 0.5) == times.at(0.5)
    assert times.remaining(1800, 0.5) > times.remaining(400, 0.5)
    assert times.remaining(10**6, 0.5) == 0


def test_what_is_left_of_a_service_agrees_with_the_whole():
    times = ServiceTimes(mu=6.0, sigma=0.8)
    whole = [times.at((k + 0.5) / 10_000) for k in range(10_000)]
    left = [s - 500 for s in whole if s > 500]

    drawn = [times.remaining(500, (k + 0.5) / 1_000) for k in range(1_000)]

    assert fmean(drawn) == pytest.approx(fmean(left), rel=0.02)


def test_luck_is_spread_evenly_over_the_replays_and_stays():
    assert sorted(int(u * REPLAYS) for u in shares(7, "service", REPLAYS)) == list(range(REPLAYS))
    assert (
        shares(7, "service", REPLAYS)
        == shares(7, "service", REPLAYS)
        != shares(8, "service", REPLAYS)
    )


def test_who_is_not_there_a_while_after_the_call_is_likely_not_to_come_any_more():
    habits = learned([served(300.0, walking_s=20.0 + n % 10) for n in range(80)] + [missed()] * 20)

    shares_after = [habits.missing_share(seconds) for seconds in (0, 10, 25, 40, 60)]

    assert shares_after[0] == habits.no_show_share
    assert shares_after == sorted(shares_after)
    assert shares_after[1] < 0.2
    assert shares_after[-1] > 0.8


def test_calls_occupy_a_window_for_as_long_as_was_learned():
    habits = learned([served(300.0, turnaround_s=20.0)] * 300 + [missed()] * 60)

    drawn = fmean(s for ticket_id in range(300) for s in occupations(ticket_id, habits, REPLAYS))

    assert drawn == pytest.approx(habits.occupied_s, rel=0.03)


def test_arrivals_come_one_a_second_on_average():
    instants = [
        list(islice(arrivals(line, replay), 64)) for line in range(20) for replay in range(REPLAYS)
    ]

    assert all(each == sorted(each) for each in instants)
    assert fmean(each[-1] for each in instants) == pytest.approx(64, rel=0.02)
    assert instants[0] == list(islice(arrivals(0, 0), 64))  # the same at every look
