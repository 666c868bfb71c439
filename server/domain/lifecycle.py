"""The life of a ticket, as one table.

Every change of a ticket's state is looked up here, whoever asks for it: console, kiosk, phone,
program or nightly job. What the table does not hold cannot happen.

    python -m server.domain.lifecycle        prints the table as a Mermaid diagram

Three notes on the words:

* A ticket is SUSPENDED when its citizen comes back without queueing again. The three kinds
  (papers taken along, papers left here, waiting for a step elsewhere) differ in where it may be
  resumed, not in the table.
* TRANSFER, RETURN and STEP lead back to WAITING with the same number and first arrival.
* PASSED tickets stay findable: nothing but BRING_BACK makes them wait again.
"""

from __future__ import annotations

from enum import StrEnum

from server.domain.errors import WrongState


class State(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    SUSPENDED = "suspended"
    PASSED = "passed"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    VOID = "void"


class Trigger(StrEnum):
    """What moves a ticket."""

    ISSUE = "issue"
    ADMIT = "admit"  # served at once, without having waited
    CALL = "call"
    RECALL = "recall"
    START = "start"
    PASS = "pass"
    BRING_BACK = "bring_back"
    SUSPEND = "suspend"
    RESUME = "resume"
    TRANSFER = "transfer"
    RETURN = "return"
    FINISH = "finish"
    STEP = "step"  # this window is done with it; its route goes on at another queue
    CANCEL = "cancel"
    EXPIRE = "expire"
    VOID = "void"


class SuspendKind(StrEnum):
    """Why a citizen leaves the window and will be back (挂起)."""

    WITHOUT_DOCUMENTS = "without_documents"  # 不持件: papers taken along, resumed at any window
    WITH_DOCUMENTS = "with_documents"  # 持件: papers stay here, resumed here only
    AWAITING_STEP = "awaiting_step"  # 等待: a seal or payment elsewhere, resumed here only


class Outcome(StrEnum):
    """How a visit ended."""

    ACCEPTED = "accepted"  # 受理
    COLLECTED = "collected"  # 领照
    CONSULTED = "consulted"  # 咨询
    WRONG_ITEM = "wrong_item"  # 取错事项
    OTHER = "other"  # 其他


# The channel of a ticket for somebody who came to a window without a number. Such a ticket is
# neither called nor shown, unless a transfer makes it wait like any other.
ADMITTED = "window"

OPEN_STATES = frozenset({State.WAITING, State.CALLED, State.SERVING, State.SUSPENDED, State.PASSED})
AT_WINDOW = frozenset({State.CALLED, State.SERVING})

_S, _T = State, Trigger

TABLE: dict[tuple[State | None, Trigger], State] = {
    (None, _T.ISSUE): _S.WAITING,
    (None, _T.ADMIT): _S.SERVING,
    (_S.WAITING, _T.CALL): _S.CALLED,
    (_S.CALLED, _T.RECALL): _S.CALLED,
    (_S.CALLED, _T.START): _S.SERVING,
    (_S.CALLED, _T.PASS): _S.PASSED,
    (_S.CALLED, _T.TRANSFER): _S.WAITING,
    (_S.CALLED, _T.RETURN): _S.WAITING,
    (_S.SERVING, _T.SUSPEND): _S.SUSPENDED,
    (_S.SERVING, _T.TRANSFER): _S.WAITING,
    (_S.SERVING, _T.RETURN): _S.WAITING,
    (_S.SERVING, _T.FINISH): _S.DONE,
    (_S.SERVING, _T.STEP): _S.WAITING,
    (_S.SUSPENDED, _T.RESUME): _S.SERVING,
    (_S.PASSED, _T.BRING_BACK): _S.WAITING,
    (_S.WAITING, _T.CANCEL): _S.CANCELLED,
    (_S.CALLED, _T.CANCEL): _S.CANCELLED,
    (_S.SUSPENDED, _T.CANCEL): _S.CANCELLED,
    (_S.PASSED, _T.CANCEL): _S.CANCELLED,
    **{(state, _T.EXPIRE): _S.EXPIRED for state in sorted(OPEN_STATES)},
    **{(state, _T.VOID): _S.VOID for state in sorted(OPEN_STATES)},
}


def next_state(state: State | None, trigger: Trigger) -> State:
    """The state that a trigger leads to.

    Args:
        state: the ticket's present state; None before it exists.

    Raises:
        WrongState: the table has no such step.
    """
    try:
        return TABLE[state, trigger]
    except KeyError:
        raise WrongState(
            f"a ticket that is {state or 'not there'} cannot take the step {trigger}",
            state=state,
            trigger=trigger,
        ) from None


def diagram() -> str:
    """The table as a Mermaid state diagram, one arrow a pair of states."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, trigger), after in TABLE.items():
        arrows.setdefault((before or "[*]", after), []).append(trigger)
    lines = [f"    {a} --> {b}: {', '.join(triggers)}" for (a, b), triggers in arrows.items()]
    ends = [f"    {state} --> [*]" for state in State if state not in OPEN_STATES]
    return "\n".join(["stateDiagram-v2", *lines, *ends])


if __name__ == "__main__":
    print(diagram())
