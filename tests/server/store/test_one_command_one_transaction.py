"""A command happens whole or not at all, and its events come out in commit order."""

import threading
import time
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from server.domain.errors import NotFound, QueueClosed
from server.domain.events import HallChanged
from server.services import issuing, slips
from server.store.database import Database, DatabaseClosed
from server.store.hall_tables import halls


def test_a_command_that_fails_half_way_leaves_nothing(hall):
    def issue_and_break(uow):
        issuing.issue(uow, channel="desk", queue_id=hall.queues["A"])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hall.database.write(hall.hall_id, issue_and_break, actor="system")

    assert (hall.tickets(), hall.seq(), hall.events()) == ([], 0, [])
    assert hall.issue("A") == "A001"


def test_a_command_for_a_hall_that_is_not_there_is_refused(hall):
    with pytest.raises(NotFound):
        hall.database.write(999, lambda uow: uow.seq, actor="system")


def test_a_hall_sees_nothing_of_another(hall, other_hall):
    number = other_hall.issue("A")

    with pytest.raises(NotFound):
        hall.run(
            slips.report_slip,
            ticket_id=other_hall.ticket(number).id,
            state="printed",
            reason=None,
        )


def test_each_hall_counts_its_own_events(hall, other_hall):
    for _ in range(3):
        hall.issue("A")
    other_hall.issue("A")

    assert [event["seq"] for event in hall.events()] == [1, 2, 3]
    assert [event["seq"] for event in other_hall.events()] == [1]


def test_everything_a_command_writes_bears_one_instant_and_its_actor(hall, clock):
    now = clock.now()

    def look_at_the_clock_and_write(uow):
        clock.forward(seconds=5)
        uow.record(HallChanged())
        uow.record(HallChanged())
        return {"now": uow.now}

    result = hall.database.write(hall.hall_id, look_at_the_clock_and_write, actor="account:7")

    assert result == {"now": now}
    assert len({event["at"] for event in hall.events()}) == 1
    with hall.database.read() as conn:
        assert set(conn.execute(text("SELECT actor FROM event")).scalars()) == {"account:7"}


def test_who_did_it_never_leaves_the_house(hall):
    hall.issue("A", actor="account:7")

    assert "account:7" not in str(hall.events())


def test_a_refused_command_in_a_group_leaves_the_others(any_url, clock, any_hall):
    """While the writer is held up, commands pile up and are committed together."""
    hall = any_hall
    hall.set_queue("B", is_open=False)
    held = _hold_up(hall)
    outcomes = []

    def issue(prefix):
        try:
            outcomes.append(hall.issue(prefix))
        except QueueClosed:
            outcomes.append("closed")

    threads = [threading.Thread(target=issue, args=(p,)) for p in "ABABA"]
    for thread in threads:
        thread.start()
    held.set()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["A001", "A002", "A003", "closed", "closed"]
    assert sorted(hall.states()) == ["A001", "A002", "A003"]
    assert [event["seq"] for event in hall.events()] == [1, 2, 3]


def _hold_up(hall):
    """Occupy the hall until the returned event is set."""
    begun, held = threading.Event(), threading.Event()

    def wait(uow):
        begun.set()
        held.wait(10)

    thread = threading.Thread(
        target=lambda: hall.database.write(hall.hall_id, wait, actor="system")
    )
    thread.start()
    begun.wait(10)
    return held


def test_after_the_answer_everybody_has_been_told(hall):
    told = []
    hall.database.after_commit(lambda: told.append(hall.seq()))

    hall.issue("A")

    assert told == [1]


def test_nobody_is_told_of_what_did_not_happen(any_hall):
    any_hall.set_queue("B", is_open=False)
    before = any_hall.seq()
    told = []
    any_hall.database.after_commit(lambda: told.append(any_hall.seq()))

    with pytest.raises(QueueClosed):
        any_hall.issue("B")

    assert set(told) <= {before}


def test_a_reader_keeps_its_view_while_others_write(any_hall):
    hall = any_hall
    hall.issue("A")

    with hall.database.read() as conn:
        first = conn.execute(select(halls.c.event_seq)).scalar_one()
        hall.issue("A")
        hall.issue("A")
        again = conn.execute(select(halls.c.event_seq)).scalar_one()
        seen = conn.execute(text("SELECT count(*) FROM ticket")).scalar_one()

    assert (first, again, seen) == (1, 1, 1)
    assert hall.seq() == 3


def test_closing_finishes_the_commands_in_hand(hall_url, clock, hall):
    database = Database(hall_url, clock=clock)
    begun, release = threading.Event(), threading.Event()

    def slow(uow):
        begun.set()
        release.wait(10)
        return issuing.issue(uow, channel="desk", queue_id=hall.queues["A"])

    done = []
    thread = threading.Thread(
        target=lambda: done.append(database.write(hall.hall_id, slow, actor="system"))
    )
    thread.start()
    begun.wait(10)
    closing = threading.Thread(target=database.close)
    closing.start()
    release.set()
    closing.join()
    thread.join()

    assert len(done) == 1
    assert hall.states() == {"A001": "waiting"}


def test_a_closed_database_refuses_instead_of_keeping_the_caller_waiting(hall_url, clock, hall):
    database = Database(hall_url, clock=clock)
    database.close()

    with pytest.raises(DatabaseClosed):
        database.write(hall.hall_id, lambda uow: uow.seq, actor="system")


def test_a_full_disk_never_makes_a_promise_that_is_not_kept(hall):
    """SQLite gives up a whole transaction when the disk is full, not just one command of it."""
    held = _hold_up(hall)
    promised, failed = [], []

    def fill_up(uow):
        pages = uow.conn.execute(text("PRAGMA page_count")).scalar_one()
        uow.conn.execute(text(f"PRAGMA max_page_count = {pages + 20}"))
        uow.conn.execute(text("CREATE TABLE ballast (x BLOB)"))
        uow.conn.execute(text("INSERT INTO ballast VALUES (zeroblob(10000000))"))

    def attempt(work):
        try:
            promised.append(work())
        except SQLAlchemyError as error:
            failed.append(error)

    overfill = partial(hall.database.write, hall.hall_id, fill_up, actor="system")
    threads = []
    for work in (hall.issue, overfill, hall.issue):
        threads.append(threading.Thread(target=attempt, args=(work,)))
        threads[-1].start()
        time.sleep(0.05)  # in this order into one group
    held.set()
    for thread in threads:
        thread.join()

    assert failed
    assert sorted(hall.states()) == sorted(promised)
    assert hall.issue("B") == "B001"
