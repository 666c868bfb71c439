"""Who sits where: taking, pausing, leaving and taking over a window."""

from datetime import timedelta

import pytest

from server.domain.errors import (
    NotFound,
    NotYourWindow,
    WindowBusy,
    WindowNotOpen,
    WindowTaken,
)
from server.services import windows


def test_a_clerk_sits_down_and_the_window_is_open(hall, clock):
    hall.sit("1", clerk=4)

    window = hall.window("1")
    assert (window.state, window.account_id) == ("open", hall.clerks[3])
    assert window.state_since == clock.now()
    assert hall.events()[-1]["body"] == {
        "window_id": window.id,
        "window": "1",
        "zone_id": window.zone_id,
        "state": "open",
    }


def test_sitting_down_twice_changes_nothing(hall, desk):
    before = hall.seq()

    desk.open()

    assert hall.seq() == before


def test_a_taken_window_is_refused_and_says_who_sits_there(hall, desk):
    with pytest.raises(WindowTaken) as refused:
        hall.sit("1", clerk=2)

    assert refused.value.fields == {"clerk": "窗口人员1"}
    assert hall.window("1").account_id == desk.account_id


def test_a_window_is_taken_over_in_so_many_words_with_the_ticket_served_there(hall, desk):
    hall.issue("A")
    desk.call_next()
    desk.start()

    successor = hall.sit("1", clerk=2, take_over=True)

    assert successor.finish() == "A001"
    assert hall.visit("A001").account_id == successor.account_id
    with pytest.raises(NotYourWindow):
        desk.call_next()


def test_a_clerk_who_moves_leaves_the_old_window(hall, desk):
    hall.sit("2", clerk=1)

    assert (hall.window("1").state, hall.window("1").account_id) == ("closed", None)
    assert hall.window("2").account_id == desk.account_id
    assert hall.kinds()[-2:] == ["window.closed", "window.opened"]


def test_a_clerk_with_a_ticket_does_not_move(hall, desk):
    hall.issue("A")
    desk.call_next()

    with pytest.raises(WindowBusy):
        hall.sit("2", clerk=1)
    assert hall.window("1").account_id == desk.account_id
    assert hall.window("2").state == "closed"


def test_a_pause_has_a_reason_and_an_end_that_displays_do_not_show(hall, desk, clock):
    until = clock.now() + timedelta(minutes=15)
    desk.pause("打印材料", until)

    window = hall.window("1")
    assert (window.state, window.pause_reason, window.pause_until) == ("paused", "打印材料", until)
    assert desk.view()["window"]["pause"] == {
        "reason": "打印材料",
        "until": "2026-11-24T01:15:00.000Z",
    }
    assert "打印材料" not in str(hall.events())


def test_a_paused_window_calls_nobody(hall, desk):
    hall.issue("A")
    desk.pause()

    with pytest.raises(WindowNotOpen):
        desk.call_next()


def test_after_the_pause_it_calls_again(hall, desk):
    hall.issue("A")
    desk.pause()
    desk.unpause()

    assert hall.window("1").pause_reason is None
    assert desk.call_next() == "A001"


def test_ending_a_pause_that_is_none_changes_nothing(hall, desk):
    before = hall.seq()

    desk.unpause()

    assert hall.seq() == before


def test_a_paused_window_is_not_paused_again(desk):
    desk.pause()

    with pytest.raises(WindowNotOpen):
        desk.pause()


@pytest.mark.parametrize("leave", ["pause", "close"])
def test_nobody_walks_away_from_a_citizen(hall, desk, leave):
    hall.issue("A")
    desk.call_next()

    with pytest.raises(WindowBusy):
        getattr(desk, leave)()
    assert hall.window("1").state == "open"


def test_who_leaves_closes_the_window(hall, desk):
    desk.close()

    assert (hall.window("1").state, hall.window("1").account_id) == ("closed", None)
    assert hall.kinds()[-1] == "window.closed"
    with pytest.raises(WindowNotOpen):
        desk.close()


def test_sitting_down_again_ends_ones_own_pause(hall, desk):
    desk.pause()

    desk.open()

    assert hall.window("1").state == "open"


def test_a_window_of_another_hall_is_not_there(hall, other_hall):
    with pytest.raises(NotFound):
        other_hall.run(
            windows.open_window,
            window_id=hall.windows["1"],
            account_id=other_hall.clerks[0],
            take_over=True,
        )
