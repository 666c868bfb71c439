"""一次性告知书: what a citizen is told at once, on paper, and may come back with.

Behind it stands article 32 of the Administrative Licensing Law (行政许可法): whoever hands in
incomplete papers is told all that is lacking, once, on the spot or within five days.

Only materials of the item's published guide can be asked for: a notice adds none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from server.domain.calendar import OpeningHours
from server.domain.errors import InvalidInput
from server.domain.working_days import due_after

COPIES = 2  # one for the citizen, one that stays
MOST_WORKING_DAYS = 120
_COMPOUND_SURNAMES = frozenset(
    {
        *("欧阳", "上官", "司马", "司徒", "诸葛", "东方", "皇甫", "尉迟"),
        *("公孙", "慕容", "令狐", "长孙", "宇文", "夏侯", "端木", "南宫"),
    }
)


class NoticeKind(StrEnum):
    """What a notice is for."""

    CORRECTION = "correction"  # 补正: put right or complete what was handed in
    DEFERRAL = "deferral"  # 容缺: accepted; the rest follows by a day
    PROMISE = "promise"  # 告知承诺: accepted on a written promise
    REFUSAL = "refusal"  # 不予受理: not accepted, and why
    CONSULTATION = "consultation"  # 咨询: what to bring, for somebody who asked


class Fault(StrEnum):
    """What is the matter with a material."""

    MISSING = "missing"  # 缺少
    WRONG = "wrong"  # 需更正
    TO_BRING = "to_bring"  # 需提交: nothing was handed in yet


@dataclass(frozen=True, slots=True)
class Needs:
    """What a notice of one kind has to say; what it does not need, most may say.

    Attributes:
        materials: at least one, if the guide lists any.
        how: how to put it right.
        words: an explanation: of a refusal its reason.
        promise: the promise that the citizen signs; kinds without it take none.
        due: a day by which something is handed in; None: it may have one, False: never.
        may_return: the citizen may come back with it without queueing.
    """

    materials: bool = False
    how: bool = False
    words: bool = False
    promise: bool | None = False
    due: bool | None = False
    may_return: bool = True


NEEDS: dict[NoticeKind, Needs] = {
    NoticeKind.CORRECTION: Needs(materials=True, how=True, due=None),
    NoticeKind.DEFERRAL: Needs(materials=True, due=True, promise=None),
    NoticeKind.PROMISE: Needs(materials=True, due=True, promise=True),
    NoticeKind.REFUSAL: Needs(words=True, may_return=False),
    NoticeKind.CONSULTATION: Needs(),
}
# Something is still to be handed in, and somebody has to see that it is.
REMINDED = frozenset({NoticeKind.DEFERRAL, NoticeKind.PROMISE})


@dataclass(frozen=True, slots=True)
class ToldMaterial:
    """A material of the guide, by its place from 1, and what is the matter with it."""

    position: int
    fault: Fault
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a clerk writes on a notice; texts without blanks around them."""

    kind: NoticeKind
    materials: tuple[ToldMaterial, ...] = ()
    how: str = ""
    words: str = ""
    promise: str = ""
    due_days: int | None = None


def demand_complete(told: Told, *, listed: int, returns: bool) -> None:
    """Let a notice pass that says what its kind has to say.

    Args:
        listed: how many materials the item's published guide lists.
        returns: the citizen is to come back with it without queueing.

    Raises:
        InvalidInput: `field` names what is missing or does not belong there.
    """
    needs = NEEDS[told.kind]
    _demand_materials(told.materials, listed, needed=needs.materials)
    for field, said, needed in (
        ("how", told.how, needs.how),
        ("words", told.words, needs.words),
        ("promise", told.promise, bool(needs.promise)),
    ):
        if needed and not said:
            raise InvalidInput(f"a notice of the kind {told.kind} needs {field}", field=field)
    if told.promise and needs.promise is False:
        raise InvalidInput(f"nothing is promised with the kind {told.kind}", field="promise")
    _demand_due(told, needs.due)
    if returns and not needs.may_return:
        raise InvalidInput(f"nobody comes back with the kind {told.kind}", field="suspend")
    if told.kind is NoticeKind.CONSULTATION and not (told.materials or told.words or told.how):
        raise InvalidInput("the notice says nothing", field="words")


def _demand_materials(materials: Collection[ToldMaterial], listed: int, *, needed: bool) -> None:
    if needed and listed and not materials:
        raise InvalidInput("tick at least one material", field="materials")
    positions = {material.position for material in materials}
    if len(positions) < len(materials) or positions - set(range(1, listed + 1)):
        raise InvalidInput("not materials of the published guide, once each", field="materials")
    if any(material.fault is Fault.WRONG and not material.words for material in materials):
        raise InvalidInput("say what is wrong with a material", field="materials")


def _demand_due(told: Told, needed: bool | None) -> None:
    if told.due_days is None:
        if needed:
            raise InvalidInput(f"a notice of the kind {told.kind} has a day", field="due_days")
        return
    if needed is False:
        raise InvalidInput(f"nothing is due with the kind {told.kind}", field="due_days")
    if not 1 <= told.due_days <= MOST_WORKING_DAYS:
        raise InvalidInput(f"1 to {MOST_WORKING_DAYS} working days", field="due_days")


def due_at(told: Told, *, at: datetime, hours: OpeningHours) -> datetime | None:
    """By when the citizen has to act: the end of the last working day; None: no such day.

    Raises:
        InvalidInput: the hall's calendar has not so many working days.
    """
    if told.due_days is None:
        return None
    try:
        return due_after(hours, at, told.due_days)
    except ValueError as error:
        raise InvalidInput(str(error), field="due_days") from None


def notice_number(site: str, day: date, serial: int) -> str:
    """The number of a notice: the hall's code, its business day, four digits.

    >>> notice_number("lixian", date(2026, 11, 24), 7)
    'lixian202611240007'
    """
    return f"{site}{day:%Y%m%d}{serial:04}"


def is_reprint(earlier: Sequence[Sequence[str]]) -> bool:
    """Whether paper printed now is a second one (补打).

    Args:
        earlier: of each earlier print, what is known of its slips: "printed", "unknown",
            "failed". Paper that certainly never came out is no first one; where nobody knows,
            there may be one.
    """
    return any(slip != "failed" for slips in earlier for slip in slips)


def mask_name(name: str) -> str:
    """A name as paper may bear it: the first character and stars, two at most.

    >>> mask_name("欧阳修"), mask_name("张三"), mask_name("王")
    ('欧**', '张*', '王*')
    """
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2)


def surname(name: str) -> str:
    """The family name that stands beside a clerk's staff number."""
    return name[:2] if name[:2] in _COMPOUND_SURNAMES else name[:1]
