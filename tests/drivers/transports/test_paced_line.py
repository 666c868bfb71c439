"""A line that keeps silent between two frames, and is otherwise the line it stands for."""

import pytest

from drivers.transports.errors import LinkLost, NotConnected
from drivers.transports.memory import Arrives, Breaks, ManualClock, ScriptedLine
from drivers.transports.paced import PacedLine


@pytest.fixture
def clock():
    return ManualClock()


def paced(line, clock, *, pause_s=0.1):
    return PacedLine(line, pause_s=pause_s, baud=9600, clock=clock, sleep=clock.advance)


def test_the_pause_begins_when_the_frame_before_has_left_the_line(clock):
    line = ScriptedLine(clock=clock)
    slow = paced(line, clock)

    slow.write(bytes(96))  # takes 0.1 s at 9600 baud
    slow.write(b"second")
    clock.advance(60)
    slow.write(b"third")

    first, second, third = line.written_at_s
    assert second - first == pytest.approx(0.2)
    assert third - second == pytest.approx(60)


def test_the_first_frame_waits_for_nothing(clock):
    line = ScriptedLine(clock=clock)

    paced(line, clock).write(b"first")

    assert line.written_at_s == [0.0]


def test_it_opens_closes_reads_and_breaks_as_the_line_does(clock):
    line = ScriptedLine(Arrives(b"hello"), Breaks(), clock=clock)
    slow = paced(line, clock)

    assert (slow.name, slow.is_open, slow.read(1)) == (line.name, True, b"hello")
    with pytest.raises(LinkLost):
        slow.read(1)
    assert not slow.is_open
    with pytest.raises(NotConnected):
        slow.write(b"x")
    slow.open()
    assert line.is_open
    slow.close()
    assert not line.is_open
