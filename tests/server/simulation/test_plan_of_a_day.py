"""Who comes, when, and what for."""

from collections import Counter
from random import Random
from statistics import mean

import pytest

from server.domain.lifecycle import SuspendKind
from server.simulation.arrivals import arrival_times
from server.simulation.habits import Habits
from server.simulation.hall import USUAL_HOURS, Hall, Queue, Window
from server.simulation.shifts import LUNCH, plan_breaks
from server.simulation.staffing import in_order_of_need
from server.simulation.visitors import Suspension, Transfer, a_stranger, plan_visitors

CARDS, HOMES, FEW, UNSERVED = 1, 2, 3, 4
WINDOWS = [
    Window(window_id=11, number="1", queues=(CARDS, FEW)),
    Window(window_id=12, number="2", queues=(HOMES, CARDS)),
    Window(window_id=13, number="3", queues=(CARDS,)),
]
HALL = Hall(
    hall_id=1,
    name="厅",
    queues={
        CARDS: Queue(queue_id=CARDS, name="证", prefix="A", service_s=300, items=(71, 72)),
        HOMES: Queue(queue_id=HOMES, name="房", prefix="B", service_s=1200, packages=(81,)),
        FEW: Queue(queue_id=FEW, name="优先", prefix="V", service_s=600, by_staff_only=True),
        UNSERVED: Queue(queue_id=UNSERVED, name="无", prefix="Z"),
    },
    windows=WINDOWS,
)


def plan(seed=1, **how):
    return plan_visitors(HALL, WINDOWS, seed=seed, **how)


def in_a_session(at_s):
    return any(begin <= at_s < end for begin, end in HALL.sessions)


def test_the_same_seed_gives_the_same_day_and_another_seed_another():
    assert plan(7) == plan(7)
    assert plan(7) != plan(8)


@pytest.mark.parametrize("count", [0, 1, 40, 500])
def test_as_many_come_as_asked_for_in_order_and_within_the_sessions(count):
    arrivals = [visitor.arrives_s for visitor in plan(count=count)]

    assert len(arrivals) == count
    assert arrivals == sorted(arrivals)
    assert all(in_a_session(at_s) for at_s in arrivals)


def test_a_day_has_two_peaks_and_few_come_before_lunch_and_at_the_end():
    by_hour = Counter(int(at_s // 3600) for at_s in arrival_times(USUAL_HOURS, 6000, Random(3)))

    assert by_hour[9] > by_hour[11] * 1.5
    assert by_hour[14] > by_hour[16] * 1.5
    assert by_hour[14] > by_hour[11]
    assert by_hour[12] == 0


def test_a_session_over_noon_has_a_dip_at_noon():
    sessions = [(9 * 3600.0, 17 * 3600.0)]

    by_hour = Counter(int(at_s // 3600) for at_s in arrival_times(sessions, 6000, Random(3)))

    assert 0 < by_hour[12] < min(by_hour[11], by_hour[13])


def test_no_time_of_a_visitor_is_negative():
    for seed in range(20):
        for visitor in plan(seed, count=100):
            assert visitor.service_s > 0
            assert visitor.walking_s > 0
            assert visitor.comes_back_s is None or visitor.comes_back_s > 0
            assert visitor.gives_up_s is None or visitor.gives_up_s > 0
            if visitor.turn is not None:
                assert 0 < visitor.turn.after < 1


def test_service_times_have_the_mean_of_their_queue_and_a_long_tail():
    cards = [v.service_s for v in plan(count=6000) if v.queue_id == CARDS]

    assert mean(cards) == pytest.approx(300, rel=0.05)
    assert max(cards) > 3 * 300
    assert sorted(cards)[len(cards) // 2] < mean(cards)


def test_queues_get_people_by_the_time_that_windows_have_for_them():
    people = Counter(visitor.queue_id for visitor in plan(count=3000))

    assert people[CARDS] > people[HOMES] > people[FEW] > 0
    assert people[UNSERVED] == 0


def test_windows_are_kept_busy_but_can_serve_everybody():
    work_s = sum(visitor.service_s for visitor in plan())
    open_s = len(WINDOWS) * sum(end - begin for begin, end in HALL.sessions)

    assert 0.4 < work_s / open_s < 0.9


def test_people_ask_for_queues_items_and_packages_of_their_queue():
    asked = {(v.queue_id, v.asks_for) for v in plan(count=2000)}

    assert asked == {
        (CARDS, ("queue_id", CARDS)),
        (CARDS, ("item_id", 71)),
        (CARDS, ("item_id", 72)),
        (HOMES, ("queue_id", HOMES)),
        (HOMES, ("package_id", 81)),
        (FEW, ("queue_id", FEW)),
    }


def test_habits_are_kept():
    people = plan(count=5000)
    habits = Habits()

    def share(of):
        return sum(map(of, people)) / len(people)

    assert share(lambda v: v.recalls is not None) == pytest.approx(habits.misses_call, rel=0.2)
    assert share(lambda v: isinstance(v.turn, Suspension)) == pytest.approx(0.06, rel=0.2)
    assert share(lambda v: isinstance(v.turn, Transfer)) == pytest.approx(0.04, rel=0.2)
    assert share(lambda v: v.presses is None) == pytest.approx(0.35, rel=0.1)
    assert share(lambda v: "dissatisfied" in (v.presses or "")) == pytest.approx(0.026, rel=0.3)
    assert {v.turn.kind for v in people if isinstance(v.turn, Suspension)} == set(SuspendKind)
    assert all(v.recalls is not None for v in people if v.comes_back_s is not None)
    assert all(v.turn.queue_id != v.queue_id for v in people if isinstance(v.turn, Transfer))


def test_nobody_rates_in_a_stranger_s_name():
    strangers = [a_stranger(HALL.queues[CARDS], seed=n) for n in range(200)]

    assert {(s.presses, s.turn, s.recalls, s.gives_up_s) for s in strangers} == {
        (None, None, None, None)
    }


def test_the_hall_without_open_windows_has_no_visitors():
    assert plan_visitors(HALL, [], seed=1) == []


def test_every_clerk_has_lunch_between_the_sessions_and_is_back_for_the_second():
    for place in range(10):
        lunch = next(
            b
            for b in plan_breaks(USUAL_HOURS, place=place, habits=Habits(), rng=Random(place))
            if b.reason == LUNCH
        )
        assert lunch.begins_s == USUAL_HOURS[0][1]
        assert lunch.ends_s == USUAL_HOURS[1][0]
        assert lunch.begins_s < lunch.latest_s < lunch.ends_s


def test_where_the_hall_stays_open_over_noon_not_all_clerks_go_at_once():
    sessions = [(9 * 3600.0, 17 * 3600.0)]

    first, second = (
        plan_breaks(sessions, place=place, habits=Habits(), rng=Random(1)) for place in (0, 1)
    )

    assert [b.reason for b in (*first, *second)] == [LUNCH, LUNCH]
    assert second[0].ends_s <= first[0].begins_s


def test_windows_that_alone_serve_a_queue_are_manned_first():
    order = in_order_of_need([WINDOWS[2], WINDOWS[1], WINDOWS[0]])

    assert [window.number for window in order] == ["2", "1", "3"]
