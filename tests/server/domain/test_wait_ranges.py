"""What the quoted ranges promise."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.estimate.formula import queue_length_wait, windows_for
from server.domain.estimate.quotes import WaitRange, fitted, quote
from server.domain.estimate.spread import Spread
from server.domain.estimate.state import Stream
from tests.server.domain.waiting_halls import (
    HABITS,
    MINUTES,
    hall,
    mixed_halls,
    paused,
    people_ahead,
    single_queue_halls,
    waits,
    window,
)

quick = settings(max_examples=30, deadline=None)
WALKING_S = 30


def newcomer(this_hall):
    return quote(this_hall).queues[1]


@given(mixed_halls())
@quick
def test_a_range_is_in_order_and_never_below_the_way_to_the_window(this_hall):
    quotes = quote(this_hall)

    for r in [*quotes.tickets.values(), *quotes.queues.values()]:
        assert r is None or WALKING_S <= r.low_s <= r.mid_s <= r.high_s <= r.p90_s


@given(mixed_halls())
@quick
def test_the_same_hall_gives_the_same_quotes(this_hall):
    again = replace(this_hall, waiting=this_hall.waiting[::-1])

    assert quote(again) == quote(this_hall)


@given(single_queue_halls())
@quick
def test_one_more_person_ahead_never_shortens_the_median(this_hall):
    before = quote(this_hall)
    longer = replace(this_hall, waiting=[*this_hall.waiting, waits(500, since_min=600)])

    after = quote(longer)

    assert after.queues[1].mid_s >= before.queues[1].mid_s
    for w in this_hall.waiting:
        assert after.tickets[w.ticket_id].mid_s >= before.tickets[w.ticket_id].mid_s


@given(single_queue_halls(), MINUTES)
@quick
def test_a_paused_window_never_shortens_the_median(this_hall, away_min):
    after = quote(paused(this_hall, 0, away_min))

    assert after.queues[1].mid_s >= newcomer(this_hall).mid_s


@pytest.mark.parametrize(
    "windows",
    [[], [window(1, 2)]],
    ids=["no window is open", "no open window serves the queue"],
)
def test_nothing_is_known_without_a_window_for_the_queue(windows):
    quotes = quote(hall(people_ahead(2), windows))

    assert quotes.queues == {1: None}
    assert set(quotes.tickets.values()) == {None}


def test_with_a_free_window_and_nobody_ahead_only_the_way_to_it_is_left():
    free = newcomer(hall([], [window(1)]))

    assert free == WaitRange(low_s=30, mid_s=30, high_s=30, p90_s=30)


def test_a_quote_does_not_move_while_nothing_moves_in_front_of_it():
    people = people_ahead(8)
    two_busy = [window(1, serving=90, elapsed_min=3), window(2, serving=91, elapsed_min=1)]
    moment_later = [window(1, serving=90, elapsed_min=3.1), window(2, serving=91, elapsed_min=1.1)]

    before, after = newcomer(hall(people, two_busy)), newcomer(hall(people, moment_later))

    assert abs(after.mid_s - before.mid_s) <= 10


def test_expected_priority_lengthens_the_quotes_of_normal_people_only():
    people = [*people_ahead(6), waits(50, since_min=1, priority=1)]
    coming = [Stream(queue_id=1, priority=1, per_hour=8)]
    calm = quote(hall(people, [window(1)])).tickets
    busy = quote(hall(people, [window(1)], streams=coming)).tickets

    assert busy[5].mid_s > calm[5].mid_s
    assert busy[50] == calm[50]


def test_a_shared_window_that_may_call_either_serves_the_better_rank_first():
    people = [waits(1, 1, since_min=5), waits(2, 2, since_min=9)]

    tickets = quote(hall(people, [window(1, 1, 2)])).tickets

    assert tickets[1].mid_s == WALKING_S
    assert tickets[2].mid_s > 3 * 60


def test_a_fit_keeps_the_mean_between_low_and_high_and_widens_what_is_certain():
    certain = fitted([600.0] * 12, least_s=0)

    assert certain.low_s < certain.mid_s < 601 < certain.high_s < certain.p90_s < 720


@given(st.lists(st.floats(0, 7200), min_size=12, max_size=16), st.floats(0.01, 0.99))
@quick
def test_the_share_within_a_wait_is_the_share_that_the_wait_was_asked_for(waited, share):
    spread = Spread.of(waited)

    if spread.at(share) > 0:
        assert spread.share_within(spread.at(share)) == pytest.approx(share)
    else:  # so many are called at once
        assert spread.share_within(0) >= share or spread.width > 0.3


def test_who_is_not_called_before_an_appointment_is_told_no_less():
    waited = [600.0] * 8 + [900.0, 2400.0, 3000.0, 4000.0]

    due = fitted(waited, least_s=30, until_due_s=600)
    sooner = fitted([300.0, *waited], least_s=30, until_due_s=600)

    assert 600 <= due.low_s <= due.mid_s < due.high_s
    assert Spread.of(waited, until_due_s=600).share_within(599) == 0
    assert 300 <= sooner.low_s < due.low_s  # a free window does call them before it


def test_nobody_waits_where_everybody_is_called_at_once():
    at_once = Spread.of([0.0] * 12)

    assert (at_once.at(0.9), at_once.share_within(0)) == (0, 1)


@given(st.lists(st.floats(0, 7200), min_size=12, max_size=16))
@quick
def test_any_replayed_waits_give_a_range_in_order(waited):
    r = fitted(waited, least_s=20)

    assert 20 <= r.low_s <= r.mid_s <= r.high_s <= r.p90_s


def test_more_work_in_front_moves_the_whole_range():
    r = WaitRange(low_s=100, mid_s=150, high_s=200, p90_s=250)

    assert r.behind(60) == WaitRange(low_s=160, mid_s=210, high_s=260, p90_s=310)


def test_the_formula_divides_the_work_ahead_by_the_windows_and_discounts_the_missing():
    habits = replace(
        HABITS[1], walking_s=30, no_show_share=0.5, no_show_s=90, turnaround_s=10
    )  # 5 in 10 come: 30 + 360 s; 5 do not: 90 s; 10 s after each

    assert queue_length_wait(3, habits=habits, windows=2) == pytest.approx(4 * 250 / 2)
    with pytest.raises(ValueError, match="nobody serves"):
        queue_length_wait(3, habits=habits, windows=0)


def test_a_shared_window_counts_for_a_queue_by_the_load_of_what_it_serves():
    one, two = HABITS[1].occupied_s, HABITS[2].occupied_s
    shared = hall([waits(0, 2, since_min=1)], [window(1), window(2, 1, 2)])

    assert windows_for(shared, 1) == pytest.approx(1 + one / (one + two))
    assert windows_for(paused(shared, 1, 5), 1) == pytest.approx(one / (one + two))
