"""In which order a window would call all who wait, as things stand now."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.queueing import NORMAL, CallPolicy, Serves, Waiting, call_order, choose_next

A, B, C = 1, 2, 3
HERE, ELSEWHERE = 7, 8
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
POLICY = CallPolicy(patience=timedelta(minutes=40), ratio=2)
SERVES = {
    A: Serves(rank=1),
    B: Serves(rank=2, help_when_idle=True),
    C: Serves(rank=1, help_after=timedelta(minutes=20)),
}
NOT_SERVED = 4

people = st.lists(
    st.builds(
        Waiting,
        ticket_id=st.integers(1, 99),
        queue_id=st.sampled_from([A, B, C, NOT_SERVED]),
        # Some have an appointment that is still to come.
        order_at=st.integers(-20, 90).map(lambda minute: NOW - timedelta(minutes=minute)),
        priority=st.integers(0, 1),
        window_id=st.sampled_from([None, None, HERE, ELSEWHERE]),
    ),
    unique_by=lambda w: w.ticket_id,
    max_size=12,
)


def order(waiting, limit):
    return call_order(waiting, SERVES, window_id=HERE, now=NOW, policy=POLICY, limit=limit)


@given(people)
def test_it_is_the_order_of_calling_one_after_another(waiting):
    left, run, called = list(waiting), 0, []
    while choice := choose_next(
        left, SERVES, window_id=HERE, now=NOW, policy=POLICY, priority_run=run
    ):
        ticket = next(w for w in left if w.ticket_id == choice.ticket_id)
        left.remove(ticket)
        called.append(ticket)
        run = 0 if ticket.priority == NORMAL else run + 1

    assert order(waiting, limit=99) == called


@given(people)
def test_only_as_many_as_asked_for(waiting):
    assert order(waiting, limit=3) == order(waiting, limit=99)[:3]
