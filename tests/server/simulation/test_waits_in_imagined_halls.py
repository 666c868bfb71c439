"""The comparison that `bench --estimate` makes, on one short series."""

from dataclasses import replace

import pytest

from server.domain.estimate.quotes import WaitRange
from server.simulation.halls import imagined_halls
from server.simulation.halls_bench import figures, verdicts
from server.simulation.halls_compare import OURS, SIMPLE, Guess, compare
from server.simulation.halls_day import TURNAROUND_S, Day, people_of

HALL = imagined_halls()[0]
RANGE = WaitRange(low_s=300, mid_s=400, high_s=500, p90_s=550)


def guess(waited_s, *, mid_s=400, simple_s=500, least_s=25, series=0):
    """What was said to somebody, ours and, all alike, the simple ways."""
    return Guess(
        waited_s=waited_s, said={OURS: mid_s, **dict.fromkeys(SIMPLE, simple_s)},
        range=RANGE, least_s=least_s, series=series,
    )  # fmt: skip


def test_a_series_gives_the_same_guesses_again_and_shares_nobody_with_another():
    first, again, other = (compare(HALL, series=n, days=1, every=20) for n in (1, 1, 2))

    assert first == again
    assert list(first) == [(HALL.name, 1, 0)]
    waited = [{g.waited_s for g in seen[HALL.name, 1, 0]} for seen in (first, other)]
    assert waited[0].isdisjoint(waited[1])


def test_the_figures_hold_every_estimator_against_what_came_true():
    f = figures([guess(400), guess(460, series=1), guess(700, series=1), guess(100, series=1)])

    assert (f.n, f.mae, f.bias) == (4, pytest.approx(660 / 4 / 60), pytest.approx(-60 / 4 / 60))
    assert (f.coverage, f.below_p90) == (0.5, 0.75)
    assert f.best_simple[1] == pytest.approx((100 + 40 + 200 + 400) / 4 / 60)
    assert f.gains == (pytest.approx(1.0), pytest.approx(1 - 660 / 640))


def test_a_wait_and_a_guess_below_the_way_to_the_window_count_as_long_as_the_way():
    f = figures([guess(3, mid_s=25, simple_s=0), guess(400, simple_s=460)])

    assert (f.mae, f.best_simple[1]) == (0, 60 / 2 / 60)


def test_a_class_outside_the_promised_share_is_named_and_a_gain_too_small_is_missed():
    kept = figures([guess(400)] * 80 + [guess(900)] * 20)
    by_class = {("hall", 1, 0): kept, ("hall", 2, 1): replace(kept, coverage=0.5)}

    coverage, gain, _ = verdicts(by_class, {"hall": replace(kept, mae=99.0)}, shared={"hall"})

    assert coverage.endswith("MISSED by hall 2 priority 50% of 100")
    assert gain.endswith("MISSED")


def test_a_hall_of_the_comparison_sees_a_window_that_has_just_finished():
    seen = []

    def look(day, person):
        seen.extend(w.at_window for w in day.hall_now({}, []).windows if w.at_window)

    Day(HALL, people_of(HALL, 3), look=look).run()

    assert {(w.has_started, w.has_ended) for w in seen} >= {(True, False), (True, True)}
    assert all(w.elapsed_s <= TURNAROUND_S for w in seen if w.has_ended)
