"""The replay calls whom the windows would call, and when."""

from dataclasses import replace
from datetime import timedelta
from heapq import heapify, heappop, heappush

from hypothesis import given, settings

from server.domain.estimate.chance import occupations, replays_for, shares
from server.domain.estimate.comings import Comings
from server.domain.estimate.lines import GHOSTS, STRANGERS, ghost_id, prepare
from server.domain.estimate.occupied import after_breaks
from server.domain.estimate.replay import HORIZON_S, replays
from server.domain.estimate.state import AtWindow, Expected, Stream, WindowNow
from server.domain.queueing import NORMAL, Serves, choose_next
from tests.server.domain.waiting_halls import (
    HABITS,
    NINE,
    hall,
    mixed_halls,
    people_ahead,
    waits,
    window,
)

REPLAYS = replays_for(waiting=12)


def played(this_hall, number=0):
    return replays(prepare(this_hall))[number]


def by_choosing_again_and_again(this_hall, number):
    """The calls that windows make one after another, each choosing among all who wait."""
    waiting = list(this_hall.waiting)
    runs = {w.window_id: 0 + w.priority_run for w in this_hall.windows}
    free = [(0.0, k) for k in range(len(this_hall.windows))]
    heapify(free)
    calls = []
    while waiting and free:
        at, k = heappop(free)
        window = this_hall.windows[k]
        now = NINE + timedelta(seconds=at)
        choice = choose_next(
            waiting, window.serves, window_id=window.window_id, now=now,
            policy=this_hall.policy, priority_run=runs[window.window_id],
        )  # fmt: skip
        if choice is None:
            needing = [
                (w.order_at + how.help_after - NINE).total_seconds() + 0.001
                for w in waiting
                if w.window_id is None
                and (how := window.serves.get(w.queue_id))
                and how.help_after is not None
            ]
            if later := [s for s in needing if s > at]:
                heappush(free, (min(later), k))
            continue
        called = next(w for w in waiting if w.ticket_id == choice.ticket_id)
        waiting.remove(called)
        calls.append((called.ticket_id, at))
        run = runs[window.window_id]
        runs[window.window_id] = run + 1 if called.priority != NORMAL else 0
        occupied_s = occupations(called.ticket_id, HABITS[called.queue_id], REPLAYS)[number]
        heappush(free, (at + occupied_s, k))
    return calls


@given(mixed_halls())
@settings(max_examples=60, deadline=None)
def test_the_replay_calls_in_the_order_and_at_the_times_of_repeated_choosing(this_hall):
    calls = [(t, at) for t, at in played(this_hall, 3).items() if t < GHOSTS]

    expected = by_choosing_again_and_again(this_hall, 3)
    assert calls == [(t, at) for t, at in expected if at <= HORIZON_S]


def test_who_imagines_drawing_a_number_is_called_after_all_who_have_one_and_takes_no_time():
    people = people_ahead(3)
    alone = played(hall(people, [window(1)], newcomers={}))

    with_newcomer = played(hall(people, [window(1)]))

    assert list(with_newcomer) == [0, 1, 2, ghost_id(1)]
    assert {t: at for t, at in with_newcomer.items() if t < GHOSTS} == alone


def test_a_window_in_the_middle_of_a_service_calls_when_that_is_over():
    busy = window(1, serving=99, elapsed_min=4)
    u = shares(99, "service", REPLAYS)[0]

    first = played(hall(people_ahead(1), [busy]))[0]

    assert first == HABITS[1].service.remaining(240, u)


def test_a_called_person_who_has_not_come_yet_still_has_the_whole_service_before_them():
    walking = window(1, serving=99, elapsed_min=0.2, has_started=False)
    number = next(r for r in range(REPLAYS) if shares(99, "missing", REPLAYS)[r] > 0.5)

    first = played(hall(people_ahead(1), [walking]), number)[0]

    assert first == 30 - 12 + HABITS[1].service.at(shares(99, "service", REPLAYS)[number])


def test_a_window_that_has_just_finished_takes_its_time_before_it_calls():
    turnaround_s = 20.0
    habits = {q: replace(h, turnaround_s=turnaround_s) for q, h in HABITS.items()}
    ended = AtWindow(ticket_id=99, queue_id=1, has_started=True, has_ended=True, elapsed_s=5)

    first = played(
        replace(hall(people_ahead(1), [replace(window(1), at_window=ended)]), habits=habits)
    )

    assert first[0] == turnaround_s - 5


def test_a_called_person_of_whom_nothing_is_seen_for_long_is_not_waited_for():
    since_call_min = 1.0  # the way takes half a minute, and a window waits one and a half
    nobody_there = window(1, serving=99, elapsed_min=since_call_min, has_started=False)

    firsts = [played(hall(people_ahead(1), [nobody_there]), number)[0] for number in range(REPLAYS)]

    assert firsts.count(90 - 60) > REPLAYS / 4


def test_a_paused_window_calls_when_its_pause_is_over():
    back = window(1, away_s=600)

    assert played(hall(people_ahead(1), [back]))[0] == 600


def test_nobody_is_called_in_a_break_between_two_sessions():
    resting = hall(people_ahead(2), [window(1)], breaks=[(0, 5400)])

    calls = played(resting)

    assert calls[0] == 5400
    assert after_breaks(resting, 5400) == 5400


