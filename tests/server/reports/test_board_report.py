"""The board as the server reads it from its tables."""

import pytest

from server.domain.errors import NotFound
from server.reports.board import board
from server.reports.stream import events_since


def test_the_board_of_a_quiet_morning(hall):
    shown = hall.board()

    assert (shown["day"], shown["seq"]) == ("2026-11-24", 0)
    assert shown["waiting"] == {str(queue_id): 0 for queue_id in hall.queues.values()}
    assert (shown["calls"], shown["passed"]) == ([], [])
    assert {w["window"]: w["state"] for w in shown["windows"].values()} == {
        str(n): "closed" for n in range(1, 9)
    }
    assert all(queue == {"open": True} for queue in shown["queues"].values())


def test_who_waits_is_counted_by_queue(hall):
    for prefix in "AAB":
        hall.issue(prefix)

    waiting = hall.board()["waiting"]
    assert (waiting[str(hall.queues["A"])], waiting[str(hall.queues["B"])]) == (2, 1)


def test_a_call_is_shown_with_its_window_until_it_is_over(hall, desk):
    hall.issue("A")
    desk.call_next()

    (call,) = hall.board()["calls"]
    assert call == {
        "ticket_id": hall.ticket("A001").id,
        "number": "A001",
        "queue_id": hall.queues["A"],
        "zone_id": hall.window("1").zone_id,
        "visit_id": hall.visit("A001").id,
        "window_id": desk.window_id,
        "window": "1",
        "place": "一层东侧",
        "state": "called",
        "calls": 1,
        "called_at": "2026-11-24T01:00:00.000Z",
        "speak_until": "2026-11-24T01:01:00.000Z",
    }
    desk.start()
    assert hall.board()["calls"][0]["state"] == "serving"
    desk.finish()
    assert hall.board()["calls"] == []


def test_two_calls_in_one_refresh_are_both_there_the_latest_first(hall, desk, other_desk, clock):
    hall.issue("A")
    hall.issue("B")
    desk.call_next()
    clock.forward(seconds=1)
    other_desk.call_next()

    calls = [(c["number"], c["window"]) for c in hall.board()["calls"]]
    assert calls == [("B001", "2"), ("A001", "1")]


def test_a_recall_comes_to_the_top_again(hall, desk, other_desk, clock):
    hall.issue("A")
    hall.issue("B")
    desk.call_next()
    clock.forward(seconds=1)
    other_desk.call_next()
    clock.forward(seconds=1)
    desk.recall()

    assert [(c["number"], c["calls"]) for c in hall.board()["calls"]] == [("A001", 2), ("B001", 1)]


def test_who_comes_back_is_shown_but_not_spoken(hall, desk):
    hall.issue("A")
    desk.call_next()
    desk.start()
    desk.resume(code=desk.suspend())

    (call,) = hall.board()["calls"]
    assert (call["state"], call["calls"], call["speak_until"]) == ("serving", 0, None)


def test_missed_numbers_are_listed_in_the_order_they_were_drawn(hall, desk, other_desk):
    hall.issue("A")
    hall.issue("B")
    for clerk in (other_desk, desk):
        clerk.call_next()
        clerk.pass_()

    assert [p["number"] for p in hall.board()["passed"]] == ["A001", "B001"]


def test_a_new_day_begins_with_an_empty_board(hall, desk, clock):
    hall.issue("A")
    hall.issue("A")
    desk.call_next()
    clock.set("2026-11-25 04:00")

    shown = hall.board()
    assert shown["day"] == "2026-11-25"
    assert (sum(shown["waiting"].values()), shown["calls"]) == (0, [])


def test_a_hall_shows_nothing_of_another(hall, other_hall):
    other_hall.issue("A")
    other_hall.sit("1")

    assert (hall.board()["seq"], sum(hall.board()["waiting"].values())) == (0, 0)


def test_a_hall_that_is_not_there_has_no_board(hall, clock):
    with hall.database.read() as conn, pytest.raises(NotFound):
        board(conn, 999, now=clock.now())


def test_the_stream_is_read_from_where_one_left_off(hall):
    for _ in range(5):
        hall.issue("A")

    with hall.database.read() as conn:
        since = [e["seq"] for e in events_since(conn, hall.hall_id, 2)]
        limited = [e["seq"] for e in events_since(conn, hall.hall_id, 1, limit=2)]
    assert (since, limited) == ([3, 4, 5], [2, 3])
    assert hall.events(5) == []
