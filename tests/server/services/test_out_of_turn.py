"""Who comes to a window out of turn: chosen by hand, without a number, or called by itself."""

import pytest

from server.domain.errors import Forbidden, NotYourWindow, WindowBusy, WrongState
from server.services import auto_calling


def test_a_chosen_ticket_comes_before_its_turn_and_the_reason_stays(hall, desk, clock):
    hall.issue("A")
    hall.issue("A")
    clock.forward(minutes=3)

    desk.call("A002", reason="带小孩")

    assert hall.states() == {"A001": "waiting", "A002": "called"}
    assert desk.view()["current"]["why"] == {
        "rule": "chosen",
        "zh": "指定呼叫：带小孩，已等 3 分钟",
        "en": "Chosen by hand: 带小孩; has waited 3 min",
    }


def test_a_ticket_that_does_not_wait_cannot_be_chosen(hall, desk):
    hall.issue("A")
    hall.cancel("A001")

    with pytest.raises(WrongState):
        desk.call("A001")


def test_a_window_chooses_only_from_what_it_serves(hall):
    hall.issue("A")

    with pytest.raises(Forbidden):
        hall.sit("3").call("A001")


def test_a_ticket_sent_to_another_window_is_not_chosen_away(hall, desk, other_desk):
    hall.issue("A")
    desk.call_next()
    desk.transfer(window="2")

    with pytest.raises(Forbidden):
        desk.call("A001")
    assert other_desk.call("A001") == "A001"


def test_choosing_too_is_one_ticket_at_a_time(hall, desk):
    hall.issue("A")
    hall.issue("A")
    desk.call_next()

    with pytest.raises(WindowBusy):
        desk.call("A002")


def test_somebody_without_a_number_is_served_and_counted(hall, desk, clock):
    assert desk.admit("A") == "A直01"
    clock.forward(minutes=4)
    desk.finish()

    visit = hall.visit("A直01")
    assert (visit.ended_at - visit.started_at).total_seconds() == 240
    assert visit.calls == 0


def test_they_take_no_number_from_the_queue(hall, desk):
    hall.issue("A")
    desk.admit("A")
    desk.finish()
    desk.admit("A")

    assert hall.issue("A") == "A002"
    assert list(hall.states()) == ["A001", "A直01", "A直02", "A002"]


def test_they_are_never_on_a_display(hall, desk):
    desk.admit("A")
    assert hall.board()["calls"] == []

    desk.suspend()
    assert desk.resume("A直01") == "A直01"

    assert hall.board()["calls"] == []
    assert hall.kinds() == [
        "window.opened",
        "ticket.admitted",
        "ticket.suspended",
        "ticket.admitted",
    ]


def test_an_idle_window_calls_by_itself_where_the_hall_wants_that(hall, desk, clock):
    hall.set_policy(auto_call_after_s=60)
    hall.issue("A")
    clock.forward(seconds=59)
    assert _call_for_idle(hall) == 0

    clock.forward(seconds=1)

    assert _call_for_idle(hall) == 1
    assert hall.states() == {"A001": "called"}
    assert hall.visit("A001").account_id == desk.account_id


def test_the_time_after_the_last_citizen_counts(hall, desk, clock):
    hall.set_policy(auto_call_after_s=60)
    hall.issue("A")
    hall.issue("A")
    desk.serve()
    clock.forward(seconds=40)
    assert _call_for_idle(hall) == 0

    clock.forward(seconds=20)

    assert _call_for_idle(hall) == 1


def test_paused_and_busy_windows_call_nobody(hall, desk, clock):
    hall.set_policy(auto_call_after_s=60)
    hall.issue("A")
    desk.pause()
    clock.forward(minutes=5)
    assert _call_for_idle(hall) == 0

    desk.unpause()
    desk.call_next()
    hall.issue("A")
    clock.forward(minutes=5)

    assert _call_for_idle(hall) == 0


def test_without_the_option_windows_wait_for_their_clerks(hall, desk, clock):
    hall.issue("A")
    clock.forward(hours=1)

    assert _call_for_idle(hall) == 0


def test_only_the_clerk_who_sits_there_admits(hall, desk, other_desk):
    other_desk.window_id = desk.window_id

    with pytest.raises(NotYourWindow):
        other_desk.admit("A")


def _call_for_idle(hall):
    with hall.database.read() as conn:
        due = auto_calling.halls_with_idle(conn, hall.clock.now())
    return hall.run(auto_calling.call_for_idle)["called"] if hall.hall_id in due else 0


def test_sent_on_they_wait_and_are_called_and_shown_like_anybody(hall, desk, other_desk):
    desk.admit("A")
    desk.transfer(window="2")
    assert hall.board()["calls"] == []

    other_desk.call_next()

    assert [call["number"] for call in hall.board()["calls"]] == ["A直01"]
