import errno
import os
import pty
import struct
import threading
import time
import tty

import pytest

from drivers.keyboard.protocol import press_and_release
from drivers.keyboard.simulator import KeyboardSimulator
from drivers.transports.errors import LinkLost, NotConnected, PortBusy, TransportError
from drivers.transports.evdev import EVIOCGRAB, EVIOCSCLOCKID, EvdevLine
from drivers.transports.urls import is_keyboard, line_for

PATIENCE_S = 15


@pytest.fixture
def keyboard(tmp_path):
    with KeyboardSimulator(tmp_path / "kbd") as plugged:
        yield plugged


@pytest.fixture
def line(keyboard):
    with EvdevLine(str(keyboard.path)) as opened:
        yield opened


@pytest.fixture
def terminal():
    """A character device that is no input device: (path, the end that can be hung up)."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    ends = [ours, theirs]
    yield os.ttyname(theirs), ends
    for end in ends:
        os.close(end)


def refusing(number):
    def take(descriptor):
        raise OSError(number, os.strerror(number))

    return take


def test_the_requests_are_those_of_the_kernel_header():
    # _IOW(type, nr, int): direction 1 << 30, size 4 << 16, type << 8, number.
    def iow(nr):
        return 1 << 30 | struct.calcsize("i") << 16 | ord("E") << 8 | nr

    assert (iow(0x90), iow(0xA0)) == (EVIOCGRAB, EVIOCSCLOCKID)


def test_records_arrive_as_the_kernel_writes_them(keyboard, line):
    record = struct.pack("@LLHHi", 12, 345678, 1, 4, 1)
    keyboard.send(record)

    assert line.read(PATIENCE_S) == record


def test_silence_is_no_bytes_and_no_error(line):
    assert line.read(0.01) == b""


def test_what_was_typed_before_opening_is_forgotten(keyboard):
    with EvdevLine(str(keyboard.path)) as earlier:
        keyboard.press(2)
        earlier.close()
        late = EvdevLine(str(keyboard.path))
        late.open()

        assert late.read(0.01) == b""
        late.close()


def test_a_cable_pulled_is_a_lost_link_and_the_same_path_opens_again(keyboard, line):
    keyboard.unplug()
    with pytest.raises(LinkLost):
        line.read(PATIENCE_S)
    assert not line.is_open
    with pytest.raises(NotConnected):
        line.open()

    keyboard.plug()
    line.open()
    again = press_and_release(2, at_s=12.5)
    keyboard.send(again)

    assert line.read(PATIENCE_S) == again


def test_a_read_error_of_the_device_is_a_lost_link(terminal):
    path, ends = terminal
    line = EvdevLine(path, take=lambda descriptor: None)
    line.open()
    os.close(ends.pop(0))

    with pytest.raises(LinkLost):
        line.read(PATIENCE_S)
    assert not line.is_open


def test_a_device_that_is_no_keyboard_is_refused(terminal):
    path, _ = terminal

    with pytest.raises(NotConnected):
        EvdevLine(path).open()


def test_a_keyboard_that_another_program_has_grabbed_is_busy(terminal):
    path, _ = terminal

    with pytest.raises(PortBusy):
        EvdevLine(path, take=refusing(errno.EBUSY)).open()


def test_a_missing_device_is_not_connected(tmp_path):
    with pytest.raises(NotConnected):
        EvdevLine(str(tmp_path / "nothing")).open()


def test_a_line_that_is_not_open_is_not_connected(keyboard):
    with pytest.raises(NotConnected):
        EvdevLine(str(keyboard.path)).read(0.01)


def test_a_keyboard_takes_no_bytes(line):
    with pytest.raises(TransportError):
        line.write(b"\x01")


def test_a_line_closed_by_another_thread_ends_its_read(line):
    threading.Timer(0.05, line.close).start()
    started = time.monotonic()

    with pytest.raises(NotConnected):
        line.read(60)
    assert time.monotonic() - started < PATIENCE_S


def test_a_station_file_names_it_with_evdev(keyboard):
    url = f"evdev:{keyboard.path}"
    line = line_for(url)

    assert is_keyboard(url)
    assert not is_keyboard("/dev/ttyUSB0")
    assert isinstance(line, EvdevLine)
    assert line.name == url
