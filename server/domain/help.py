"""领办代办 and help, free of charge: from the call to the helper's last step, as one table.

    python -m server.domain.help        prints the table as a Mermaid diagram

Whoever takes a request is named to the citizen at once. What the helper does on the way is noted
and moves nothing; what the citizen says of it afterwards is said once.
"""

from __future__ import annotations

from enum import StrEnum

from server.domain.errors import WrongState


class HelpKind(StrEnum):
    """What somebody wishes."""

    AT_KIOSK = "at_kiosk"  # 帮我操作
    GUIDE = "guide"  # 领办: somebody goes along
    ACT_FOR = "act_for"  # 代办: somebody does it for me


class HelpState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    TAKEN = "taken"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class HelpStep(StrEnum):
    """What moves it."""

    ASK = "ask"
    TAKE = "take"
    NOTE = "note"  # a step of the helper, in words
    HAND_BACK = "hand_back"  # somebody else has to come
    FINISH = "finish"
    WITHDRAW = "withdraw"  # by the citizen
    FEED_BACK = "feed_back"  # by the citizen: whether it helped


_S, _T = HelpState, HelpStep

TABLE: dict[tuple[HelpState | None, HelpStep], HelpState] = {
    (None, _T.ASK): _S.ASKED,
    (_S.ASKED, _T.TAKE): _S.TAKEN,
    (_S.ASKED, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.TAKEN, _T.NOTE): _S.TAKEN,
    (_S.TAKEN, _T.HAND_BACK): _S.ASKED,
    (_S.TAKEN, _T.FINISH): _S.DONE,
    (_S.TAKEN, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.DONE, _T.FEED_BACK): _S.DONE,
}

RUNNING = frozenset({_S.ASKED, _S.TAKEN})
OF_THE_CITIZEN = frozenset({_T.ASK, _T.WITHDRAW, _T.FEED_BACK})
OF_THE_HELPER = frozenset(_T) - OF_THE_CITIZEN


def next_help_state(state: HelpState | None, step: HelpStep) -> HelpState:
    """The state that a step leads to.

    Args:
        state: the present state; None before there is one.

    Raises:
        WrongState: the table has no such step.
    """
    after = TABLE.get((state, step))
    if after is None:
        raise WrongState(
            f"a request for help that is {state or 'not there'} cannot take the step {step}",
            state=state,
            trigger=step,
        )
    return after


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, step), after in TABLE.items():
        arrows.setdefault((before or "[*]", after), []).append(step)
    lines = [f"    {a} --> {b}: {', '.join(steps)}" for (a, b), steps in arrows.items()]
    ends = [f"    {state} --> [*]" for state in HelpState if state not in RUNNING]
    return "\n".join(["stateDiagram-v2", *lines, *ends])


if __name__ == "__main__":
    print(diagram())
