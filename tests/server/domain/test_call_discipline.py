"""How often a number is called before it counts as missed, and how it may come back."""

from datetime import UTC, datetime, timedelta

import pytest

from server.domain.discipline import Discipline
from server.domain.errors import ReturnRefused, TooManyCalls, TooSoon

CALLED_AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STRICT = Discipline(min_calls=2, spacing_s=20, max_calls=3, lapse_after_s=90, self_returns=1)


def seconds_after_the_call(s):
    return {"last_called_at": CALLED_AT, "now": CALLED_AT + timedelta(seconds=s)}


def test_a_number_is_not_passed_over_before_its_calls():
    with pytest.raises(TooSoon) as refused:
        STRICT.demand_pass(calls=1, **seconds_after_the_call(60))

    assert refused.value.fields == {"calls_left": 1, "wait_s": 0}


def test_nor_right_after_the_last_of_them():
    with pytest.raises(TooSoon) as refused:
        STRICT.demand_pass(calls=2, **seconds_after_the_call(5.5))

    assert refused.value.fields == {"calls_left": 0, "wait_s": 15}


def test_after_calls_and_spacing_it_may_be_passed_over():
    assert STRICT.demand_pass(calls=2, **seconds_after_the_call(20)) is None


def test_calls_keep_their_distance():
    with pytest.raises(TooSoon) as refused:
        STRICT.demand_recall(calls=1, **seconds_after_the_call(19))

    assert refused.value.fields["wait_s"] == 1


def test_calls_end_at_the_most():
    assert STRICT.demand_recall(calls=2, **seconds_after_the_call(20)) is None
    with pytest.raises(TooManyCalls):
        STRICT.demand_recall(calls=3, **seconds_after_the_call(20))


def test_without_a_limit_calls_go_on():
    patient = Discipline(max_calls=None)

    assert patient.demand_recall(calls=99, **seconds_after_the_call(20)) is None


@pytest.mark.parametrize(
    ("calls", "after_s", "lapsed"),
    [(2, 89, False), (2, 90, True), (1, 500, False)],
    ids=["not yet", "at its time", "never before its calls"],
)
def test_a_called_number_lapses_by_itself(calls, after_s, lapsed):
    assert STRICT.has_lapsed(calls=calls, **seconds_after_the_call(after_s)) is lapsed


def test_where_lapsing_is_off_a_called_number_stays():
    assert not Discipline().has_lapsed(calls=5, **seconds_after_the_call(9_999))


WALKING = Discipline(min_calls=1, spacing_s=10, walking_s=40, await_walk=True, lapse_after_s=20)


def test_a_number_is_not_passed_over_while_its_citizen_may_be_on_the_way():
    with pytest.raises(TooSoon) as refused:
        WALKING.demand_pass(calls=1, **seconds_after_the_call(39.5))

    assert refused.value.fields == {"calls_left": 0, "wait_s": 1}
    assert WALKING.demand_pass(calls=1, **seconds_after_the_call(40)) is None


def test_nor_does_it_lapse_though_it_may_be_called_again_meanwhile():
    assert not WALKING.has_lapsed(calls=1, **seconds_after_the_call(39))
    assert WALKING.has_lapsed(calls=1, **seconds_after_the_call(40))
    assert WALKING.demand_recall(calls=1, **seconds_after_the_call(10)) is None


def test_a_longer_spacing_or_lapse_is_not_cut_short_by_a_short_way():
    slow = Discipline(spacing_s=20, walking_s=5, await_walk=True, lapse_after_s=90)

    with pytest.raises(TooSoon):
        slow.demand_pass(calls=1, **seconds_after_the_call(19))
    assert not slow.has_lapsed(calls=1, **seconds_after_the_call(89))


def test_where_nobody_awaits_it_the_way_delays_no_pass():
    assert Discipline(walking_s=40).demand_pass(calls=1, **seconds_after_the_call(0)) is None


@pytest.mark.parametrize(
    ("returns", "after_s", "reason"),
    [(1, 60, "used"), (0, 3601, "too_late")],
    ids=["once only", "not for ever"],
)
def test_a_citizens_own_return_has_its_limits(returns, after_s, reason):
    with pytest.raises(ReturnRefused) as refused:
        STRICT.demand_return(
            returns=returns, missed_at=CALLED_AT, now=CALLED_AT + timedelta(seconds=after_s)
        )

    assert refused.value.fields == {"reason": reason}


def test_within_them_it_is_allowed():
    now = CALLED_AT + timedelta(seconds=3600)

    assert STRICT.demand_return(returns=0, missed_at=CALLED_AT, now=now) is None
