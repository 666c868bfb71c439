"""Where a rating goes with a platform, and when it is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.errors import WrongState
from server.domain.forwarding import (
    ForwardState,
    Persistence,
    Recipient,
    Verdict,
    after_verdict,
    demand_resendable,
    first_state,
    retry_at,
)
from server.domain.rating import Channel, Level

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PERSISTENCE = Persistence(first=timedelta(seconds=30), longest=timedelta(hours=1), attempts=4)


def recipient(**changed):
    known = {
        "name": "province",
        "halls": None,
        "channels": frozenset({Channel.KEYPAD}),
        "takes_defaults": False,
    }
    return Recipient(**{**known, **changed})


@pytest.mark.parametrize(
    ("level", "labels", "words", "state"),
    [
        (Level.BASIC, [], None, "pending"),
        (Level.DISSATISFIED, [], None, "reason_missing"),
        (Level.VERY_DISSATISFIED, [], "", "reason_missing"),
        (Level.DISSATISFIED, ["213"], None, "pending"),
        (Level.VERY_DISSATISFIED, [], "等了两个小时", "pending"),
    ],
)
def test_a_bad_rating_waits_for_its_reason(level, labels, words, state):
    assert first_state(level, stays=None, labels=labels, words=words, lacks_number=False) == state


@pytest.mark.parametrize(
    ("given_rating", "stays"),
    [
        ({}, None),
        ({"channel": "paper"}, "channel"),
        ({"is_default": True}, "default"),
        ({"given_at": None}, "time"),
    ],
)
def test_what_a_platform_has_no_word_for_stays_here(given_rating, stays):
    rating = {"channel": "keypad", "is_default": False, "given_at": NOW, **given_rating}

    found = recipient().stays(**rating)

    assert found == stays
    if stays:
        state = first_state(Level.BASIC, stays=found, labels=[], words=None, lacks_number=True)
        assert state is ForwardState.LOCAL


def test_a_platform_that_takes_ratings_by_a_rule_gets_them():
    takes = recipient(takes_defaults=True)

    assert takes.stays(channel="paper", is_default=True, given_at=NOW) is None


def test_a_platform_serves_the_halls_it_names_or_all():
    assert recipient().serves("anything")
    assert recipient(halls=frozenset({"county"})).serves("county")
    assert not recipient(halls=frozenset({"county"})).serves("township")


@pytest.mark.parametrize(
    ("verdict", "attempts", "state"),
    [
        (Verdict.OK, 1, "sent"),
        (Verdict.DUPLICATE_OK, 9, "duplicate"),
        (Verdict.REJECT, 1, "rejected"),
        (Verdict.RETRY, 3, "pending"),
        (Verdict.RETRY, 4, "dead"),
        (Verdict.RETRY, 5, "dead"),
    ],
)
def test_an_answer_decides_where_a_rating_goes(verdict, attempts, state):
    assert after_verdict(verdict, attempts=attempts, persistence=PERSISTENCE) == state


@pytest.mark.parametrize("state", ForwardState)
def test_only_what_was_refused_or_given_up_is_sent_again_by_hand(state):
    if state in ("rejected", "dead"):
        demand_resendable(state)
        return
    with pytest.raises(WrongState):
        demand_resendable(state)


@pytest.mark.parametrize(
    ("attempts", "least_s", "most_s"),
    [(1, 15, 30), (2, 30, 60), (5, 240, 480), (8, 1800, 3600), (1000, 1800, 3600)],
)
def test_the_wait_doubles_up_to_an_hour_and_half_of_it_is_luck(attempts, least_s, most_s):
    waits = [
        (retry_at(NOW, attempts=attempts, luck=luck, persistence=PERSISTENCE) - NOW).total_seconds()
        for luck in (0.0, 1.0)
    ]

    assert waits == [least_s, most_s]


@given(st.integers(1, 500), st.floats(0, 1))
def test_a_retry_is_never_at_once_and_never_beyond_the_longest_wait(attempts, luck):
    wait = retry_at(NOW, attempts=attempts, luck=luck, persistence=PERSISTENCE) - NOW

    assert timedelta(seconds=15) <= wait <= PERSISTENCE.longest
