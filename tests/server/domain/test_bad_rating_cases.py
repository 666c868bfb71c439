"""The table of a case's life, written down a second time; its clocks across days off."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from server.domain.calendar import Holidays, OpeningHours, Session
from server.domain.cases import (
    ENDED,
    CaseState,
    CaseStep,
    CaseTerms,
    diagram,
    due_at,
    next_case_state,
)
from server.domain.errors import WrongState
from server.domain.working_days import due_after, working_days_between

CHINA = ZoneInfo("Asia/Shanghai")
# state before, then step>state after; "-" is a case that does not exist yet.
NAMED = """
-               open>new
new             verify>verifying
verifying       confirm>confirmed find_no_basis>no_legal_basis appeal>appealed
appealed        uphold>confirmed exclude>excluded
confirmed       rectify>rectifying
rectifying      report_rectified>rectified
no_legal_basis  explain>explained
rectified       call_back>called_back
explained       call_back>called_back
called_back     close>closed
excluded
closed
"""
ANONYMOUS = NAMED.replace("call_back>called_back", "close>closed")


def allowed(table):
    return {
        (None if before == "-" else before, step.split(">")[0]): step.split(">")[1]
        for before, *steps in map(str.split, table.strip().splitlines())
        for step in steps
    }


PAIRS = [
    (state, step, is_anonymous)
    for state in (None, *CaseState)
    for step in CaseStep
    for is_anonymous in (False, True)
]


@pytest.mark.parametrize(("state", "step", "is_anonymous"), PAIRS)
def test_a_step_leads_where_it_should_or_is_refused(state, step, is_anonymous):
    after = allowed(ANONYMOUS if is_anonymous else NAMED).get((state, step))
    if after is not None:
        assert next_case_state(state, step, is_anonymous=is_anonymous) == after
        return
    with pytest.raises(WrongState) as refused:
        next_case_state(state, step, is_anonymous=is_anonymous)
    assert refused.value.fields == {"state": state, "trigger": step}


def test_the_expectation_names_every_state_and_every_step():
    named = {line.split()[0] for line in NAMED.strip().splitlines()}

    assert named == {"-", *CaseState}
    assert {step for _, step in allowed(NAMED)} == set(CaseStep)


def test_a_case_that_has_ended_takes_no_step():
    assert {state for state, _ in allowed(NAMED)} & ENDED == set()


def test_the_diagram_shows_every_arrow():
    assert diagram().count("-->") == len(allowed(NAMED)) + len(ENDED) + 2


# Clocks ---------------------------------------------------------------------------------------


def days(month, first, last):
    return [date(2026, month, n) for n in range(first, last + 1)]


# 国庆 2026 as it was published: 1 to 7 October off, 20 September and 10 October worked.
HOURS = OpeningHours(
    zone="Asia/Shanghai",
    sessions=[
        Session(frozenset(range(1, 6)), time(8, 30), time(12)),
        Session(frozenset(range(1, 6)), time(13, 30), time(17)),
    ],
    holidays=Holidays(
        closed=dict.fromkeys(days(10, 1, 7), "国庆节"),
        worked={date(2026, 9, 20): "国庆节", date(2026, 10, 10): "国庆节"},
        years=frozenset({2026}),
    ),
)


def at(month, day, hour=10, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "working_days", "due"),
    [
        (at(11, 24), 1, at(11, 25, 17)),
        (at(11, 24, 23, 59), 1, at(11, 25, 17)),
        (at(11, 27), 1, at(11, 30, 17)),  # over a weekend
        (at(11, 28), 1, at(11, 30, 17)),  # arrived on a Saturday
        (at(11, 24), 5, at(12, 1, 17)),
        (at(9, 30), 1, at(10, 8, 17)),  # over the holiday
        (at(9, 30), 3, at(10, 10, 17)),  # Thursday, Friday, and the Saturday worked in exchange
        (at(9, 30), 5, at(10, 13, 17)),
        (at(10, 3), 1, at(10, 8, 17)),  # arrived in the holiday
        (at(9, 18), 1, at(9, 20, 17)),  # the Sunday before it is worked
    ],
)
def test_a_term_counts_the_halls_working_days(start, working_days, due):
    assert due_after(HOURS, start, working_days) == due


def test_a_term_that_is_none_is_refused():
    with pytest.raises(ValueError, match="working days"):
        due_after(HOURS, at(11, 24), 0)


def test_a_calendar_without_working_days_ends_no_term():
    shut = OpeningHours(zone="Asia/Shanghai", sessions=[])

    with pytest.raises(ValueError, match="calendar"):
        due_after(shut, at(11, 24), 1)


@pytest.mark.parametrize("working_days", [1, 3, 5, 15])
def test_what_is_used_up_at_the_end_of_a_term_is_the_term(working_days):
    start = at(9, 30)

    assert working_days_between(HOURS, start, due_after(HOURS, start, working_days)) == working_days


def due(state, *, since=None, is_complex=False):
    return due_at(
        state,
        opened_at=at(9, 30),
        since=since or at(9, 30),
        is_complex=is_complex,
        hours=HOURS,
        terms=CaseTerms(),
    )


def test_each_part_of_a_case_has_its_own_term():
    assert due(CaseState.NEW) == due(CaseState.VERIFYING) == at(10, 8, 17)
    assert due(CaseState.CONFIRMED) == due(CaseState.NO_LEGAL_BASIS) == at(10, 13, 17)
    assert due(CaseState.RECTIFYING, is_complex=True) == at(10, 27, 17)
    assert due(CaseState.RECTIFIED, since=at(10, 12)) == at(10, 15, 17)


@pytest.mark.parametrize("state", [CaseState.CALLED_BACK, CaseState.EXCLUDED, CaseState.CLOSED])
def test_nothing_is_due_of_a_case_that_is_answered_for(state):
    assert due(state) is None