def test_people_expected_to_come_with_priority_overtake_who_waits():
    people = people_ahead(12)
    calm = hall(people, [window(1)], patience_min=600)
    busy = hall(
        people, [window(1)], patience_min=600,
        streams=[Stream(queue_id=1, priority=1, per_hour=6)],
    )  # fmt: skip

    assert sum(played(busy, r)[11] for r in range(REPLAYS)) > 1.2 * sum(
        played(calm, r)[11] for r in range(REPLAYS)
    )


def appointment(appointment_id, *, at_min, priority=1, **more):
    return Expected(
        appointment_id=appointment_id, queue_id=1, priority=priority, at_s=at_min * 60, **more
    )


def test_who_comes_by_appointment_overtakes_from_the_slots_beginning_on():
    people = people_ahead(6)
    calm = hall(people, [window(1)], patience_min=600)
    booked = [appointment(1, at_min=15), appointment(2, at_min=15)]
    busy = replace(calm, expected=booked)

    for r in range(REPLAYS):
        before, after = played(calm, r), played(busy, r)
        called_in_time = {k for k, at_s in before.items() if at_s < 15 * 60}
        assert {k: after[k] for k in called_in_time} == {k: before[k] for k in called_in_time}
        assert after[5] > before[5]


def test_nobody_with_an_appointment_is_called_before_it():
    soon = replace(hall([waits(0, since_min=0)], [window(1)]), expected=[appointment(1, at_min=30)])

    for r in range(REPLAYS):
        others = [at_s for k, at_s in played(soon, r).items() if k >= STRANGERS]
        assert all(at_s >= 30 * 60 for at_s in others)


def test_as_many_come_by_appointment_as_are_known_to_come():
    people = people_ahead(6)
    half = Comings(booked=2, on_time_s=(-300.0,))
    booked = [appointment(n, at_min=15, comings=half) for n in range(4)]
    ready = prepare(replace(hall(people, [window(1)], patience_min=600), expected=booked))

    ((_, comings),) = ready.appointed.items()
    assert sum(len(times) for times in comings) == 4 * len(comings) / 2
    assert prepare(ready.hall).appointed == ready.appointed  # the same at every look


def test_who_is_missing_after_the_slots_beginning_comes_as_late_as_others_did():
    often_late = Comings(booked=10, on_time_s=(-600.0, -300.0, 240.0, 300.0))
    people = people_ahead(6)
    begun = appointment(1, at_min=-2, comings=often_late)

    ready = prepare(replace(hall(people, [window(1)], patience_min=600), expected=[begun]))

    ((_, comings),) = ready.appointed.items()
    came = [at_s for times in comings for at_s in times]
    # Two of the ten had come by then; of the other eight two did, four and five minutes after.
    assert sorted(came) == [120.0] * (len(comings) // 8) + [180.0] * (len(comings) // 8)


def test_anybody_who_comes_goes_before_those_whose_time_is_still_to_come():
    early = waits(1, since_min=-20, priority=1)  # checked in twenty minutes before the slot
    calm = hall([early], [window(1, serving=90, elapsed_min=1)])
    busy = replace(calm, streams=[Stream(queue_id=1, priority=0, per_hour=30)])

    alone = [played(calm, r)[1] for r in range(REPLAYS)]
    among_others = [played(busy, r)[1] for r in range(REPLAYS)]

    assert sum(among_others) > 1.5 * sum(alone)
    assert max(among_others) > 20 * 60


def test_an_earlier_slot_goes_before_a_later_one_whoever_checked_in_first():
    early = waits(1, since_min=-20, priority=1)
    calm = hall([early], [window(1, serving=90, elapsed_min=1)])
    busy = replace(calm, expected=[appointment(n, at_min=1) for n in range(3)])

    for r in range(REPLAYS):
        calls = played(busy, r)
        strangers = [at_s for k, at_s in calls.items() if k >= STRANGERS]
        joined_in_time = [at_s for at_s in strangers if at_s < calls[1]]
        assert calls[1] < 60 or joined_in_time
        assert calls[1] >= played(calm, r)[1]


def test_appointments_without_priority_change_nothing_for_who_waits():
    people = people_ahead(6)
    busy = replace(hall(people, [window(1)]), expected=[appointment(1, at_min=0, priority=0)])

    assert played(busy) == played(hall(people, [window(1)]))


def test_appointments_and_strangers_join_one_line_in_order():
    calm = hall(
        people_ahead(6), [window(1)], patience_min=600,
        streams=[Stream(queue_id=1, priority=1, per_hour=6)],
    )  # fmt: skip
    busy = replace(calm, expected=[appointment(n, at_min=10 * n) for n in range(3)])

    assert sum(played(busy, r)[5] for r in range(REPLAYS)) > sum(
        played(calm, r)[5] for r in range(REPLAYS)
    )


def test_people_expected_to_come_behind_everybody_change_nothing():
    people = people_ahead(6)
    busy = hall(people, [window(1)], streams=[Stream(queue_id=1, priority=0, per_hour=60)])

    assert played(busy) == played(hall(people, [window(1)]))


def test_a_window_helps_only_once_somebody_has_waited_long_enough():
    helper = WindowNow(
        window_id=1, serves={2: Serves(rank=1), 1: Serves(rank=2, help_after=timedelta(minutes=10))}
    )

    calls = played(hall([waits(0, since_min=4)], [helper], newcomers={}))

    assert 6 * 60 < calls[0] < 6 * 60 + 1


def test_a_ticket_sent_to_a_window_is_called_by_no_other():
    sent = waits(7, since_min=30, window_id=2)

    assert 7 not in played(hall([sent], [window(1)]))
    assert played(hall([sent], [window(1), window(2, 3)]))[7] == 0
