"""参评率, 满意率, 差评率, 平均分: by hand, and at their edges."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.rating import Level
from server.domain.rating_causes import OURS, Cause, Owner, cause_of, owner_of
from server.domain.satisfaction import Rated, Share, counting, rounded, satisfaction
from server.store.rating_labels import national_labels

BEST, GOOD, BASIC, BAD, WORST = Level


def test_a_day_by_hand():
    figures = satisfaction(
        [
            [Rated(1, BEST)],
            [Rated(1, GOOD)],
            [Rated(1, BASIC)],
            [Rated(1, WORST)],
            [],
            [],
            [],
            [],
        ]
    )

    assert (figures.services, figures.active) == (8, 4)
    assert figures.participation.percent == "50.00"
    assert figures.satisfaction == Share(3, 4)
    assert figures.satisfaction.percent == "75.00"
    assert figures.bad.percent == "25.00"
    assert figures.delighted.percent == "25.00"
    assert figures.average == "6.50"  # (10 + 8 + 6 + 2) / 4


def test_nothing_of_nothing_is_unknown():
    none = satisfaction([])

    assert none.average is None
    shares = (none.participation, none.satisfaction, none.bad, none.delighted)
    assert [share.percent for share in shares] == [None] * 4


def test_visits_without_ratings_have_a_participation_and_nothing_else():
    figures = satisfaction([[], []])

    assert figures.participation.percent == "0.00"
    assert figures.satisfaction.percent is None


@pytest.mark.parametrize(
    ("ratings", "counts"),
    [
        ([Rated(1, BAD, is_excluded=True)], None),
        ([Rated(1, BEST, is_default=True)], None),
        ([Rated(1, GOOD), Rated(2, WORST)], GOOD),
        ([Rated(2, WORST), Rated(1, GOOD)], GOOD),
        ([Rated(1, BEST, is_default=True), Rated(2, BAD)], BAD),
        ([Rated(1, WORST, is_excluded=True), Rated(2, GOOD)], GOOD),
        ([], None),
    ],
)
def test_of_each_visit_one_rating_that_somebody_gave_counts(ratings, counts):
    found = counting(ratings)

    assert (None if found is None else found.level) == counts


def test_what_does_not_count_is_told_beside():
    figures = satisfaction(
        [
            [Rated(1, GOOD), Rated(2, WORST)],
            [Rated(1, BEST, is_default=True)],
            [Rated(1, BAD, is_excluded=True)],
        ]
    )

    assert (figures.active, figures.further, figures.defaults, figures.excluded) == (1, 1, 1, 1)
    assert figures.satisfaction.percent == "100.00"


@pytest.mark.parametrize(
    ("part", "of", "percent"),
    [
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 8, "12.50"),
        (1, 800, "0.13"),  # 0.125: half goes up
        (799, 800, "99.88"),  # 99.875
        (24_999, 25_000, "99.99"),  # 99.996, with one bad rating
        (999_999, 1_000_000, "99.99"),
        (1, 1_000_000, "0.01"),
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (0, 0, None),
    ],
)
def test_shares_are_rounded_half_up_and_never_hide_the_last_one(part, of, percent):
    assert Share(part, of).percent == percent


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_all_or_nothing_only_if_it_is(part, more):
    share = Share(part, part + more)

    assert share.percent != "100.00"
    assert (share.percent == "0.00") == (part == 0)
    exact = Fraction(100 * part, part + more)
    assert abs(Fraction(share.percent) - exact) <= Fraction(1, 100)


def test_an_average_is_the_best_only_if_all_are():
    assert rounded(Fraction(99_999, 10_000), top=10) == "9.99"
    assert satisfaction([[Rated(1, BEST)]]).average == "10.00"
    assert satisfaction([[Rated(1, WORST)]]).average == "2.00"


@pytest.mark.parametrize(
    ("labels", "owner"),
    [
        ([], Owner.UNKNOWN),
        (["213"], Owner.OURS),
        (["213", "207"], Owner.OURS),
        (["108"], Owner.OTHERS),
        (["108", "115"], Owner.BOTH),
        (["000"], Owner.OTHERS),
    ],
)
def test_a_bad_rating_belongs_to_whom_its_labels_name(labels, owner):
    assert owner_of(labels) is owner


def test_our_labels_are_national_ones_of_bad_levels():
    known = national_labels()

    for code in OURS:
        label = known.read(code)
        assert label is not None
        assert label.level in (BAD, WORST)
    assert cause_of("212") is Cause.APPOINTMENT
    assert cause_of("108") is Cause.OTHERS
