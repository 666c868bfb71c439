"""The event loop of a simulated day."""

import time
from datetime import UTC, datetime

import pytest

from server.simulation.agenda import HOLD_S, Agenda, Clock

OVER_WITHIN_S = 20


@pytest.fixture
def agenda():
    """Noon, a hundred thousand times as fast as real time, two hands."""
    with Agenda(begins_s=12 * 3600, speed=100_000, workers=2) as agenda:
        yield agenda


def test_what_is_due_first_happens_first_however_it_was_arranged(agenda):
    done = []

    def note(name):
        done.append((name, agenda.now_s()))

    agenda.at(12 * 3600 + 9000, lambda: note("second"))
    agenda.at(12 * 3600 + 4000, lambda: note("first"))

    assert agenda.wait(OVER_WITHIN_S)
    assert [name for name, _ in done] == ["first", "second"]
    assert done[0][1] >= 12 * 3600 + 4000
    assert done[1][1] >= 12 * 3600 + 9000


def test_it_is_over_only_when_what_was_arranged_meanwhile_is_done_too(agenda):
    done = []
    agenda.after(100, lambda: agenda.after(3000, lambda: done.append("later")))

    assert agenda.wait(OVER_WITHIN_S)
    assert done == ["later"]


def test_what_was_called_off_does_not_happen_and_is_not_waited_for(agenda):
    done = []
    appointment = agenda.after(10_000_000, lambda: done.append("never"))

    assert agenda.call_off(appointment)
    assert not agenda.call_off(appointment)
    assert agenda.wait(OVER_WITHIN_S)
    assert done == []


def test_what_has_begun_cannot_be_called_off(agenda):
    appointment = agenda.after(0, lambda: None)

    assert agenda.wait(OVER_WITHIN_S)
    assert not agenda.call_off(appointment)


def test_a_real_delay_holds_at_any_speed(agenda):
    seen = []
    began_s = agenda.now_s()
    agenda.after(0, lambda: seen.append(agenda.now_s()), real_s=0.05)

    assert agenda.wait(OVER_WITHIN_S)
    assert seen[0] - began_s >= 0.05 * 100_000


def test_an_action_that_breaks_ends_the_day_and_is_told(agenda):
    def breaks():
        raise LookupError("no such thing")

    agenda.after(0, breaks)
    agenda.after(10_000_000, lambda: None)

    assert agenda.wait(OVER_WITHIN_S)
    assert isinstance(agenda.broken_by, LookupError)


def test_the_clock_waits_for_what_takes_long():
    times = []
    with Agenda(begins_s=0, speed=100_000, workers=1) as agenda:
        agenda.at(50, lambda: time.sleep(0.1))
        agenda.at(51, lambda: times.append(agenda.now_s()))
        assert agenda.wait(OVER_WITHIN_S)

    assert 51 <= times[0] <= 51 + HOLD_S  # and not ten thousand seconds later


def test_real_times_are_found_again_on_the_simulated_clock():
    noted = []
    with Agenda(begins_s=1000, speed=1000, workers=1) as agenda:

        def note():
            noted.append((agenda.now_s(), datetime.now(UTC)))

        agenda.at(1100, note)
        agenda.at(1110, lambda: time.sleep(0.1))
        agenda.at(1120, note)
        agenda.at(1300, note)
        assert agenda.wait(OVER_WITHIN_S)

        for at_s, real in noted:
            assert agenda.simulated(real) == pytest.approx(at_s, abs=10)
    assert noted[1][0] < 1120 + 2 * HOLD_S


def test_the_clock_never_goes_back_behind_where_it_was_held():
    clock = Clock(begins_s=0, speed=1_000_000)
    time.sleep(0.001)  # a thousand simulated seconds

    assert clock.now_s(no_later_than_s=50) == 50
    time.sleep(0.001)
    assert clock.now_s(no_later_than_s=20) == 50
    assert clock.now_s(no_later_than_s=float("inf")) >= 50


def test_a_stopped_agenda_begins_nothing_more():
    done = []
    agenda = Agenda(begins_s=0, speed=1, workers=2)
    with agenda:
        agenda.at(3600, lambda: done.append("too late"))

    assert done == []
    assert agenda.wait(0)
