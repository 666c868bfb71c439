"""Who is called next, and why.

The order of a queue is one key: `(order_at, ticket_id)`. `order_at` is the first arrival, and
stays so through transfers; only a ticket brought back after a missed call gets a later one, and
an appointment has the time of its slot. Who is early for it is called when nobody else is there.

Of the tickets of one queue, priority and destination, only the first in order can be chosen.
So `choose_next` gives the same answer for all who wait as for their `heads`, which is what lets
the wait estimate replay it hundreds of times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from server.domain.picking import (
    NOBODY,
    AnyLine,
    Line,
    Offer,
    Offers,
    Place,
    offer_help,
    offer_sent_here,
    pick,
)
from server.domain.picking import NORMAL as NORMAL  # names of this module too
from server.domain.picking import Rule as Rule

_MICROSECOND = timedelta.resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A waiting ticket as the call policy sees it.

    Attributes:
        order_at: its place in time, aware UTC; the first arrival unless it was brought back or
            has an appointment, which may still be to come.
        priority: 0 is normal; higher goes first.
        window_id: set when it was transferred to one window; no other may call it.
    """

    ticket_id: int
    queue_id: int
    order_at: datetime
    priority: int = NORMAL
    window_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Serves:
    """How a window serves a queue.

    With neither kind of help the queue is the window's own. A queue it only helps is looked at
    when its own are empty (`help_when_idle`), or when somebody in it has waited longer than
    `help_after`; then that person competes by wait with the window's first task.

    Attributes:
        rank: 1 is the window's first task.
    """

    rank: int
    help_when_idle: bool = False
    help_after: timedelta | None = None

    @property
    def is_own(self) -> bool:
        """Whether the queue is the window's own rather than one it helps."""
        return not self.help_when_idle and self.help_after is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPolicy:
    """How a hall balances priority and waiting.

    Attributes:
        patience: nobody whom a window may call is overtaken any more after this long.
        ratio: after this many priority tickets in a row a window calls a normal one, if one
            waits; None for no such rule.
    """

    patience: timedelta
    ratio: int | None = None

    def is_normal_turn(self, priority_run: int) -> bool:
        """Whether a window that has called so many priority tickets in a row owes a normal one."""
        return self.ratio is not None and priority_run >= self.ratio


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket to call, the rule that decided, and how long it has waited."""

    ticket_id: int
    rule: Rule
    waited: timedelta


def choose_next(
    waiting: Iterable[Waiting],
    serves: Mapping[int, Serves],
    *,
    window_id: int,
    now: datetime,
    policy: CallPolicy,
    priority_run: int = 0,
) -> Choice | None:
    """Choose the ticket that a window calls now, or None if nobody here is for it.

    A ticket sent to this very window goes first. Whose appointment is still to come goes last,
    whatever its priority. Of the others, once somebody has waited longer than
    the policy's patience, the longest wait, whatever its priority. Then, if the window has
    called its ratio of priority tickets in a row, a normal one. Then higher priority; then the
    window's better rank for the queue; then the longer wait.

    Args:
        waiting: the hall's waiting tickets, in any order.
        serves: queue id -> how the window serves it.
        now: aware UTC.
        priority_run: how many priority tickets this window has called in a row until now.
    """
    offers = (_offer(w, serves.get(w.queue_id), window_id, now) for w in waiting)
    picked = pick(
        Offers.of(offer for offer in offers if offer is not None),
        now=0,
        patience=policy.patience // _MICROSECOND,
        is_normal_turn=policy.is_normal_turn(priority_run),
    )
    if picked is None:
        return None
    offer, rule = picked
    order, ticket_id = offer.line.first
    return Choice(ticket_id, rule, max(-order * _MICROSECOND, timedelta(0)))


def heads(waiting: Sequence[Waiting]) -> list[Waiting]:
    """The first in order of each queue, priority and destination: all that can be chosen."""
    first: dict[tuple[int, int, int | None], Waiting] = {}
    for w in waiting:
        line = w.queue_id, w.priority, w.window_id
        if line not in first or _by_order(w) < _by_order(first[line]):
            first[line] = w
    return list(first.values())


def call_order(
    waiting: Sequence[Waiting],
    serves: Mapping[int, Serves],
    *,
    window_id: int,
    now: datetime,
    policy: CallPolicy,
    priority_run: int = 0,
    limit: int,
) -> list[Waiting]:
    """The tickets this window would call one after another, if it called them all now."""
    offers = Offers.of(_standing(waiting, serves, window_id, now))
    called: list[Waiting] = []
    while len(called) < limit:
        picked = pick(
            offers,
            now=0,
            patience=policy.patience // _MICROSECOND,
            is_normal_turn=policy.is_normal_turn(priority_run),
        )
        if picked is None:
            break
        called.append(picked[0].line.call())
        priority_run = 0 if called[-1].priority == NORMAL else priority_run + 1
    return called


class _Standing(Line):
    """A line of those who wait, the first of whom is called away.

    Args:
        who: its people with their places, the last first.
    """

    __slots__ = ("_who",)

    def __init__(self, who: list[tuple[Place, Waiting]]) -> None:
        super().__init__(who[-1][0])
        self._who = who

    def call(self) -> Waiting:
        """Take the first; the next moves up."""
        _, called = self._who.pop()
        self.first = self._who[-1][0] if self._who else NOBODY
        return called


def _standing(
    waiting: Iterable[Waiting], serves: Mapping[int, Serves], window_id: int, now: datetime
) -> Iterator[Offer[_Standing]]:
    """The lines of those who wait, as the window sees them; without those it may never call."""
    lines: dict[tuple[int, int, int | None], list[tuple[Place, Waiting]]] = {}
    for w in waiting:
        place = (w.order_at - now) // _MICROSECOND, w.ticket_id
        lines.setdefault((w.queue_id, w.priority, w.window_id), []).append((place, w))
    for (queue_id, priority, sent_to), who in lines.items():
        who.sort(key=_BY_PLACE, reverse=True)
        if sent_to == window_id:
            yield offer_sent_here(_Standing(who), priority)
        elif sent_to is None and queue_id in serves:
            yield offer(_Standing(who), serves[queue_id], priority)


_BY_PLACE = itemgetter(0)


def return_place(queue: Sequence[Waiting], *, after: int, now: datetime) -> datetime:
    """The `order_at` of a ticket brought back into a queue after a missed call.

    It goes behind the first `after` people who wait now, never before them all: who was there
    when called has not lost by it, and who missed it does not start again from the end.
    """
    in_order = sorted(w.order_at for w in queue if w.order_at <= now)
    if not 0 < after <= len(in_order):
        return now
    # A moment later than the last of them: at the same one its smaller id would go first.
    return in_order[after - 1] + timedelta.resolution


def offer(line: AnyLine, how: Serves, priority: int) -> Offer[AnyLine]:
    """A line that was sent nowhere, as a window sees it that serves its queue like this."""
    urgency = -priority, how.rank
    if how.is_own:
        return Offer(line=line, urgency=urgency)
    after = None if how.help_after is None else how.help_after // _MICROSECOND
    return offer_help(line, urgency, when_idle=how.help_when_idle, after=after)


def _offer(w: Waiting, how: Serves | None, window_id: int, now: datetime) -> Offer[Line] | None:
    """A ticket as a line of its own, or None if the window may never call it."""
    line = Line(((w.order_at - now) // _MICROSECOND, w.ticket_id))
    if w.window_id is not None:
        return offer_sent_here(line, w.priority) if w.window_id == window_id else None
    return None if how is None else offer(line, how, w.priority)


def _by_order(w: Waiting) -> tuple[datetime, int]:
    return w.order_at, w.ticket_id  # the id settles a tie
