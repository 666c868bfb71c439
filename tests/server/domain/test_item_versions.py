"""The table of a version's life, written down a second time; whose step it is; whose day."""

from datetime import date

import pytest

from server.domain.errors import Forbidden, WrongState
from server.domain.items import (
    ItemState,
    ItemStep,
    Validity,
    demand_another,
    diagram,
    in_force,
    next_item_state,
    permission_for,
)

# state before, then step>state after; "-" is a version that does not exist yet.
LIFE = """
-           draft>draft take_over>published
draft       edit>draft submit>submitted withdraw>withdrawn
submitted   approve>approved send_back>draft withdraw>withdrawn
approved    file>published send_back>draft withdraw>withdrawn
published   supersede>superseded withdraw>withdrawn
superseded
withdrawn
"""
ALLOWED = {
    (None if before == "-" else before, step.split(">")[0]): step.split(">")[1]
    for before, *steps in map(str.split, LIFE.strip().splitlines())
    for step in steps
}
WHOSE = {
    ("draft", "edit"): "edit_items",
    ("draft", "submit"): "edit_items",
    ("draft", "withdraw"): "edit_items",
    ("submitted", "withdraw"): "edit_items",
    ("approved", "withdraw"): "edit_items",
    ("submitted", "approve"): "approve_items",
    ("submitted", "send_back"): "approve_items",
    ("approved", "file"): "file_items",
    ("approved", "send_back"): "file_items",
    ("published", "withdraw"): "file_items",
    ("published", "supersede"): None,
}


@pytest.mark.parametrize("step", ItemStep)
@pytest.mark.parametrize("state", [None, *ItemState])
def test_a_step_leads_where_it_should_or_is_refused(state, step):
    after = ALLOWED.get((state, step))
    if after is not None:
        assert next_item_state(state, step) == after
        return
    with pytest.raises(WrongState) as refused:
        next_item_state(state, step)
    assert refused.value.fields == {"state": state, "trigger": step}


@pytest.mark.parametrize(("state", "step"), WHOSE)
def test_each_step_is_for_those_who_may_take_it(state, step):
    assert permission_for(ItemState(state), ItemStep(step)) == WHOSE[state, step]


def test_every_step_of_a_version_that_exists_is_somebodys_or_the_calendars():
    assert {pair for pair in ALLOWED if pair[0] is not None} == set(WHOSE)


def test_nobody_approves_their_own_words_and_nobody_files_what_they_approved():
    with pytest.raises(Forbidden) as refused:
        demand_another(ItemStep.APPROVE, 1, authors={1, 2}, approved_by=None)
    assert refused.value.fields == {"reason": "author"}
    with pytest.raises(Forbidden) as refused:
        demand_another(ItemStep.FILE, 3, authors={1, 2}, approved_by=3)
    assert refused.value.fields == {"reason": "approver"}


def test_others_approve_and_file_and_whoever_wrote_it_may_file_it():
    demand_another(ItemStep.APPROVE, 3, authors={1, 2}, approved_by=None)
    demand_another(ItemStep.FILE, 1, authors={1, 2}, approved_by=3)
    demand_another(ItemStep.SUBMIT, 1, authors={1}, approved_by=None)


FIRST = Validity(1)
NEXT_YEAR = Validity(2, date(2027, 1, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("day", "chosen", "is_over"),
    [
        (date(2026, 12, 31), FIRST, False),
        (date(2027, 1, 1), NEXT_YEAR, False),
        (date(2027, 6, 30), NEXT_YEAR, False),
        (date(2027, 7, 1), NEXT_YEAR, True),
    ],
    ids=["the day before", "its first day", "its last day", "nothing comes back afterwards"],
)
def test_the_latest_version_that_has_begun_counts(day, chosen, is_over):
    assert in_force([NEXT_YEAR, FIRST], day) == chosen
    assert chosen.has_ended(day) is is_over


def test_nothing_counts_before_the_first_day():
    assert in_force([NEXT_YEAR], date(2026, 12, 31)) is None
    assert in_force([], date(2026, 12, 31)) is None


def test_the_diagram_shows_every_pair():
    shown = sum(line.count(",") + 1 for line in diagram().splitlines() if ": " in line)
    assert shown == len(ALLOWED)
