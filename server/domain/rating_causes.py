"""二级分类: what a bad rating is about, by its labels, and whether the hall can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Cause(StrEnum):
    """What a label complains of."""

    GUIDE = "guide"  # 指南与告知: samples and lists of materials
    APPOINTMENT = "appointment"  # 预约: had to queue again
    ROUTE = "route"  # 多头跑: windows and departments
    TIME = "time"  # 时限
    PERSON = "person"  # 窗口服务
    OTHERS = "others"  # what departments decide: conditions, materials, online filing


class Owner(StrEnum):
    """Whose a bad rating is to mend."""

    OURS = "ours"
    OTHERS = "others"
    BOTH = "both"
    UNKNOWN = "unknown"  # no label says


# Of the national labels; every other label of a bad level is about others.
OURS: Mapping[str, Cause] = {
    "207": Cause.GUIDE,
    "208": Cause.GUIDE,
    "206": Cause.APPOINTMENT,  # retired
    "212": Cause.APPOINTMENT,
    "113": Cause.ROUTE,
    "110": Cause.TIME,
    "209": Cause.TIME,
    "115": Cause.PERSON,
    "213": Cause.PERSON,
    "214": Cause.PERSON,
}


def cause_of(label: str) -> Cause:
    """What a label of a bad rating complains of."""
    return OURS.get(label, Cause.OTHERS)


def owner_of(labels: Iterable[str]) -> Owner:
    """Whose a bad rating is, by all its labels."""
    are_ours = {label in OURS for label in labels}
    if not are_ours:
        return Owner.UNKNOWN
    if len(are_ours) == 2:
        return Owner.BOTH
    return Owner.OURS if are_ours == {True} else Owner.OTHERS
