"""The comparison that `bench --estimate` makes, on one short series."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from server.domain.estimate.quotes import fitted
from server.domain.estimate.spread import Spread
from server.simulation.halls import imagined_halls
from server.simulation.halls_bench import is_shared, run, verdicts
from server.simulation.halls_compare import OURS, SIMPLE, Guess, Past, compare
from server.simulation.halls_day import TURNAROUND_S, Day
from server.simulation.halls_figures import Share, figures, share_inside
from server.simulation.halls_people import booked_of, people_of
from server.simulation.halls_series import Plan

HALL, *_, APPOINTMENTS = imagined_halls()
REPLAYED = [300.0, 350.0, 400.0, 450.0, 500.0]


def guess(waited_s, *, mid_s=400, simple_s=500, least_s=25, day=(0, 0), waits=REPLAYED, **more):
    """What was said to somebody, ours and, all alike, the simple ways."""
    return Guess(
        waited_s=waited_s, said={OURS: mid_s, **dict.fromkeys(SIMPLE, simple_s)},
        range=fitted(waits, least_s=least_s), spread=Spread.of(waits), least_s=least_s, day=day,
        **more,
    )  # fmt: skip


def day_of(hall, seed, look):
    """One day of a hall, looked at whenever somebody comes."""
    people, booked = people_of(hall, seed), booked_of(hall, seed)
    return Day(hall, people, look=look, booked=booked).run()


def test_a_series_gives_the_same_guesses_again_and_shares_nobody_with_another():
    first, again, other = (compare(HALL, series=n, days=1, every=20) for n in (1, 1, 2))

    assert first == again
    assert list(first) == [(HALL.name, 1, 0)]
    waited = [{g.waited_s for g in seen[HALL.name, 1, 0]} for seen in (first, other)]
    assert waited[0].isdisjoint(waited[1])


def test_the_figures_hold_every_estimator_against_what_came_true():
    f = figures([guess(400), guess(460), guess(700), guess(100)])

    assert (f.n, f.mae, f.bias) == (4, pytest.approx(660 / 4 / 60), pytest.approx(-60 / 4 / 60))
    assert (f.coverage.value, f.below_p90) == (0.5, 0.75)
    assert f.simple[f.best_simple] == pytest.approx((100 + 40 + 200 + 400) / 4 / 60)
    assert f.gain.value == pytest.approx(1 - 660 / 740)


def test_who_was_looked_at_for_others_too_counts_for_them():
    f = figures([guess(400, stands_for=3), guess(700)])

    assert (f.n, f.mae, f.coverage.value) == (2, pytest.approx(300 / 4 / 60), 0.75)
    assert f.gain.value == pytest.approx(1 - 300 / (3 * 100 + 200))


def test_the_give_of_a_share_comes_from_how_the_days_differ():
    alike = [guess(at, day=(0, n)) for n in range(8) for at in (400, 900)]
    apart = [guess(400 if n % 2 else 900, day=(0, n)) for n in range(8) for _ in range(2)]

    even, uneven = figures(alike).coverage, figures(apart).coverage

    assert (even.value, even.give) == (0.5, 0)
    # Eight days that are wholly inside or wholly outside: a standard error of 0.5 / sqrt(7).
    assert (uneven.value, uneven.give) == (0.5, pytest.approx(1.96 * 0.5 / 7**0.5))


def test_a_wait_and_a_guess_below_the_way_to_the_window_count_as_long_as_the_way():
    f = figures([guess(3, mid_s=25, simple_s=0), guess(400, simple_s=460)])

    assert (f.mae, f.simple[f.best_simple]) == (0, 60 / 2 / 60)


@pytest.mark.parametrize(
    ("at_once", "inside"), [(0.05, 0), (0.2, 0.5), (0.5, 0.8), (0.96, 0.8 / 0.96)]
)
def test_who_is_called_at_once_counts_as_spread_over_all_that_was_foreseen_at_once(at_once, inside):
    soon = guess(0, waits=[10.0, 60.0, 200.0, 500.0])
    soon = replace(soon, least_s=soon.spread.at(at_once))

    assert share_inside(soon) == pytest.approx(inside)


def test_a_true_distribution_holds_four_in_five_however_many_are_called_at_once():
    foreseen = guess(0, waits=[10.0, 60.0, 200.0, 500.0])
    foreseen = replace(foreseen, least_s=foreseen.spread.at(0.25))
    came_true = [
        replace(foreseen, waited_s=foreseen.spread.at((k + 0.5) / 1000)) for k in range(1000)
    ]

    assert figures(came_true).coverage.value == pytest.approx(0.8, abs=0.002)


def test_a_class_outside_the_promised_share_is_named_and_a_gain_too_small_is_missed():
    kept = figures([guess(400, day=(0, n)) for n in range(80)] + [guess(900)] * 20)
    by_class = {
        ("hall", 1, 0): kept,
        ("hall", 2, 1): replace(kept, coverage=Share(value=0.5, give=0.04)),
    }
    little = replace(kept, gain=Share(value=0.07, give=0.02))

    coverage, gain, worse = verdicts(by_class, {"hall": little}, shared={"hall"})

    assert coverage.missed_by == ["hall 2 priority 50.0% ± 4.0 of 100"]
    assert gain.missed_by == ["3.0%"]
    assert str(gain).endswith("wanted 10%: MISSED by 3.0%")
    assert (worse.missed_by, str(worse).endswith(": kept")) == ([], True)


def test_a_run_prints_every_promise_and_says_whether_all_were_kept():
    out = StringIO()

    is_kept = run(Plan(series=1, days=1, every=60), console=Console(file=out, width=200))

    said = out.getvalue()
    assert is_kept == ("MISSED by" not in said)
    for promise in ("80 % range true", "mixed skills, priority: error", "one estimate of 100"):
        assert any(
            line.startswith(promise) and (line.endswith("kept") or "MISSED by" in line)
            for line in said.splitlines()
        )


def test_a_hall_of_the_comparison_sees_a_window_that_has_just_finished():
    seen = []

    def look(day, person):
        seen.extend(w.at_window for w in day.hall_now({}, [], {}).windows if w.at_window)

    day_of(HALL, 3, look)

    assert {(w.has_started, w.has_ended) for w in seen} >= {(True, False), (True, True)}
    assert all(w.elapsed_s <= TURNAROUND_S for w in seen if w.has_ended)


# Appointments ------------------------------------------------------------------------------------


def test_of_those_with_appointments_some_come_early_some_late_and_some_never():
    ways = set()
    for seed in range(5):
        booked = {b.appointment_id: b for b in booked_of(APPOINTMENTS, seed)}
        people = {p.appointment_id: p for p in people_of(APPOINTMENTS, seed)}
        for number, b in booked.items():
            person = people.get(number)
            if b.comes_s is None or person is None:
                assert person is b.comes_s is None
                ways.add("never")
            elif b.comes_s > b.on_time_s:
                assert (person.priority, person.order_s) == (0, person.at_s)
                ways.add("late")
            else:
                assert (person.priority, person.order_s) == (1, b.slot_s)
                ways.add("early" if person.at_s < b.slot_s else "in time")

    assert ways == {"never", "late", "early", "in time"}


def test_a_hall_expects_those_who_have_not_come_and_would_be_on_time():
    seen = []

    def look(day, person):
        expected = {e.appointment_id: e for e in day.hall_now({}, [], {}).expected}
        for booked in day.booked:
            has_come = booked.comes_s is not None and booked.comes_s <= day.now_s
            is_late = day.now_s > booked.slot_s + 900
            assert (booked.appointment_id in expected) == (not has_come and not is_late)
        seen.extend(e.at_s for e in expected.values())

    day_of(APPOINTMENTS, 1, look)

    assert min(seen) < 0 < max(seen)


def test_the_past_tells_how_those_with_appointments_come():
    past = Past(APPOINTMENTS)
    past.add(day_of(APPOINTMENTS, 5, lambda day, person: None))

    comings = past.comings()[1]

    booked = booked_of(APPOINTMENTS, 5)
    assert comings.booked == len(booked)
    assert len(comings.on_time_s) == sum(b.is_kept for b in booked)
    assert list(comings.on_time_s) == sorted(comings.on_time_s)
    assert past.streams(1)[0].per_hour < 30  # strangers only


def test_halls_in_which_some_go_first_or_windows_are_shared_must_gain():
    assert {hall.name for hall in imagined_halls() if is_shared(hall)} == {
        "mixed skills, priority", "ranks and help", "appointments",
    }  # fmt: skip
