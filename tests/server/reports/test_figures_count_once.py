"""Every ticket and visit stands in a figure once, and what nobody recorded is left out of it.

A sum over joined rows counts a ticket once for each of its visits, items or ratings; a missing
time that is taken for zero makes every mean too small.
"""

from datetime import date

import pytest

from server.domain.estimate.quotes import WaitRange
from server.reports.habits import hall_habits, hall_queues
from server.reports.waits import wait_accuracy

TODAY = date(2026, 11, 24)
QUOTE = WaitRange(low_s=300, mid_s=400, high_s=600, p90_s=700)


def accuracy(hall):
    with hall.database.read() as conn:
        return wait_accuracy(conn, hall.hall_id, first=TODAY, last=TODAY)


def habits(hall, prefix="A"):
    with hall.database.read() as conn:
        every = hall_habits(conn, hall.hall_id, hall_queues(conn, hall.hall_id))
    return every[hall.queues[prefix]]


def a_long_way(hall, desk, other_desk, clock):
    """One ticket: two items, two calls, a transfer, a suspension, a rating."""
    desk.recall()
    desk.start()
    desk.begin("CARD1")
    clock.forward(minutes=2)
    desk.begin("HOME1")
    clock.forward(minutes=2)
    desk.transfer(queue="B")
    other_desk.call_next()
    other_desk.start()
    clock.forward(minutes=2)
    code = other_desk.suspend()
    clock.forward(minutes=9)
    other_desk.resume(code=code)
    other_desk.finish()


def test_a_ticket_with_many_visits_items_and_a_rating_is_one_in_the_accuracy(
    hall, desk, other_desk, clock
):
    keypad = hall.add_keypad("2")
    hall.issue("A", predicted_wait=lambda *_: QUOTE)
    clock.forward(minutes=8)
    desk.call_next()
    a_long_way(hall, desk, other_desk, clock)
    keypad.press("satisfied")
    assert len(hall.visits("A001")) == 3

    report = accuracy(hall)

    assert report["total"]["n"] == 1
    assert report["total"]["bias_s"] == pytest.approx(450 - 480)
    assert sum(queue["n"] for queue in report["queues"]) == 1
    assert sum(hour["n"] for hour in report["hours"]) == 1


def test_who_was_told_nothing_or_never_called_is_in_no_mean(hall, desk, clock):
    hall.issue("A", predicted_wait=lambda *_: QUOTE)
    hall.issue("A")
    hall.issue("A", predicted_wait=lambda *_: QUOTE)
    clock.forward(minutes=8)
    desk.serve()
    desk.serve()
    desk.admit()
    desk.finish()
    hall.cancel("A003")

    total = accuracy(hall)["total"]

    assert (total["n"], total["not_quoted"]) == (1, 1)
    assert total["mae_s"] == pytest.approx(abs(450 - 480))


def test_the_parts_add_up_to_the_whole(hall, desk, other_desk, clock):
    for prefix in "AABPB":
        hall.issue(prefix, predicted_wait=lambda *_: QUOTE)
        clock.forward(minutes=25)
    for _ in range(5):
        desk.serve()

    report = accuracy(hall)

    assert report["total"]["n"] == 5
    for parts in (report["queues"], report["hours"]):
        counted = [part for part in parts if part["n"]]
        assert sum(part["n"] for part in counted) == 5
        weighed = sum(part["n"] * part["mae_s"] for part in counted)
        assert weighed / 5 == pytest.approx(report["total"]["mae_s"])


def test_a_visit_with_several_items_teaches_as_much_as_one_without(hall, other_hall, clock):
    def three_visits(of, *items):
        desk = of.sit("1")
        for _ in range(3):
            of.issue("A")
            desk.call_next()
            clock.forward(seconds=20)
            desk.start()
            for item in items:
                desk.begin(item)
            clock.forward(minutes=3)
            desk.finish()

    untaught = habits(hall).service
    three_visits(hall, "CARD1", "HOME1")
    three_visits(other_hall)

    assert habits(hall).service == habits(other_hall).service
    assert habits(hall).service.mean_s < untaught.mean_s


def test_a_visit_that_never_began_teaches_no_service_time(hall, desk, clock):
    before = habits(hall).service
    endings = (desk.return_, desk.pass_, lambda: hall.cancel("A002"), lambda: hall.void("A003"))
    for _ in range(3):
        hall.issue("A")
    for number, ending in zip(("A001", "A001", "A002", "A003"), endings, strict=True):
        assert desk.call_next() == number
        clock.forward(minutes=4)
        ending()

    assert habits(hall).service == before
