"""Numbers that wait overnight: their place, their number, and the boards of the next day."""

import pytest
from sqlalchemy import update

from display.board import apply, from_json
from server.services import days
from server.store.hall_tables import halls


@pytest.fixture
def keeping(hall):
    """Queue A keeps its numbers overnight; the other queues do not."""
    hall.set_issuing("A", overnight="keep")
    return hall


def test_a_number_that_was_kept_comes_before_all_of_the_new_day(keeping, clock):
    keeping.issue("A")
    keeping.issue("A")
    clock.set("2026-11-25 08:30")
    keeping.issue("A")

    desk = keeping.sit("1")
    assert [desk.serve() for _ in range(3)] == ["A001", "A002", "A003"]


def test_the_new_day_gives_no_number_that_somebody_bears_already(keeping, clock):
    for _ in range(3):
        keeping.issue("A")
    keeping.cancel("A001")
    clock.set("2026-11-25 09:00")

    assert [keeping.issue("A") for _ in range(2)] == ["A001", "A004"]


def test_a_kept_number_is_found_with_the_day_it_was_drawn(keeping, clock):
    came = clock.now()
    keeping.issue("A")
    clock.set("2026-11-25 09:00")
    desk = keeping.sit("1")

    ticket = keeping.ticket("A001")
    assert (str(ticket.day), str(ticket.kept_from)) == ("2026-11-25", "2026-11-24")
    assert (ticket.joined_at, ticket.order_at) == (came, came)
    assert [t["kept_from"] for t in desk.view()["waiting"]["next"]] == ["2026-11-24"]
    desk.call_next()
    assert desk.view()["current"]["ticket"]["kept_from"] == "2026-11-24"


def test_over_a_weekend_it_is_still_of_the_day_it_was_drawn(keeping, clock):
    keeping.issue("A")
    for day in ("2026-11-25", "2026-11-26"):
        clock.set(f"{day} 09:00")
        keeping.issue("B")

    ticket = keeping.ticket("A001")
    assert (str(ticket.day), str(ticket.kept_from)) == ("2026-11-26", "2026-11-24")


def test_other_queues_let_their_numbers_expire(keeping, clock):
    keeping.issue("A")
    keeping.issue("B")
    clock.set("2026-11-25 09:00")
    keeping.issue("P")

    assert keeping.states() == {"A001": "waiting", "B001": "expired", "P001": "waiting"}


def test_who_was_called_but_not_served_waits_on_and_who_missed_the_call_does_not(
    keeping, clock, desk, other_desk
):
    keeping.issue("A")
    keeping.issue("A")
    keeping.issue("A")
    desk.call_next()
    desk.pass_()
    desk.call_next()
    other_desk.call_next()
    other_desk.start()
    clock.set("2026-11-25 09:00")
    keeping.issue("B")

    states = keeping.states()
    assert (states["A001"], states["A002"], states["A003"]) == ("expired", "waiting", "expired")
    assert keeping.visit("A002").ended_at is not None
    assert keeping.sit("1").call_next() == "A002"


def test_boards_of_the_new_day_show_and_call_it(keeping, clock):
    keeping.issue("A")
    keeping.issue("A")
    folded = from_json(keeping.board())
    clock.set("2026-11-25 09:00")
    desk = keeping.sit("1")
    desk.call_next()

    for event in keeping.events(folded.seq):
        folded = apply(folded, event)
    assert folded == from_json(keeping.board())
    assert [call.number for call in folded.calls] == ["A001"]
    assert folded.waiting[keeping.queues["A"]] == 1


def test_two_kept_numbers_that_look_alike_never_meet_on_one_board(keeping, clock, desk):
    keeping.issue("A")
    desk.call_next()
    desk.start()
    code = desk.suspend()
    clock.set("2026-11-25 09:00")
    keeping.issue("A")
    keeping.sit("1").resume(code=code)
    keeping.sit("1").return_()
    clock.set("2026-11-26 09:00")
    keeping.issue("B")

    alike = [t for t in keeping.tickets() if t.number == "A001"]
    assert [t.state for t in alike] == ["waiting", "waiting"]
    assert len({(t.issued_queue_id, t.day, t.serial) for t in alike}) == 2
    assert keeping.board()["waiting"][str(keeping.queues["A"])] == 1


def test_each_hall_keeps_or_ends_its_own_numbers_at_its_own_hour(keeping, other_hall, clock):
    """Beijing is two hours ahead of Urumqi, whose hall begins its day at six."""
    urumqi = other_hall
    urumqi.set_up(
        update(halls)
        .where(halls.c.id == urumqi.hall_id)
        .values(time_zone="Asia/Urumqi", day_starts_at="06:00")
    )
    for hall in (keeping, urumqi):
        hall.set_policy(issue_outside_hours=True)
        hall.issue("A")

    clock.set("2026-11-25 07:59")
    for hall in (keeping, urumqi):
        hall.run(_turn)
    assert (keeping.state("A001"), str(keeping.ticket("A001").day)) == ("waiting", "2026-11-25")
    assert (urumqi.state("A001"), str(urumqi.ticket("A001").day)) == ("waiting", "2026-11-24")

    clock.set("2026-11-25 08:00")
    urumqi.run(_turn)
    assert urumqi.state("A001") == "expired"


def _turn(uow):
    days.begin_day(uow)
    return {}
