"""The sentence that tells the clerk, and the record, why it was this ticket."""

from datetime import timedelta

import pytest

from server.domain.queueing import Choice, Rule
from server.domain.why import Why, why


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (
            Rule.FOR_THIS_WINDOW,
            "转到本窗口，已等 12 分钟",
            "Sent to this window; has waited 12 min",
        ),
        (
            Rule.OVERDUE,
            "等候最久，已等 12 分钟，超过保障时限",
            "Longest wait, 12 min, beyond the guarantee",
        ),
        (
            Rule.NORMAL_TURN,
            "连续办理优先号后轮到普通号，已等 12 分钟",
            "A normal ticket's turn after several priority ones; has waited 12 min",
        ),
        (Rule.PRIORITY, "优先号，已等 12 分钟", "Priority ticket; has waited 12 min"),
        (
            Rule.HELP,
            "协助其他窗口的业务，已等 12 分钟",
            "Helping another queue; has waited 12 min",
        ),
        (
            Rule.RANK,
            "本窗口优先办理的业务，已等 12 分钟",
            "This window's first task; has waited 12 min",
        ),
        (Rule.LONGEST_WAIT, "等候最久，已等 12 分钟", "Longest wait: 12 min"),
    ],
    ids=[rule.value for rule in Rule],
)
def test_each_rule_has_its_sentence_in_both_languages(rule, zh, en):
    assert why(Choice(1, rule, timedelta(minutes=12))) == Why(rule, zh, en)


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (
            Rule.PRIORITY,
            "预约：按时到场，已等 12 分钟",
            "On time; has waited 12 min (appointment)",
        ),
        (
            Rule.LONGEST_WAIT,
            "预约：等候最久，已等 12 分钟",
            "Longest wait: 12 min (appointment)",
        ),
        (
            Rule.FOR_THIS_WINDOW,
            "预约：转到本窗口，已等 12 分钟",
            "Sent to this window; has waited 12 min (appointment)",
        ),
    ],
    ids=["its slot decided", "its wait decided", "it was sent here"],
)
def test_an_appointment_on_time_is_called_one_and_not_a_priority_ticket(rule, zh, en):
    assert why(Choice(1, rule, timedelta(minutes=12)), appointed=True) == Why(rule, zh, en)


def test_nobody_is_said_to_have_waited_longer_than_they_were_here():
    choice = Choice(1, Rule.PRIORITY, timedelta(minutes=12))

    said = why(choice, appointed=True, here_for=timedelta(minutes=3))

    assert said.zh == "预约：按时到场，已等 3 分钟"


@pytest.mark.parametrize(
    ("waited", "minutes"),
    [(timedelta(0), "0"), (timedelta(seconds=119), "1"), (timedelta(hours=2, seconds=59), "120")],
    ids=["just now", "rounded down", "hours are minutes too"],
)
def test_the_wait_is_told_in_whole_minutes(waited, minutes):
    assert why(Choice(1, Rule.LONGEST_WAIT, waited)).en == f"Longest wait: {minutes} min"
