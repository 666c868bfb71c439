"""Which numbers a kiosk may hold, and what part of a quota."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.calendar import OpeningHours, Session
from server.domain.leasing import Block, days_to_lease, highest_free, numbers_to_lease, share

WEEKDAYS = OpeningHours(
    zone="Asia/Shanghai",
    sessions=[Session(frozenset({1, 2, 3, 4, 5}), time(8, 30), time(17, 30))],
    closed_on={date(2026, 11, 30): "停电检修"},
)
TUESDAY, FRIDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 28)


@pytest.mark.parametrize(
    ("first", "digits", "last_given", "numbers"),
    [
        (1, 3, None, Block(501, 999)),
        (100, 3, None, Block(550, 999)),
        (1, 3, 400, Block(501, 999)),
        (1, 3, 700, Block(701, 999)),
        (1, 3, 998, Block(999, 999)),
        (1, 3, 999, None),
        (1, 3, 1200, None),
        (0, 1, None, Block(5, 9)),
        (1000, 3, None, Block(5500, 9999)),
    ],
)
def test_kiosks_hold_of_the_upper_half_what_was_not_given(first, digits, last_given, numbers):
    assert numbers_to_lease(first, digits=digits, last_given=last_given) == numbers


@pytest.mark.parametrize(
    ("taken", "block"),
    [
        ([], Block(960, 999)),
        ([Block(960, 999)], Block(920, 959)),
        ([Block(960, 999), Block(501, 955)], Block(956, 959)),
        ([Block(970, 970)], Block(971, 999)),
        ([Block(1000, 1040)], Block(960, 999)),
        ([Block(501, 999)], None),
        ([Block(400, 1000)], None),
    ],
)
def test_the_next_block_is_the_highest_that_is_free(taken, block):
    assert highest_free(Block(501, 999), size=40, taken=taken) == block


blocks = st.tuples(st.integers(0, 60), st.integers(0, 9)).map(lambda b: Block(b[0], b[0] + b[1]))


@given(st.lists(blocks, max_size=8), st.integers(1, 12))
def test_blocks_are_free_whole_and_taken_from_the_top_until_none_is_left(taken, size):
    within, taken = Block(10, 50), list(taken)
    free = {n for n in range(10, 51) if not any(n in block for block in taken)}

    while (block := highest_free(within, size=size, taken=taken)) is not None:
        numbers = set(range(block.first, block.last + 1))
        assert numbers <= free
        assert len(numbers) <= size
        assert max(free) == block.last
        free -= numbers
        taken.append(block)
    assert free == set()


@given(st.integers(-5, 200), st.integers(1, 9))
def test_the_shares_of_a_quota_are_the_quota(left, kiosks):
    shares = [share(left, among=kiosks, place=place) for place in range(kiosks)]

    assert sum(shares) == max(left, 0)
    assert max(shares) - min(shares) <= 1


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (TUESDAY, [TUESDAY, date(2026, 11, 25)]),
        (FRIDAY, [FRIDAY, date(2026, 12, 1)]),
        (SATURDAY, [date(2026, 12, 1)]),
    ],
)
def test_numbers_are_held_for_today_and_the_next_day_of_work(today, days):
    assert days_to_lease(WEEKDAYS, today, any_hour=False) == days


def test_a_hall_that_never_shuts_has_a_tomorrow():
    assert days_to_lease(WEEKDAYS, SATURDAY, any_hour=True) == [SATURDAY, date(2026, 11, 29)]


def test_a_hall_that_never_opens_holds_nothing():
    shut = OpeningHours(zone="Asia/Shanghai", sessions=[])

    assert days_to_lease(shut, TUESDAY, any_hour=False) == []
