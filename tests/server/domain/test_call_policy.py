"""Who is called next, and where a missed ticket rejoins."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.queueing import Rule, Waiting, choose_next, return_place

A, B, C = 1, 2, 3  # queues
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


def call(queue, ranks=None, *, minute=30, patience=PATIENCE):
    """(ticket, rule) of the choice of a window that serves A first and B second."""
    ranks = {A: 1, B: 2} if ranks is None else ranks
    choice = choose_next(queue, ranks, window_id=HERE, now=at(minute), patience=patience)
    return choice and (choice.ticket_id, choice.rule)


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

    assert call(queue, {A: 1, B: 1}) == (1, Rule.LONGEST_WAIT)


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
    choice = choose_next(
        [waiting(1, minute=3)], {A: 1}, window_id=HERE, now=at(30), patience=PATIENCE
    )

    assert choice.waited == timedelta(minutes=27)


def test_a_clock_set_back_makes_no_negative_wait():
    choice = choose_next(
        [waiting(1, minute=3)], {A: 1}, window_id=HERE, now=at(0), patience=PATIENCE
    )

    assert choice.waited == timedelta(0)


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
all_ranks = st.dictionaries(st.sampled_from([A, B, C]), st.integers(1, 3))


def _by_hand(queue, ranks, minute):
    """The policy once more: cross out, line by line, who may not be the one."""
    left = [w for w in queue if w.window_id == HERE]
    if not left:
        left = [w for w in queue if w.window_id is None and w.queue_id in ranks]
        overdue = [w for w in left if at(minute) - w.order_at > PATIENCE]
        if overdue:
            left = overdue
        elif left:
            top = max(w.priority for w in left)
            left = [w for w in left if w.priority == top]
            first_task = min(ranks[w.queue_id] for w in left)
            left = [w for w in left if ranks[w.queue_id] == first_task]
    if not left:
        return None
    oldest = min(w.order_at for w in left)
    return min(w.ticket_id for w in left if w.order_at == oldest)


@given(tickets, all_ranks, st.integers(0, 180))
def test_the_choice_is_the_one_made_by_hand_in_whatever_order_they_are_read(queue, ranks, minute):
    choice = call(queue, ranks, minute=minute)

    assert (choice and choice[0]) == _by_hand(queue, ranks, minute)
    assert call(queue[::-1], ranks, minute=minute) == choice


@given(tickets, all_ranks, st.integers(0, 180))
def test_calling_again_and_again_serves_everybody_once_and_nobody_else(queue, ranks, minute):
    called, left = [], queue
    while choice := call(left, ranks, minute=minute):
        called.append(choice[0])
        left = [w for w in left if w.ticket_id != choice[0]]

    ours = {
        w.ticket_id
        for w in queue
        if w.window_id == HERE or (w.window_id is None and w.queue_id in ranks)
    }
    assert len(called) == len(ours)
    assert set(called) == ours
