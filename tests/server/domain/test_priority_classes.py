"""Who goes before others, and what has to be said for it."""

from datetime import timedelta

import pytest

from server.domain.errors import Forbidden, InvalidInput
from server.domain.priority import RANK, Claim, PriorityClass, words
from server.domain.queueing import Choice, Rule
from server.domain.why import why


def test_the_green_lane_goes_before_the_legal_groups_and_these_before_normal_tickets():
    groups = set(PriorityClass) - {PriorityClass.GREEN_LANE, PriorityClass.NORMAL}

    assert {RANK[group] for group in groups} == {2}
    assert RANK[PriorityClass.GREEN_LANE] == 3
    assert RANK[PriorityClass.NORMAL] == 0


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"approver": "带班领导"}, "reason"),
        ({"reason": "县重点项目"}, "approver"),
        ({"reason": "", "approver": "带班领导"}, "reason"),
    ],
)
def test_the_green_lane_needs_a_reason_and_an_approver(said, missing):
    with pytest.raises(InvalidInput) as refused:
        Claim(priority_class=PriorityClass.GREEN_LANE, **said).demand_granted(by_staff=True)

    assert refused.value.fields == {"field": missing}


@pytest.mark.parametrize("group", [c for c in PriorityClass if c is not PriorityClass.NORMAL])
def test_priority_is_given_by_staff_only(group):
    claim = Claim(priority_class=group, reason="县重点项目", approver="带班领导")

    with pytest.raises(Forbidden):
        claim.demand_granted(by_staff=False)
    assert claim.demand_granted(by_staff=True) is None


def test_a_normal_ticket_needs_nobody():
    assert Claim().demand_granted(by_staff=False) is None


def test_every_class_but_the_normal_one_has_words():
    assert {c for c in PriorityClass if words(c) is None} == {PriorityClass.NORMAL}


def test_the_class_stands_in_the_sentence():
    said = why(Choice(1, Rule.PRIORITY, timedelta(minutes=3)), PriorityClass.ELDERLY)

    assert said.zh == "老年人优先：优先号，已等 3 分钟"
    assert said.en == "Priority ticket; has waited 3 min (elderly)"
