"""The life of a bad-rating case (差评处置), as one table, with its clocks.

    python -m server.domain.cases        prints the table as a Mermaid diagram

Whoever handled the matter answers for it, but never verifies it: the verifier is somebody else.
An excluded rating keeps its record and its reason; it only leaves the statistics. Being overdue
is computed from the clock, not a state; so is an extension: it moves a case's term, not the case.

The terms are settings of the hall. National and provincial rules found say "at once" (国办发
〔2019〕51号); the days below follow what cities have published (5 working days for clear cases,
15 for others) and are not a rule of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.domain.calendar import OpeningHours
from server.domain.errors import WrongState
from server.domain.working_days import due_after


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"  # 待核实
    VERIFYING = "verifying"  # 核实中
    CONFIRMED = "confirmed"  # 属实, to be put right
    RECTIFYING = "rectifying"  # 整改中
    RECTIFIED = "rectified"  # 已整改
    NO_LEGAL_BASIS = "no_legal_basis"  # 诉求无法律法规依据, to be explained
    EXPLAINED = "explained"  # 已解释
    APPEALED = "appealed"  # 已申诉, the office reviews
    EXCLUDED = "excluded"  # 复核为误评、恶意评价
    CALLED_BACK = "called_back"  # 已回访
    CLOSED = "closed"  # 办结


class CaseStep(StrEnum):
    """What moves a case."""

    OPEN = "open"
    VERIFY = "verify"  # somebody takes it to verify
    CONFIRM = "confirm"
    FIND_NO_BASIS = "find_no_basis"
    APPEAL = "appeal"
    UPHOLD = "uphold"  # the office: the rating stands
    EXCLUDE = "exclude"  # the office: given by mistake, or in malice
    RECTIFY = "rectify"  # putting it right has begun
    REPORT_RECTIFIED = "report_rectified"
    EXPLAIN = "explain"
    CALL_BACK = "call_back"
    CLOSE = "close"


class AppealKind(StrEnum):
    """Why a bad rating ought not to count."""

    MISTAKEN = "mistaken"  # 误评
    MALICIOUS = "malicious"  # 恶意评价


_S, _T = CaseState, CaseStep

TABLE: dict[tuple[CaseState | None, CaseStep], CaseState] = {
    (None, _T.OPEN): _S.NEW,
    (_S.NEW, _T.VERIFY): _S.VERIFYING,
    (_S.VERIFYING, _T.CONFIRM): _S.CONFIRMED,
    (_S.VERIFYING, _T.FIND_NO_BASIS): _S.NO_LEGAL_BASIS,
    (_S.VERIFYING, _T.APPEAL): _S.APPEALED,
    (_S.APPEALED, _T.UPHOLD): _S.CONFIRMED,
    (_S.APPEALED, _T.EXCLUDE): _S.EXCLUDED,
    (_S.CONFIRMED, _T.RECTIFY): _S.RECTIFYING,
    (_S.RECTIFYING, _T.REPORT_RECTIFIED): _S.RECTIFIED,
    (_S.NO_LEGAL_BASIS, _T.EXPLAIN): _S.EXPLAINED,
    (_S.RECTIFIED, _T.CALL_BACK): _S.CALLED_BACK,
    (_S.EXPLAINED, _T.CALL_BACK): _S.CALLED_BACK,
    (_S.CALLED_BACK, _T.CLOSE): _S.CLOSED,
    # Nobody can be called back who left no name.
    (_S.RECTIFIED, _T.CLOSE): _S.CLOSED,
    (_S.EXPLAINED, _T.CLOSE): _S.CLOSED,
}

ENDED = frozenset({_S.EXCLUDED, _S.CLOSED})
OPEN = frozenset(_S) - ENDED
# What is put right or explained: from here on only the call back is due.
ANSWERED = frozenset({_S.RECTIFIED, _S.EXPLAINED})
_TO_VERIFY = frozenset({_S.NEW, _S.VERIFYING})
# The office's own decision; those who are rated have no part in it.
OFFICE_ONLY = frozenset({_T.UPHOLD, _T.EXCLUDE})


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """How long each part may take, in working days of the hall's calendar.

    Attributes:
        verify: until it is decided whether the rating is right.
        clear, complex: until it is put right or explained, from the rating on.
        call_back: from the answer until the citizen has been called back.
    """

    verify: int = 1
    clear: int = 5
    complex: int = 15
    call_back: int = 3


def next_case_state(state: CaseState | None, step: CaseStep, *, is_anonymous: bool) -> CaseState:
    """The state that a step leads to.

    Args:
        state: the case's present state; None before it exists.
        is_anonymous: nobody can be called back, so that an answered case is closed at once; of
            the others none is closed before its citizen was called back.

    Raises:
        WrongState: the table has no such step, or it is not for this case.
    """
    after = TABLE.get((state, step))
    if state in ANSWERED and after is not None:
        needed = _T.CLOSE if is_anonymous else _T.CALL_BACK
        after = after if step is needed else None
    if after is None:
        raise WrongState(
            f"a case that is {state or 'not there'} cannot take the step {step}",
            state=state,
            trigger=step,
        )
    return after


def due_at(
    state: CaseState,
    *,
    opened_at: datetime,
    since: datetime,
    is_complex: bool,
    hours: OpeningHours,
    terms: CaseTerms,
) -> datetime | None:
    """By when something has to happen to a case; None when nothing has.

    Args:
        opened_at: when the rating came, from which verifying and putting right are counted.
        since: when the case came into this state, from which the call back is counted.
    """
    if state in ENDED or state is _S.CALLED_BACK:
        return None
    if state in _TO_VERIFY:
        return due_after(hours, opened_at, terms.verify)
    if state in ANSWERED:
        return due_after(hours, since, terms.call_back)
    return due_after(hours, opened_at, terms.complex if is_complex else terms.clear)


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, step), after in TABLE.items():
        arrows.setdefault((before or "[*]", after), []).append(step)
    lines = [f"    {a} --> {b}: {', '.join(steps)}" for (a, b), steps in arrows.items()]
    ends = [f"    {state} --> [*]" for state in CaseState if state in ENDED]
    return "\n".join(["stateDiagram-v2", *lines, *ends])


if __name__ == "__main__":
    print(diagram())
