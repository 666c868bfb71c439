"""The life of one version of an item (事项), as one table, and which version is offered when.

    python -m server.domain.items        prints the table as a Mermaid diagram

Nothing reaches a kiosk or paper in one step: the department that answers for the item approves a
version (核准), and the office files it (备案), which publishes it. Neither of the two may do the
other's part, and nobody approves what they wrote themselves (《蠡县政务服务中心管理办法（试行）》,
articles 8 and 9: no conditions beyond the published ones; changes are filed with the office).

A version is published with the days on which it is valid. That its time has not come yet, or is
over, is computed from the calendar and no state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.access import Permission
from server.domain.errors import Forbidden, WrongState


class ItemState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"  # 草稿
    SUBMITTED = "submitted"  # 待核准
    APPROVED = "approved"  # 已核准, 待备案
    PUBLISHED = "published"  # 已备案, and so published
    SUPERSEDED = "superseded"  # a later version has taken its place
    WITHDRAWN = "withdrawn"  # 已撤销


class ItemStep(StrEnum):
    """What moves a version."""

    DRAFT = "draft"  # written down for the first time, by hand or from a workbook
    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"  # 核准
    SEND_BACK = "send_back"  # with a reason
    FILE = "file"  # 备案
    SUPERSEDE = "supersede"  # by the calendar: the next version has become valid
    WITHDRAW = "withdraw"  # with a reason; a published one is offered no more
    TAKE_OVER = "take_over"  # published as it stands in the hall's own files, when it is set up


_S, _T = ItemState, ItemStep

TABLE: dict[tuple[ItemState | None, ItemStep], ItemState] = {
    (None, _T.DRAFT): _S.DRAFT,
    (None, _T.TAKE_OVER): _S.PUBLISHED,
    (_S.DRAFT, _T.EDIT): _S.DRAFT,
    (_S.DRAFT, _T.SUBMIT): _S.SUBMITTED,
    (_S.DRAFT, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _T.APPROVE): _S.APPROVED,
    (_S.SUBMITTED, _T.SEND_BACK): _S.DRAFT,
    (_S.SUBMITTED, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.APPROVED, _T.FILE): _S.PUBLISHED,
    (_S.APPROVED, _T.SEND_BACK): _S.DRAFT,
    (_S.APPROVED, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.PUBLISHED, _T.SUPERSEDE): _S.SUPERSEDED,
    (_S.PUBLISHED, _T.WITHDRAW): _S.WITHDRAWN,
}

UNDER_WAY = frozenset({_S.DRAFT, _S.SUBMITTED, _S.APPROVED})  # at most one version of an item
NEED_WORDS = frozenset({_T.SEND_BACK, _T.WITHDRAW})
# What makes somebody an author of a version, who cannot approve it.
WRITES = frozenset({_T.DRAFT, _T.EDIT})


def next_item_state(state: ItemState | None, step: ItemStep) -> ItemState:
    """The state that a step leads to.

    Args:
        state: the version's present state; None before it exists.

    Raises:
        WrongState: the table has no such step.
    """
    after = TABLE.get((state, step))
    if after is None:
        raise WrongState(
            f"a version that is {state or 'not there'} cannot take the step {step}",
            state=state,
            trigger=step,
        )
    return after


def permission_for(state: ItemState, step: ItemStep) -> Permission | None:
    """What somebody must be allowed to do for a step; None: it is nobody's to take.

    Who reads a version last, before it goes on, may send it back; what is published the office
    alone withdraws.
    """
    match state, step:
        case (_, _T.EDIT | _T.SUBMIT) | (_S.DRAFT | _S.SUBMITTED | _S.APPROVED, _T.WITHDRAW):
            return Permission.EDIT_ITEMS
        case (_, _T.APPROVE) | (_S.SUBMITTED, _T.SEND_BACK):
            return Permission.APPROVE_ITEMS
        case (_, _T.FILE) | (_S.APPROVED, _T.SEND_BACK) | (_S.PUBLISHED, _T.WITHDRAW):
            return Permission.FILE_ITEMS
    return None


def demand_another(
    step: ItemStep, account_id: int, *, authors: Collection[int], approved_by: int | None
) -> None:
    """Let a step pass that somebody else has to take.

    Args:
        authors: whoever wrote anything of this version.
        approved_by: who approved it, once somebody has.

    Raises:
        Forbidden: one would approve the own words, or file what one has approved.
    """
    if step is _T.APPROVE and account_id in authors:
        raise Forbidden("nobody approves what they wrote themselves", reason="author")
    if step is _T.FILE and account_id == approved_by:
        raise Forbidden("nobody files what they approved themselves", reason="approver")


@dataclass(frozen=True, slots=True)
class Validity:
    """A published version and its days, both included; None: from now on, without end."""

    version: int
    valid_from: date | None = None
    valid_to: date | None = None

    def has_begun(self, day: date) -> bool:
        """Whether its first day has come."""
        return self.valid_from is None or self.valid_from <= day

    def has_ended(self, day: date) -> bool:
        """Whether its last day is over."""
        return self.valid_to is not None and self.valid_to < day


def in_force(published: Iterable[Validity], day: date) -> Validity | None:
    """The version that counts on a day: the latest that has begun, though it may have ended.

    What it has taken the place of does not come back when it ends: nobody published that again.
    """
    begun = [each for each in published if each.has_begun(day)]
    return max(begun, key=lambda each: each.version, default=None)


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, step), after in TABLE.items():
        arrows.setdefault((before or "[*]", after), []).append(step)
    lines = [f"    {a} --> {b}: {', '.join(steps)}" for (a, b), steps in arrows.items()]
    ends = [f"    {state} --> [*]" for state in (_S.SUPERSEDED, _S.WITHDRAWN)]
    return "\n".join(["stateDiagram-v2", *lines, *ends])


if __name__ == "__main__":
    print(diagram())
