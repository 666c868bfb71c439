"""Who goes before others, and who may say so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.domain.errors import Forbidden, InvalidInput
from server.domain.queueing import NORMAL


class PriorityClass(StrEnum):
    """Why a ticket goes first."""

    GREEN_LANE = "green_lane"  # 绿色通道, for major projects (办法 第十九条第七项)
    MILITARY = "military"  # 军人
    ELDERLY = "elderly"  # 老年人
    DISABLED = "disabled"  # 残疾人
    PREGNANT = "pregnant"  # 孕妇
    NORMAL = "normal"


# Higher goes first. Appointments on time stand between the normal tickets and these; their
# number is a setting of the queue.
RANK: dict[PriorityClass, int] = {
    PriorityClass.GREEN_LANE: 3,
    PriorityClass.MILITARY: 2,
    PriorityClass.ELDERLY: 2,
    PriorityClass.DISABLED: 2,
    PriorityClass.PREGNANT: 2,
    PriorityClass.NORMAL: NORMAL,
}

_ZH = {
    PriorityClass.GREEN_LANE: "绿色通道",
    PriorityClass.MILITARY: "军人优先",
    PriorityClass.ELDERLY: "老年人优先",
    PriorityClass.DISABLED: "残疾人优先",
    PriorityClass.PREGNANT: "孕妇优先",
}
_EN = {
    PriorityClass.GREEN_LANE: "green lane",
    PriorityClass.MILITARY: "serving in the forces",
    PriorityClass.ELDERLY: "elderly",
    PriorityClass.DISABLED: "disabled",
    PriorityClass.PREGNANT: "pregnant",
}


def words(priority_class: PriorityClass) -> tuple[str, str] | None:
    """The class in Chinese and in English; None for a normal ticket."""
    if priority_class is PriorityClass.NORMAL:
        return None
    return _ZH[priority_class], _EN[priority_class]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A wish for priority, with what has to be said for it.

    Attributes:
        reason: why, in words of the person who grants it.
        approver: who approved it, by name or staff number.
    """

    priority_class: PriorityClass = PriorityClass.NORMAL
    reason: str | None = None
    approver: str | None = None

    def demand_granted(self, *, by_staff: bool) -> None:
        """Let the claim stand, or refuse it.

        The green lane opens only for staff, with a reason and an approver; so that its use can
        be counted and looked into.

        Raises:
            Forbidden: nobody of the staff grants it.
            InvalidInput: reason or approver is missing.
        """
        if self.priority_class is PriorityClass.NORMAL:
            return
        if not by_staff:
            raise Forbidden("priority is given by staff", priority_class=self.priority_class)
        if self.priority_class is PriorityClass.GREEN_LANE:
            for field in ("reason", "approver"):
                if not getattr(self, field):
                    raise InvalidInput(f"the green lane needs its {field}", field=field)


NO_CLAIM = Claim()
