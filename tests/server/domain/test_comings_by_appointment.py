"""How those come who have an appointment, as earlier days tell it."""

import pytest

from server.domain.estimate.comings import Comings

TEN = Comings(booked=10, on_time_s=(-600.0, -300.0, 60.0, 120.0))


@pytest.mark.parametrize(
    ("since_s", "u", "comes_s"),
    [
        (-1800, 0.0, -600),  # nobody has come yet: any of the ten
        (-1800, 0.39, 120),
        (-1800, 0.4, None),
        (0, 0.0, 60),  # one of the eight who had not come when the slot began
        (0, 0.24, 120),
        (0, 0.25, None),
        (120, 0.0, None),  # nobody ever came later and in time
    ],
)
def test_who_is_not_here_yet_is_one_of_those_who_came_later_or_never(since_s, u, comes_s):
    assert TEN.comes_s(since_s, u) == comes_s


def test_where_everybody_came_early_nobody_is_missing_for_long():
    early = Comings(booked=3, on_time_s=(-900.0, -600.0, -300.0))

    assert [early.comes_s(0, u) for u in (0.0, 0.5, 0.99)] == [None] * 3
