"""Who is called next, and why.

The order of a queue is one key: `(order_at, ticket_id)`. `order_at` is the first arrival, and
stays so through transfers; only a ticket brought back after a missed call gets a later one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A waiting ticket as the call policy sees it.

    Attributes:
        order_at: its place in time, aware UTC; the first arrival unless it was brought back.
        priority: 0 is normal; higher goes first.
        window_id: set when it was transferred to one window; no other may call it.
    """

    ticket_id: int
    queue_id: int
    order_at: datetime
    priority: int = 0
    window_id: int | None = None


class Rule(StrEnum):
    """What decided a choice."""

    FOR_THIS_WINDOW = "for_this_window"
    OVERDUE = "overdue"
    PRIORITY = "priority"
    RANK = "rank"
    LONGEST_WAIT = "longest_wait"


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket to call, the rule that decided, and how long it has waited."""

    ticket_id: int
    rule: Rule
    waited: timedelta


def choose_next(
    waiting: Sequence[Waiting],
    ranks: Mapping[int, int],
    *,
    window_id: int,
    now: datetime,
    patience: timedelta,
) -> Choice | None:
    """Choose the ticket that a window calls now, or None if nobody here is for it.

    A ticket sent to this very window goes first. Then, once somebody has waited longer than
    `patience`, the longest wait, whatever its priority. Then higher priority; then the
    window's better rank for the queue; then the longer wait.

    Args:
        waiting: the hall's waiting tickets, in any order.
        ranks: queue id -> rank for the queues the window serves; 1 is its first task.
        now: aware UTC.
        patience: how long a normal ticket may be overtaken.
    """
    ours = [w for w in waiting if _may_call(w, ranks, window_id)]
    if not ours:
        return None
    sent_here = [w for w in ours if w.window_id == window_id]
    if sent_here:
        return _choice(min(sent_here, key=_by_order), Rule.FOR_THIS_WINDOW, now)
    overdue = [w for w in ours if now - w.order_at > patience]
    if overdue:
        return _choice(min(overdue, key=_by_order), Rule.OVERDUE, now)
    best = min(ours, key=lambda w: (-w.priority, ranks[w.queue_id], _by_order(w)))
    return _choice(best, _deciding_rule(best, ours, ranks), now)


def return_place(queue: Sequence[Waiting], *, after: int, now: datetime) -> datetime:
    """The `order_at` of a ticket brought back into a queue after a missed call.

    It goes behind the first `after` people who wait now, never before them all: who was there
    when called has not lost by it, and who missed it does not start again from the end.
    """
    in_order = sorted(w.order_at for w in queue)
    if not 0 < after <= len(in_order):
        return now
    # A moment later than the last of them: at the same one its smaller id would go first.
    return in_order[after - 1] + timedelta.resolution


def _may_call(w: Waiting, ranks: Mapping[int, int], window_id: int) -> bool:
    if w.window_id is not None:
        return w.window_id == window_id
    return w.queue_id in ranks


def _deciding_rule(best: Waiting, ours: Sequence[Waiting], ranks: Mapping[int, int]) -> Rule:
    first_come = min(ours, key=_by_order)
    if best is first_come:
        return Rule.LONGEST_WAIT
    if best.priority > first_come.priority:
        return Rule.PRIORITY
    return Rule.RANK


def _choice(w: Waiting, rule: Rule, now: datetime) -> Choice:
    return Choice(w.ticket_id, rule, max(now - w.order_at, timedelta(0)))


def _by_order(w: Waiting) -> tuple[datetime, int]:
    return w.order_at, w.ticket_id  # the id settles a tie
