import threading

import pytest

from drivers.transports.errors import LinkLost, NotConnected
from drivers.transports.memory import (
    Arrives,
    Breaks,
    Expects,
    ManualClock,
    ScriptedLine,
    memory_pair,
)


@pytest.fixture
def clock():
    return ManualClock()


def test_a_scripted_answer_waits_for_its_question(clock):
    line = ScriptedLine(Expects(b"?"), Arrives(b"!", after_s=0.2), clock=clock)

    before = line.read(1)
    line.write(b"?")

    assert (before, line.read(1), line.written) == (b"", b"!", [b"?"])
    assert clock() == pytest.approx(1.2)


def test_another_question_does_not_release_the_answer(clock):
    line = ScriptedLine(Expects(b"?"), Arrives(b"!"), clock=clock)

    line.write(b"x")

    assert line.read(1) == b""


def test_scripted_time_passes_in_slices(clock):
    line = ScriptedLine(Arrives(b"late", after_s=0.25), clock=clock)

    assert [line.read(0.1), line.read(0.1), line.read(0.1)] == [b"", b"", b"late"]
    assert clock() == pytest.approx(0.25)


def test_a_scripted_break_is_a_lost_link_and_then_no_connection(clock):
    line = ScriptedLine(Breaks(), clock=clock)

    with pytest.raises(LinkLost):
        line.read(1)
    with pytest.raises(NotConnected):
        line.read(1)


def test_what_one_end_of_a_pair_writes_the_other_reads():
    ours, theirs = memory_pair()

    ours.write(b"ab")
    ours.write(b"c")
    theirs.write(b"z")

    assert (theirs.read(0), ours.read(0), ours.read(0)) == (b"abc", b"z", b"")


def test_a_pair_wakes_a_waiting_reader():
    ours, theirs = memory_pair()
    threading.Timer(0.02, lambda: theirs.write(b"!")).start()

    assert ours.read(5) == b"!"


def test_closing_one_end_loses_the_link_of_the_other_after_its_last_bytes():
    ours, theirs = memory_pair()
    theirs.write(b"bye")
    theirs.close()

    assert ours.read(0) == b"bye"
    with pytest.raises(LinkLost):
        ours.read(0)
    with pytest.raises(NotConnected):
        theirs.read(0)
