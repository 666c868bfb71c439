"""The first of each line are all that a call can choose, and all that a console shows."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import update

from server.domain.queueing import CallPolicy, call_order, choose_next
from server.store.ticket_tables import tickets
from server.store.waiting import first_waiting, serves_of, waiting_tickets

SEEDS = range(6)
POLICY = CallPolicy(patience=timedelta(minutes=20), ratio=2)


def crowd(hall, clock, seed):
    """Thirty people in two queues, some with priority, some sent to a window."""
    chance = random.Random(seed)
    for _ in range(30):
        clock.forward(seconds=chance.choice([0, 20, 400]))
        hall.issue(chance.choice("AB"))
    for ticket in hall.tickets():
        changes = {
            "priority": chance.choice([0, 0, 0, 1]),
            "target_window_id": chance.choice([None, None, None, *hall.windows.values()]),
        }
        hall.set_up(update(tickets).where(tickets.c.id == ticket.id).values(changes))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_of_each_line_lead_to_the_same_choices(hall, clock, seed):
    crowd(hall, clock, seed)
    with hall.database.read() as conn:
        for window_id in hall.windows.values():
            serves = serves_of(conn, window_id)
            at = {"window_id": window_id, "now": clock.now(), "policy": POLICY}
            every = waiting_tickets(conn, hall.hall_id, queues=list(serves))
            first = first_waiting(conn, hall.hall_id, queues=list(serves), in_front=1)
            front = first_waiting(conn, hall.hall_id, queues=list(serves), in_front=5)

            assert choose_next(first, serves, **at) == choose_next(every, serves, **at)
            assert call_order(front, serves, **at, limit=5) == call_order(
                every, serves, **at, limit=5
            )


def test_the_order_is_the_same_on_every_database_whatever_is_not_set(hall, any_hall, clock):
    orders = []
    for each in (hall, any_hall):
        crowd(each, clock, seed=7)
        numbers = {ticket.id: ticket.number for ticket in each.tickets()}
        with each.database.read() as conn:
            for window_id in each.windows.values():
                serves = serves_of(conn, window_id)
                front = first_waiting(conn, each.hall_id, queues=list(serves), in_front=9)
                called = call_order(
                    front, serves, window_id=window_id, now=clock.now(), policy=POLICY, limit=9
                )
                orders.append([numbers[w.ticket_id] for w in called])

    here, there = orders[: len(hall.windows)], orders[len(hall.windows) :]
    assert here == there
    assert any(len(order) == 9 for order in here)


def test_nobody_waits_where_no_queue_is_served(hall):
    hall.issue("A")

    with hall.database.read() as conn:
        assert first_waiting(conn, hall.hall_id, queues=[], in_front=1) == []
