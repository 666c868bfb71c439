"""Staff find a ticket by what somebody says its number is."""

from datetime import date

import pytest

from server.reports.found_tickets import tickets_found


def found(hall, number, day=None):
    with hall.database.read() as conn:
        rows = tickets_found(conn, hall.hall_id, number=number, now=hall.clock.now(), day=day)
    return [(row.number, row.day.isoformat()) for row in rows]


@pytest.mark.parametrize("typed", ["A002", "a002", " A 002 ", "a2", "A00002"])
def test_a_number_is_found_however_it_is_typed(hall, typed):
    hall.issue("A")
    hall.issue("A")

    assert found(hall, typed) == [("A002", "2026-11-24")]


def test_a_number_nobody_has_drawn_is_not_found(hall):
    assert found(hall, "A001") == []


def test_a_ticket_is_found_whatever_became_of_it(hall, desk):
    hall.issue("A")
    desk.call_next()
    desk.start()
    desk.finish()

    assert found(hall, "A001") == [("A001", "2026-11-24")]


def test_yesterdays_number_is_gone_unless_it_is_suspended(hall, desk, clock):
    hall.issue("A")
    hall.issue("A")
    desk.call_next()
    desk.start()
    desk.suspend()
    clock.set("2026-11-25 09:00")
    hall.issue("B")

    assert found(hall, "A001") == [("A001", "2026-11-24")]
    assert found(hall, "A002") == []


def test_two_days_numbers_come_the_newest_first(hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    desk.start()
    desk.suspend()
    clock.set("2026-11-25 09:00")
    hall.issue("A")

    assert found(hall, "A001") == [("A001", "2026-11-25"), ("A001", "2026-11-24")]


def test_another_halls_numbers_are_not_found(hall, other_hall):
    other_hall.issue("A")

    assert found(hall, "A001") == []


def test_of_a_day_that_is_over_its_own_numbers_are_found_and_no_others(hall, desk, clock):
    hall.issue("A")
    desk.serve()
    clock.forward(days=1)
    hall.issue("A")

    assert found(hall, "A001", day=date(2026, 11, 24)) == [("A001", "2026-11-24")]
    assert found(hall, "A001") == [("A001", "2026-11-25")]
