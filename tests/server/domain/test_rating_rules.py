"""What counts as a rating."""

from datetime import UTC, datetime, timedelta

import pytest

from server.domain.rating import BAD_LEVELS, Flag, Level, flags, is_possible

ARMED = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def seconds(s):
    return timedelta(seconds=s)


def test_there_are_five_levels_from_best_to_worst():
    assert [level.value for level in Level] == [
        "very_satisfied",
        "satisfied",
        "basic",
        "dissatisfied",
        "very_dissatisfied",
    ]


def test_the_two_worst_levels_are_followed_up():
    assert {"dissatisfied", "very_dissatisfied"} == BAD_LEVELS


@pytest.mark.parametrize(
    ("after", "flagged"),
    [(0, {Flag.FAST}), (0.999, {Flag.FAST}), (1, set()), (20, set())],
    ids=["at once", "just under a second", "a second", "at leisure"],
)
def test_a_key_pressed_too_fast_is_flagged(after, flagged):
    assert flags(armed_at=ARMED, pressed_at=ARMED + seconds(after)) == flagged


@pytest.mark.parametrize(
    ("started", "pressed", "possible"),
    [(-60, 5, True), (0, 0, True), (1, 5, False), (-60, -1, False)],
    ids=["in order", "all at once", "armed before service began", "pressed before armed"],
)
def test_times_out_of_order_cannot_be_true(started, pressed, possible):
    times = {"started_at": ARMED + seconds(started), "pressed_at": ARMED + seconds(pressed)}

    assert is_possible(armed_at=ARMED, **times) is possible


@pytest.mark.parametrize(
    ("others", "flagged"),
    [
        ((-20,), set()),
        ((-20, -50), {Flag.SERIAL}),
        ((-20, -60), {Flag.SERIAL}),
        ((-20, -60.5), set()),
        ((0, 0), {Flag.SERIAL}),
        ((20, 40), set()),
    ],
    ids=[
        "one before",
        "two before",
        "a minute is within",
        "more than a minute is not",
        "all at once",
        "later ones are flagged themselves",
    ],
)
def test_the_third_press_within_a_minute_is_one_of_a_series(others, flagged):
    pressed_at = ARMED + seconds(5)
    times = [pressed_at + seconds(away) for away in others]

    assert flags(armed_at=ARMED, pressed_at=pressed_at, others=times) == flagged
