"""No everyday step reads through all the tickets, visits, jobs or events that there ever were."""

import sqlite3

import pytest
from sqlalchemy import Engine, event

from tests.server.acting import SmallHall

GROWING = {"ticket", "ticket_item", "visit", "job", "event", "request", "rating"}
# Indexes of what is open now: read whole, they are as long as the hall is busy.
OF_THE_PRESENT = ("ix_visit_open", "ix_job_pending")


@pytest.fixture
def said():
    """Every statement that SQLite is given from here on, with its values in it."""
    statements = []

    def listen(connection, _record):
        connection.set_trace_callback(statements.append)

    event.listen(Engine, "connect", listen)
    yield statements
    event.remove(Engine, "connect", listen)


def scanned(url, statements):
    """The growing tables that a statement reads from end to end, and the statement."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
        return [
            (line, sql)
            for sql in statements
            if sql.startswith(("SELECT", "UPDATE", "DELETE"))
            for *_, line in db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
            if line.startswith("SCAN")
            and line.split()[1] in GROWING
            and not line.endswith(OF_THE_PRESENT)
        ]


def test_a_turn_at_the_window_reads_only_what_is_open(said, hall_url, open_database, clock):
    hall = SmallHall(open_database(hall_url), clock, "small")
    hall.add_keypad("1")
    desk = hall.sit("1")
    said.clear()

    for _ in range(3):
        hall.issue("A")
    for step in (desk.call_next, desk.start, desk.view, desk.finish):
        step()
    for step in (desk.call_next, desk.recall, desk.start, desk.suspend, desk.view):
        step()
    hall.board()

    assert any("INSERT INTO ticket " in sql for sql in said)
    assert scanned(hall_url, said) == []
