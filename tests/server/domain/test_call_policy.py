"""Who is called next, and where a missed ticket rejoins."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.queueing import (
    CallPolicy,
    Rule,
    Serves,
    Waiting,
    choose_next,
    heads,
    return_place,
)

A, B, C = 1, 2, 3  # queues
QUEUES = {"A": A, "B": B, "C": C}
HERE, ELSEWHERE = 7, 8  # windows
OPENING = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
PATIENCE = timedelta(minutes=40)


def at(minute):
    return OPENING + timedelta(minutes=minute)


def waiting(ticket_id, queue=A, *, minute=0, priority=0, sent_to=None):
    return Waiting(
        ticket_id=ticket_id,
        queue_id=queue,
        order_at=at(minute),
        priority=priority,
        window_id=sent_to,
    )


def own(**ranks):
    """How a window serves its own queues: own(A=1, B=2)."""
    return {QUEUES[name]: Serves(rank=rank) for name, rank in ranks.items()}


def call(queue, serves=None, *, minute=30, ratio=None, run=0):
    """(ticket, rule) of the choice of a window that serves A first and B second."""
    choice = choose_next(
        queue,
        own(A=1, B=2) if serves is None else serves,
        window_id=HERE,
        now=at(minute),
        policy=CallPolicy(patience=PATIENCE, ratio=ratio),
        priority_run=run,
    )
    return choice and (choice.ticket_id, choice.rule)


def waited(queue, *, minute):
    policy = CallPolicy(patience=PATIENCE)
    return choose_next(queue, own(A=1), window_id=HERE, now=at(minute), policy=policy).waited


def test_nobody_is_called_when_nobody_waits():
    assert call([]) is None


def test_nobody_is_called_from_a_queue_the_window_does_not_serve():
    assert call([waiting(1, C)]) is None


def test_the_longest_wait_goes_first():
    assert call([waiting(2, minute=1), waiting(1, minute=5)]) == (2, Rule.LONGEST_WAIT)


def test_the_windows_first_task_goes_before_its_second():
    assert call([waiting(1, B, minute=0), waiting(2, A, minute=5)]) == (2, Rule.RANK)


def test_queues_of_one_rank_are_one_line():
    queue = [waiting(1, B, minute=0), waiting(2, A, minute=5)]

    assert call(queue, own(A=1, B=1)) == (1, Rule.LONGEST_WAIT)


def test_priority_goes_before_rank_and_wait():
    queue = [waiting(1, A, minute=0), waiting(2, B, minute=5, priority=1)]

    assert call(queue) == (2, Rule.PRIORITY)


def test_the_higher_priority_goes_before_the_lower():
    queue = [waiting(1, priority=1), waiting(2, minute=5, priority=2)]

    assert call(queue) == (2, Rule.PRIORITY)


def test_rank_decides_between_tickets_of_one_priority():
    queue = [waiting(1, B, priority=1), waiting(2, A, minute=5, priority=1)]

    assert call(queue) == (2, Rule.RANK)


@pytest.mark.parametrize(
    ("minute", "called"),
    [(40, (2, Rule.PRIORITY)), (41, (1, Rule.OVERDUE))],
    ids=["priority goes first", "but nobody waits longer than patience for it"],
)
def test_patience_bounds_how_long_a_ticket_is_overtaken(minute, called):
    queue = [waiting(1, B, minute=0), waiting(2, A, minute=30, priority=1)]

    assert call(queue, minute=minute) == called


def test_of_two_overdue_tickets_the_older_goes_first_whatever_its_priority():
    queue = [waiting(1, B, minute=0), waiting(2, A, minute=1, priority=9)]

    assert call(queue, minute=60) == (1, Rule.OVERDUE)


def test_a_ticket_sent_to_this_window_goes_before_overdue_and_priority():
    queue = [
        waiting(1, minute=0),
        waiting(2, minute=50, priority=9),
        waiting(3, minute=55, sent_to=HERE),
    ]

    assert call(queue, minute=60) == (3, Rule.FOR_THIS_WINDOW)


def test_a_ticket_sent_here_comes_whatever_queue_it_is_of():
    assert call([waiting(1, C, sent_to=HERE)]) == (1, Rule.FOR_THIS_WINDOW)


def test_tickets_sent_here_come_in_their_order():
    queue = [waiting(1, minute=5, sent_to=HERE), waiting(2, minute=4, sent_to=HERE)]

    assert call(queue) == (2, Rule.FOR_THIS_WINDOW)


def test_a_ticket_sent_to_another_window_is_nobody_elses():
    assert call([waiting(1, A, sent_to=ELSEWHERE)]) is None


def test_the_id_settles_a_tie():
    assert call([waiting(9), waiting(4), waiting(6)]) == (4, Rule.LONGEST_WAIT)


def test_the_time_waited_is_told():
    assert waited([waiting(1, minute=3)], minute=30) == timedelta(minutes=27)


def test_a_clock_set_back_makes_no_negative_wait():
    assert waited([waiting(1, minute=3)], minute=0) == timedelta(0)


@pytest.mark.parametrize(
    ("run", "called"),
    [(0, (2, Rule.PRIORITY)), (2, (2, Rule.PRIORITY)), (3, (1, Rule.NORMAL_TURN))],
    ids=["priority goes first", "up to the ratio", "then a normal one has its turn"],
)
def test_the_ratio_gives_normal_tickets_their_turn(run, called):
    queue = [waiting(1, minute=5), waiting(2, minute=10, priority=1)]

    assert call(queue, ratio=3, run=run) == called


def test_the_ratio_holds_nobody_back_when_only_priority_waits():
    assert call([waiting(1, priority=1)], ratio=3, run=9) == (1, Rule.LONGEST_WAIT)


def test_a_normal_turn_that_changes_nothing_is_not_named():
    assert call([waiting(1)], ratio=3, run=3) == (1, Rule.LONGEST_WAIT)


WHEN_IDLE = {**own(A=1), B: Serves(rank=2, help_when_idle=True)}
AFTER_TWENTY = {**own(A=1), B: Serves(rank=2, help_after=timedelta(minutes=20))}


def test_a_window_helps_another_queue_when_its_own_is_empty():
    assert call([waiting(1, B)], WHEN_IDLE) == (1, Rule.HELP)


def test_but_its_own_come_first_however_short_they_have_waited():
    queue = [waiting(1, B, minute=0), waiting(2, A, minute=29)]

    assert call(queue, WHEN_IDLE) == (2, Rule.LONGEST_WAIT)


@pytest.mark.parametrize(
    ("minute", "called"),
    [(20, (2, Rule.LONGEST_WAIT)), (21, (1, Rule.HELP))],
    ids=["not yet", "longer than the agreed wait"],
)
def test_a_window_helps_those_who_wait_too_long_elsewhere(minute, called):
    queue = [waiting(1, B, minute=0), waiting(2, A, minute=5)]

    assert call(queue, AFTER_TWENTY, minute=minute) == called


def test_who_waits_too_long_elsewhere_competes_by_wait_with_the_first_task():
    queue = [waiting(1, B, minute=5), waiting(2, A, minute=0)]

    assert call(queue, AFTER_TWENTY) == (2, Rule.LONGEST_WAIT)


def test_a_window_that_helps_only_after_a_wait_is_idle_until_then():
    assert call([waiting(1, B, minute=20)], AFTER_TWENTY) is None


def test_a_missed_ticket_goes_behind_the_first_three():
    queue = [waiting(n, minute=n) for n in (10, 11, 12, 13, 14)]
    missed = waiting(99, minute=0)

    place = return_place(queue, after=3, now=at(30))

    assert _order([*queue, _at_place(missed, place)]) == [10, 11, 12, 99, 13, 14]


def test_an_older_number_is_no_reason_to_go_before_the_third():
    queue = [waiting(n, minute=n) for n in (10, 11, 12, 13)]
    missed = waiting(1, minute=0)

    place = return_place(queue, after=3, now=at(30))

    assert _order([*queue, _at_place(missed, place)]) == [10, 11, 12, 1, 13]


def test_with_fewer_people_a_missed_ticket_goes_to_the_end():
    queue = [waiting(n, minute=n) for n in (10, 11)]

    place = return_place(queue, after=3, now=at(30))

    assert _order([*queue, _at_place(waiting(1), place)]) == [10, 11, 1]


def test_in_an_empty_queue_a_missed_ticket_waits_from_now():
    assert return_place([], after=3, now=at(30)) == at(30)


def _at_place(w, place):
    return Waiting(ticket_id=w.ticket_id, queue_id=w.queue_id, order_at=place)


def _order(queue):
    return [w.ticket_id for w in sorted(queue, key=lambda w: (w.order_at, w.ticket_id))]


tickets = st.builds(
    lambda ids: [waiting(n, queue, **kw) for n, queue, kw in ids],
    st.lists(
        st.tuples(
            st.integers(1, 10_000),
            st.sampled_from([A, B, C]),
            st.fixed_dictionaries(
                {
                    "minute": st.integers(0, 120),
                    "priority": st.integers(0, 2),
                    "sent_to": st.sampled_from([None, None, None, HERE, ELSEWHERE]),
                }
            ),
        ),
        unique_by=lambda t: t[0],
        max_size=12,
    ),
)
ways = st.one_of(
    st.builds(Serves, rank=st.integers(1, 3)),
    st.builds(
        Serves,
        rank=st.integers(1, 3),
        help_when_idle=st.booleans(),
        help_after=st.sampled_from([None, timedelta(minutes=15)]),
    ),
)
all_serves = st.dictionaries(st.sampled_from([A, B, C]), ways)
runs = st.integers(0, 4)


def _by_hand(queue, serves, minute, run):
    """The policy once more: cross out, line by line, who may not be the one."""
    left = [w for w in queue if w.window_id == HERE]
    if not left:
        left = _allowed(queue, serves, minute)
        left = [w for w in left if w.order_at <= at(minute)] or left
        overdue = [w for w in left if at(minute) - w.order_at > PATIENCE]
        if overdue:
            left = overdue
        elif left:
            normal = [w for w in left if w.priority == 0]
            left = normal if run >= 3 and normal else left
            top = max(w.priority for w in left)
            left = [w for w in left if w.priority == top]
            ranks = {w.ticket_id: _rank_by_hand(w, serves, minute) for w in left}
            left = [w for w in left if ranks[w.ticket_id] == min(ranks.values())]
    if not left:
        return None
    oldest = min(w.order_at for w in left)
    return min(w.ticket_id for w in left if w.order_at == oldest)


def _allowed(queue, serves, minute):
    free = [w for w in queue if w.window_id is None and w.queue_id in serves]
    idle = not any(serves[w.queue_id].is_own for w in free)
    return [
        w
        for w in free
        if serves[w.queue_id].is_own
        or (idle and serves[w.queue_id].help_when_idle)
        or _is_late(w, serves, minute)
    ]


def _is_late(w, serves, minute):
    after = serves[w.queue_id].help_after
    return after is not None and at(minute) - w.order_at > after


def _rank_by_hand(w, serves, minute):
    return 1 if _is_late(w, serves, minute) else serves[w.queue_id].rank


@given(tickets, all_serves, st.integers(0, 180), runs)
def test_the_choice_is_the_one_made_by_hand_in_whatever_order_they_are_read(
    queue, serves, minute, run
):
    choice = call(queue, serves, minute=minute, ratio=3, run=run)

    assert (choice and choice[0]) == _by_hand(queue, serves, minute, run)
    assert call(queue[::-1], serves, minute=minute, ratio=3, run=run) == choice


@given(tickets, all_serves, st.integers(0, 180), runs)
def test_the_first_of_each_line_are_enough_to_choose_from(queue, serves, minute, run):
    chosen, of_heads = (
        call(tickets, serves, minute=minute, ratio=3, run=run) for tickets in (queue, heads(queue))
    )

    assert (of_heads and of_heads[0]) == (chosen and chosen[0])


@given(tickets, st.dictionaries(st.sampled_from([A, B, C]), ways), st.integers(0, 180))
def test_calling_again_and_again_serves_everybody_once_and_nobody_else(queue, serves, minute):
    called, left = [], queue
    while choice := call(left, serves, minute=minute):
        called.append(choice[0])
        left = [w for w in left if w.ticket_id != choice[0]]

    assert len(called) == len(set(called))
    assert set(called) <= {w.ticket_id for w in queue if w.window_id in (None, HERE)}
    assert not [w for w in left if w.window_id == HERE or _is_own(w, serves)]


def _is_own(w, serves):
    return w.window_id is None and w.queue_id in serves and serves[w.queue_id].is_own
