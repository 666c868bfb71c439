"""The sentence that says why a ticket was chosen, for the clerk and for the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from server.domain.priority import PriorityClass, words
from server.domain.queueing import Choice, Rule

_ZH = {
    Rule.FOR_THIS_WINDOW: "转到本窗口，已等 {m} 分钟",
    Rule.OVERDUE: "等候最久，已等 {m} 分钟，超过保障时限",
    Rule.NORMAL_TURN: "连续办理优先号后轮到普通号，已等 {m} 分钟",
    Rule.HELP: "协助其他窗口的业务，已等 {m} 分钟",
    Rule.PRIORITY: "优先号，已等 {m} 分钟",
    Rule.RANK: "本窗口优先办理的业务，已等 {m} 分钟",
    Rule.LONGEST_WAIT: "等候最久，已等 {m} 分钟",
}
_EN = {
    Rule.FOR_THIS_WINDOW: "Sent to this window; has waited {m} min",
    Rule.OVERDUE: "Longest wait, {m} min, beyond the guarantee",
    Rule.NORMAL_TURN: "A normal ticket's turn after several priority ones; has waited {m} min",
    Rule.HELP: "Helping another queue; has waited {m} min",
    Rule.PRIORITY: "Priority ticket; has waited {m} min",
    Rule.RANK: "This window's first task; has waited {m} min",
    Rule.LONGEST_WAIT: "Longest wait: {m} min",
}
# What an appointment on time is called where a ticket has no class of its own.
_APPOINTED = ("预约", "appointment")
# It goes first because of its slot, not because somebody gave it priority.
_APPOINTED_FIRST = ("按时到场，已等 {m} 分钟", "On time; has waited {m} min")


@dataclass(frozen=True, slots=True)
class Why:
    """Why this ticket: the rule's name and one sentence in each language."""

    rule: str
    zh: str
    en: str


def chosen_by_hand(waited: timedelta, *, reason: str) -> Why:
    """Say that a person chose this ticket out of turn, and the reason they gave."""
    minutes = max(waited, timedelta(0)) // timedelta(minutes=1)
    return Why(
        "chosen",
        f"指定呼叫：{reason}，已等 {minutes} 分钟",
        f"Chosen by hand: {reason}; has waited {minutes} min",
    )


def why(
    choice: Choice,
    priority_class: PriorityClass = PriorityClass.NORMAL,
    *,
    appointed: bool = False,
    here_for: timedelta | None = None,
) -> Why:
    """Explain a choice: class if it has one, rule, and whole minutes of waiting, rounded down.

    Args:
        appointed: whether the ticket is for an appointment whose citizen came on time.
        here_for: how long its citizen has been here; a wait is never longer than that, though
            the place in time of an appointment is the start of its slot.
    """
    waited = choice.waited if here_for is None else min(choice.waited, here_for)
    minutes = waited // timedelta(minutes=1)
    zh, en = _sentence(choice.rule, appointed=appointed)
    zh, en = zh.format(m=minutes), en.format(m=minutes)
    named = words(priority_class) or (_APPOINTED if appointed else None)
    if named is not None:
        zh, en = f"{named[0]}：{zh}", f"{en} ({named[1]})"
    return Why(choice.rule, zh, en)


def _sentence(rule: Rule, *, appointed: bool) -> tuple[str, str]:
    if appointed and rule is Rule.PRIORITY:
        return _APPOINTED_FIRST
    return _ZH[rule], _EN[rule]
