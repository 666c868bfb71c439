"""The event loop of a simulated day."""

import threading

import pytest

from server.simulation.agenda import Agenda

OVER_WITHIN_S = 5


@pytest.fixture
def agenda():
    """Noon, a hundred thousand times as fast as real time, two hands."""
    with Agenda(begins_s=12 * 3600, speed=100_000, workers=2) as agenda:
        yield agenda


def test_what_is_due_first_happens_first_however_it_was_arranged(agenda):
    done = []
    one_at_a_time = threading.Lock()

    def note(name):
        with one_at_a_time:
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


def test_lateness_is_known_when_there_are_too_few_hands():
    go_on = threading.Event()
    with Agenda(begins_s=0, speed=1000, workers=1) as agenda:
        agenda.at(0, lambda: go_on.wait(OVER_WITHIN_S))
        agenda.at(1, lambda: None)
        while agenda.now_s() < 50:
            pass
        go_on.set()
        agenda.wait(OVER_WITHIN_S)

    assert agenda.latest_s >= 40


def test_a_stopped_agenda_begins_nothing_more():
    done = []
    agenda = Agenda(begins_s=0, speed=1, workers=2)
    with agenda:
        agenda.at(3600, lambda: done.append("too late"))

    assert done == []
    assert agenda.wait(0)
