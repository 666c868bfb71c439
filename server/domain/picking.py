"""Whom a window calls, stripped to what decides it.

Times are whole microseconds from any one moment. Without dates, rows and reasons a choice takes
two microseconds, so that the wait estimate can make thousands of them with the very function that
makes them at the windows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter
from typing import Generic, TypeVar

NORMAL = 0

Place = tuple[int, int]  # (order, ticket id): who comes first, and the id settles a tie
NOBODY: Place = (2**62, 0)  # the place at the head of an empty line


class Rule(StrEnum):
    """What decided a choice."""

    FOR_THIS_WINDOW = "for_this_window"
    OVERDUE = "overdue"
    NORMAL_TURN = "normal_turn"
    PRIORITY = "priority"
    HELP = "help"
    RANK = "rank"
    LONGEST_WAIT = "longest_wait"


class Line:
    """People of whom only the first can be called.

    Attributes:
        first: the place of that one, or NOBODY.
    """

    __slots__ = ("first",)

    def __init__(self, first: Place) -> None:
        self.first = first


AnyLine = TypeVar("AnyLine", bound=Line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Generic[AnyLine]):
    """A line as one window sees it.

    Attributes:
        urgency: (minus the priority, rank); the smaller one goes first.
        is_sent_here: whether its people were sent to this very window.
        help_when_idle: whether the window helps this line when its own are empty.
        help_after: whether, and after how long a wait, it helps this line anyway.
        when_late: the same line once its first has waited for so long: the window's first task.
    """

    line: AnyLine
    urgency: tuple[int, int]
    is_sent_here: bool = False
    help_when_idle: bool = False
    help_after: int | None = None
    when_late: Offer[AnyLine] | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the window's own rather than one it helps."""
        return not self.help_when_idle and self.help_after is None

    @property
    def is_normal(self) -> bool:
        """Whether its people have no priority."""
        return self.urgency[0] == NORMAL


@dataclass(frozen=True, slots=True)
class Offers(Generic[AnyLine]):
    """All lines that a window may ever call from.

    Attributes:
        sent_here: of people who were sent to this very window.
        own: of queues that are its own, the most urgent first.
        helped: of queues that it helps.
    """

    sent_here: Sequence[Offer[AnyLine]]
    own: Sequence[Offer[AnyLine]]
    helped: Sequence[Offer[AnyLine]]

    @classmethod
    def of(cls, every: Iterable[Offer[AnyLine]]) -> Offers[AnyLine]:
        """Sort some offers into the three kinds."""
        sorted_: tuple[list[Offer[AnyLine]], ...] = [], [], []
        for offer in every:
            sorted_[0 if offer.is_sent_here else 1 if offer.is_own else 2].append(offer)
        sent_here, own, helped = sorted_
        return cls(sent_here, sorted(own, key=_URGENCY), helped)


def offer_sent_here(line: AnyLine, priority: int) -> Offer[AnyLine]:
    """A line of people who were sent to this very window."""
    return Offer(line=line, urgency=(-priority, 0), is_sent_here=True)


def offer_help(
    line: AnyLine, urgency: tuple[int, int], *, when_idle: bool, after: int | None
) -> Offer[AnyLine]:
    """A line that a window only helps."""
    offer = Offer(line=line, urgency=urgency, help_when_idle=when_idle, help_after=after)
    return replace(offer, when_late=replace(offer, urgency=(urgency[0], 1)))


def pick(
    offers: Offers[AnyLine], *, now: float, patience: int, is_normal_turn: bool
) -> tuple[Offer[AnyLine], Rule] | None:
    """Pick the line whose first a window calls now, or None if nobody is there for it.

    The rules are those of `queueing.choose_next`, which says them in words.

    Args:
        patience: nobody whom the window may call is overtaken any more after this long.
        is_normal_turn: whether the window has called its ratio of priority tickets in a row.
    """
    if offers.sent_here:
        longest = min(offers.sent_here, key=_FIRST)
        if longest.line.first is not NOBODY:
            return longest, Rule.FOR_THIS_WINDOW
    ours = _with_helped(offers, now) if offers.helped else offers.own
    if not ours or (longest := min(ours, key=_FIRST)).line.first is NOBODY:
        return None
    if longest.line.first[0] < now - patience:
        return longest, Rule.OVERDUE
    # Whose time is still to come is called only when nobody else is there.
    until = now
    best = _most_urgent(ours, until)
    if best is None:
        until = _ANY_TIME
        best = _most_urgent(ours, until)
    assert best is not None, "somebody is there"
    if is_normal_turn and not best.is_normal:
        normal = _most_urgent([offer for offer in ours if offer.is_normal], until)
        if normal is not None:
            return normal, Rule.NORMAL_TURN
    return best, _deciding_rule(best, longest)


_FIRST = attrgetter("line.first")
_URGENCY = attrgetter("urgency")
_ANY_TIME = float("inf")


def _with_helped(offers: Offers[AnyLine], now: float) -> list[Offer[AnyLine]]:
    """The window's own lines and those that it helps now, the most urgent first."""
    is_idle = all(offer.line.first is NOBODY for offer in offers.own)
    ours = list(offers.own)
    for offer in offers.helped:
        if offer.help_after is not None and now - offer.line.first[0] > offer.help_after:
            ours.append(offer.when_late or offer)
        elif is_idle and offer.help_when_idle:
            ours.append(offer)
    return sorted(ours, key=_URGENCY)


def _most_urgent(in_order: Iterable[Offer[AnyLine]], until: float) -> Offer[AnyLine] | None:
    """Of those whose time has come, the most urgent; of several, who comes first."""
    best: Offer[AnyLine] | None = None
    for offer in in_order:
        if offer.line.first[0] > until or offer.line.first is NOBODY:
            continue
        if best is None:
            best = offer
        elif offer.urgency != best.urgency:
            break
        elif offer.line.first < best.line.first:
            best = offer
    return best


def _deciding_rule(best: Offer[AnyLine], longest: Offer[AnyLine]) -> Rule:
    if not best.is_own:
        return Rule.HELP
    if best is longest:
        return Rule.LONGEST_WAIT
    return Rule.PRIORITY if best.urgency[0] < longest.urgency[0] else Rule.RANK
