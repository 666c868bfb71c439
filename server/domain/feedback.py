"""The life of a complaint, suggestion or word of praise (投诉、建议、表扬), as one table.

    python -m server.domain.feedback        prints the table as a Mermaid diagram

The rules for service halls ask that what comes by telephone, online, at the kiosk and in the box
is collected, handled or handed on, and answered; they name no number of days. How long an answer
may take is therefore a setting of the hall, in working days of its own calendar, counted from the
registration. Being overdue is computed from the clock, not a state.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from server.domain.calendar import OpeningHours
from server.domain.errors import WrongState
from server.domain.working_days import due_after, working_days_between


class FeedbackKind(StrEnum):
    """What somebody has to say."""

    COMPLAINT = "complaint"  # 投诉
    SUGGESTION = "suggestion"  # 建议
    PRAISE = "praise"  # 表扬


class FeedbackChannel(StrEnum):
    """How it came."""

    PHONE = "phone"  # 投诉电话
    ONLINE = "online"  # 网上投诉窗口
    KIOSK = "kiosk"
    PAPER = "paper"  # 意见箱（簿）


# What the citizen writes without us; the rest is typed in by staff.
BY_ONESELF = frozenset({FeedbackChannel.ONLINE, FeedbackChannel.KIOSK})


class FeedbackState(StrEnum):
    """Where it stands."""

    REGISTERED = "registered"  # 登记
    HANDED_OVER = "handed_over"  # 转办
    HANDLING = "handling"  # 办理
    ANSWERED = "answered"  # 答复
    ARCHIVED = "archived"  # 归档


class FeedbackStep(StrEnum):
    """What moves it."""

    REGISTER = "register"
    HAND_OVER = "hand_over"  # to a person, who has to act
    HANDLE = "handle"
    ANSWER = "answer"
    ARCHIVE = "archive"


_S, _T = FeedbackState, FeedbackStep

TABLE: dict[tuple[FeedbackState | None, FeedbackStep], FeedbackState] = {
    (None, _T.REGISTER): _S.REGISTERED,
    (_S.REGISTERED, _T.HAND_OVER): _S.HANDED_OVER,
    (_S.REGISTERED, _T.HANDLE): _S.HANDLING,  # the office does it itself
    (_S.HANDED_OVER, _T.HAND_OVER): _S.HANDED_OVER,  # it was the wrong person
    (_S.HANDED_OVER, _T.HANDLE): _S.HANDLING,
    (_S.HANDLING, _T.HAND_OVER): _S.HANDED_OVER,
    (_S.HANDLING, _T.ANSWER): _S.ANSWERED,
    (_S.ANSWERED, _T.ARCHIVE): _S.ARCHIVED,
}

# Until somebody has answered, the clock runs.
UNANSWERED = frozenset({_S.REGISTERED, _S.HANDED_OVER, _S.HANDLING})
OFFICE_ONLY = frozenset({_T.HAND_OVER, _T.ARCHIVE})
_REMIND_AT = 2  # working days left, today not counted


class Urgency(StrEnum):
    """How the clock stands."""

    NONE = "none"  # answered
    FINE = "fine"
    SOON = "soon"  # to be reminded of
    OVERDUE = "overdue"


def next_feedback_state(state: FeedbackState | None, step: FeedbackStep) -> FeedbackState:
    """The state that a step leads to.

    Args:
        state: the present state; None before there is one.

    Raises:
        WrongState: the table has no such step.
    """
    after = TABLE.get((state, step))
    if after is None:
        raise WrongState(
            f"feedback that is {state or 'not there'} cannot take the step {step}",
            state=state,
            trigger=step,
        )
    return after


def answer_due_at(registered_at: datetime, *, hours: OpeningHours, days: int) -> datetime:
    """By when it has to be answered: the end of the last working day of the term.

    Args:
        days: the hall's term, in working days, at least 1.
    """
    return due_after(hours, registered_at, days)


def urgency(
    state: FeedbackState, *, due_at: datetime, now: datetime, hours: OpeningHours
) -> Urgency:
    """How the clock stands; a reminder is due when two working days or fewer are left."""
    if state not in UNANSWERED:
        return Urgency.NONE
    if now > due_at:
        return Urgency.OVERDUE
    left = working_days_between(hours, now, due_at)
    return Urgency.SOON if left <= _REMIND_AT else Urgency.FINE


def receipt_number(day: date, number: int) -> str:
    """受理编号: the day, and which of that hall's day it is, from 1 without gaps."""
    return f"{day:%Y%m%d}-{number:03}"


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, step), after in TABLE.items():
        arrows.setdefault((before or "[*]", after), []).append(step)
    lines = [f"    {a} --> {b}: {', '.join(steps)}" for (a, b), steps in arrows.items()]
    return "\n".join(["stateDiagram-v2", *lines, f"    {_S.ARCHIVED} --> [*]"])


if __name__ == "__main__":
    print(diagram())
