"""The table of a ticket's life, written down a second time and compared step by step."""

import re

import pytest

from server.domain.errors import WrongState
from server.domain.lifecycle import AT_WINDOW, OPEN_STATES, State, Trigger, diagram, next_state

# state before, then trigger>state after; "-" is a ticket that does not exist yet.
EXPECTED = """
-          issue>waiting admit>serving
waiting    call>called cancel>cancelled expire>expired void>void
called     recall>called start>serving pass>passed transfer>waiting return>waiting
called     cancel>cancelled expire>expired void>void
serving    suspend>suspended transfer>waiting return>waiting finish>done step>waiting
serving    expire>expired void>void
suspended  resume>serving cancel>cancelled expire>expired void>void
passed     bring_back>waiting cancel>cancelled expire>expired void>void
done
cancelled
expired
void
"""

STEPS = {
    (None if before == "-" else before, *step.split(">"))
    for before, *steps in map(str.split, EXPECTED.strip().splitlines())
    for step in steps
}
ALLOWED = {(before, trigger): after for before, trigger, after in STEPS}
PAIRS = [(state, trigger) for state in (None, *State) for trigger in Trigger]


@pytest.mark.parametrize(("state", "trigger"), PAIRS, ids=[f"{s}-{t}" for s, t in PAIRS])
def test_a_step_leads_where_it_should_or_is_refused(state, trigger):
    if (state, trigger) in ALLOWED:
        assert next_state(state, trigger) == ALLOWED[state, trigger]
        return
    with pytest.raises(WrongState) as refused:
        next_state(state, trigger)
    assert refused.value.to_json() == {
        "code": "wrong_state",
        "detail": f"a ticket that is {state or 'not there'} cannot take the step {trigger}",
        "state": state,
        "trigger": trigger,
    }


def test_the_expectation_names_every_state_and_every_trigger():
    named = {line.split()[0] for line in EXPECTED.strip().splitlines()}

    assert named == {"-", *State}
    assert {trigger for _, trigger in ALLOWED} == set(Trigger)


def test_a_ticket_that_has_ended_takes_no_step():
    ended = set(State) - OPEN_STATES

    assert ended == {"done", "cancelled", "expired", "void"}
    assert not [before for before, _ in ALLOWED if before in ended]


def test_a_ticket_at_a_window_is_an_open_one():
    assert {"called", "serving"} == AT_WINDOW
    assert AT_WINDOW < OPEN_STATES


def test_only_bring_back_lets_a_passed_ticket_wait_again():
    back = [t for t in Trigger if ALLOWED.get(("passed", t)) in ("waiting", "called", "serving")]

    assert back == ["bring_back"]


def test_the_diagram_draws_the_table():
    arrows = re.findall(r"^    (\S+) --> (\S+): (.+)$", diagram(), re.MULTILINE)
    drawn = {
        (None if before == "[*]" else before, trigger, after)
        for before, after, triggers in arrows
        for trigger in triggers.split(", ")
    }

    assert drawn == STEPS


def test_the_diagram_ends_where_no_step_leads_on():
    ends = re.findall(r"^    (\S+) --> \[\*\]$", diagram(), re.MULTILINE)

    assert set(ends) == {"done", "cancelled", "expired", "void"}
