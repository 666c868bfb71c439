"""The lives of complaints and of requests for help, written down a second time; the clock."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from server.domain import feedback, help
from server.domain.calendar import Holidays, OpeningHours, Session
from server.domain.errors import WrongState
from server.domain.feedback import (
    FeedbackState,
    FeedbackStep,
    Urgency,
    answer_due_at,
    next_feedback_state,
    receipt_number,
    urgency,
)
from server.domain.help import OF_THE_CITIZEN, OF_THE_HELPER, HelpState, HelpStep, next_help_state

CHINA = ZoneInfo("Asia/Shanghai")
# state before, then step>state after; "-" is what does not exist yet.
FEEDBACK = """
-            register>registered
registered   hand_over>handed_over handle>handling
handed_over  hand_over>handed_over handle>handling
handling     hand_over>handed_over answer>answered
answered     archive>archived
archived
"""
HELP = """
-          ask>asked
asked      take>taken withdraw>withdrawn
taken      note>taken hand_back>asked finish>done withdraw>withdrawn
done       feed_back>done
withdrawn
"""


def allowed(table):
    return {
        (None if before == "-" else before, step.split(">")[0]): step.split(">")[1]
        for before, *steps in map(str.split, table.strip().splitlines())
        for step in steps
    }


@pytest.mark.parametrize("state", [None, *FeedbackState])
@pytest.mark.parametrize("step", FeedbackStep)
def test_a_step_of_a_complaint_leads_where_it_should_or_is_refused(state, step):
    demand_step(next_feedback_state, allowed(FEEDBACK), state, step)


@pytest.mark.parametrize("state", [None, *HelpState])
@pytest.mark.parametrize("step", HelpStep)
def test_a_step_of_help_leads_where_it_should_or_is_refused(state, step):
    demand_step(next_help_state, allowed(HELP), state, step)


def demand_step(next_state, table, state, step):
    after = table.get((state, step))
    if after is not None:
        assert next_state(state, step) == after
        return
    with pytest.raises(WrongState) as refused:
        next_state(state, step)
    assert refused.value.fields == {"state": state, "trigger": step}


@pytest.mark.parametrize(
    ("table", "states", "steps"),
    [(FEEDBACK, FeedbackState, FeedbackStep), (HELP, HelpState, HelpStep)],
)
def test_the_expectation_names_every_state_and_every_step(table, states, steps):
    assert {line.split()[0] for line in table.strip().splitlines()} == {"-", *states}
    assert {step for _, step in allowed(table)} == set(steps)


def test_the_diagrams_show_every_arrow():
    steps = [feedback.diagram(), help.diagram()]

    assert [each.count("-->") for each in steps] == [len(allowed(FEEDBACK)) + 1, 8 + 2]


def test_every_step_of_help_is_the_citizens_or_the_helpers():
    assert set(HelpStep) == OF_THE_CITIZEN | OF_THE_HELPER
    assert not OF_THE_CITIZEN & OF_THE_HELPER


# The clock ------------------------------------------------------------------------------------

# 国庆 2026 as it was published: 1 to 7 October off, 20 September and 10 October worked.
HOURS = OpeningHours(
    zone="Asia/Shanghai",
    sessions=[Session(frozenset(range(1, 6)), time(8, 30), time(17))],
    holidays=Holidays(
        closed={date(2026, 10, n): "国庆节" for n in range(1, 8)},
        worked={date(2026, 9, 20): "国庆节", date(2026, 10, 10): "国庆节"},
        years=frozenset({2026}),
    ),
)


def at(month, day, hour=10):
    return datetime(2026, month, day, hour, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("registered", "due"),
    [
        (at(11, 24), at(12, 8, 17)),
        (at(9, 28), at(10, 16, 17)),  # 29, 30, then 8, 9, 10 and 12 to 16
        (at(10, 3), at(10, 20, 17)),  # in the holiday: 8, 9, 10, 12 to 16, 19, 20
        (at(9, 18), at(10, 8, 17)),  # the Sunday before it is worked
    ],
)
def test_ten_working_days_pass_over_the_holiday_and_count_the_days_worked_for_it(registered, due):
    assert answer_due_at(registered, hours=HOURS, days=10) == due


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (at(9, 28), Urgency.FINE),
        (at(10, 10), Urgency.FINE),
        (at(10, 13), Urgency.FINE),
        (at(10, 14), Urgency.SOON),
        (at(10, 16, 17), Urgency.SOON),
        (at(10, 16, 18), Urgency.OVERDUE),
        (at(11, 1), Urgency.OVERDUE),
    ],
)
def test_one_is_reminded_two_working_days_before_the_end(now, stands):
    due = answer_due_at(at(9, 28), hours=HOURS, days=10)

    assert urgency(FeedbackState.HANDLING, due_at=due, now=now, hours=HOURS) == stands


@pytest.mark.parametrize("state", [FeedbackState.ANSWERED, FeedbackState.ARCHIVED])
def test_what_is_answered_is_never_overdue(state):
    now, due = at(11, 1), at(10, 16, 17)

    assert urgency(state, due_at=due, now=now, hours=HOURS) == Urgency.NONE


def test_a_receipt_number_is_the_day_and_the_count():
    assert receipt_number(date(2026, 11, 24), 7) == "20261124-007"
    assert receipt_number(date(2026, 11, 24), 1234) == "20261124-1234"
