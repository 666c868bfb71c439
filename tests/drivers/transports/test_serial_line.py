import os
import socket
import threading
import time
import tty

import pytest

from drivers.transports.errors import LinkLost, NotConnected, PortBusy, WriteTimedOut
from drivers.transports.serial import SerialLine
from drivers.transports.tcp import TcpLine
from drivers.transports.urls import line_for


class Cable:
    """A pseudo-terminal: `path` is what a line opens, `ours` the device's end."""

    def __init__(self):
        self.ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.path = os.ttyname(self._theirs)
        self._is_plugged = True

    def pull(self):
        if self._is_plugged:
            self._is_plugged = False
            os.close(self.ours)
            os.close(self._theirs)


@pytest.fixture
def cable():
    made = Cable()
    yield made
    made.pull()


@pytest.fixture
def line(cable):
    with SerialLine(cable.path, write_timeout_s=0.2) as opened:
        yield opened


def read(line, size):
    """Read until size bytes are there; the terminal hands them over as it likes."""
    got = b""
    while len(got) < size and (chunk := line.read(5)):
        got += chunk
    return got


def test_bytes_go_both_ways(line, cable):
    line.write(b"\xff\x68\r\n")
    os.write(cable.ours, b"\x00\x0d\x16")

    assert os.read(cable.ours, 100) == b"\xff\x68\r\n"
    assert read(line, 3) == b"\x00\x0d\x16"


def test_silence_is_no_bytes_and_no_error(line):
    assert line.read(0.02) == b""


def test_half_a_frame_is_returned_at_once_and_not_after_the_timeout(line, cable):
    os.write(cable.ours, b"\xff\x68\x03")
    started = time.monotonic()

    assert read(line, 3) == b"\xff\x68\x03"
    assert time.monotonic() - started < 1


def test_a_pulled_cable_ends_a_blocked_read_at_once(line, cable):
    threading.Timer(0.05, cable.pull).start()
    started = time.monotonic()

    with pytest.raises(LinkLost):
        line.read(5)

    assert time.monotonic() - started < 1
    assert not line.is_open


def test_a_write_into_a_pulled_cable_is_a_lost_link(line, cable):
    cable.pull()

    with pytest.raises(LinkLost):
        line.write(b"\x16")
    with pytest.raises(NotConnected):
        line.write(b"\x16")


def test_a_stuck_port_times_out_instead_of_hanging(line):
    with pytest.raises(WriteTimedOut):
        line.write(bytes(1_000_000))


def test_a_line_closed_by_another_thread_is_not_connected_rather_than_lost(line):
    threading.Timer(0.05, line.close).start()
    started = time.monotonic()

    with pytest.raises(NotConnected):
        line.read(5)

    assert time.monotonic() - started < 1


def test_a_second_program_finds_the_port_busy(line, cable):
    with pytest.raises(PortBusy):
        SerialLine(cable.path).open()


def test_a_missing_port_is_not_connected():
    with pytest.raises(NotConnected):
        SerialLine("/dev/no-such-port").open()


def test_a_line_that_was_never_opened_is_not_connected():
    line = SerialLine("loop://")

    with pytest.raises(NotConnected):
        line.read(0)


def test_a_lost_line_can_be_opened_again_on_a_new_port(line, cable):
    cable.pull()
    with pytest.raises(LinkLost):
        line.read(0.1)
    with pytest.raises(NotConnected):
        line.open()

    again = Cable()
    with SerialLine(again.path) as fresh:
        os.write(again.ours, b"\x16")
        assert fresh.read(1) == b"\x16"
    again.pull()


def test_closing_twice_is_fine(line):
    line.close()
    line.close()

    assert not line.is_open


def test_a_loop_url_returns_what_was_written():
    with SerialLine("loop://") as line:
        line.write(b"\xff\x68")

        assert line.read(1) == b"\xff\x68"


def test_a_socket_url_reaches_a_converter_and_notices_that_it_hangs_up():
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = SerialLine(f"socket://127.0.0.1:{server.getsockname()[1]}")
        line.open()
        peer, _ = server.accept()
        with peer:
            peer.sendall(b"\x16")
            assert line.read(1) == b"\x16"

        with pytest.raises(LinkLost):
            line.read(1)


def test_the_scheme_of_a_url_chooses_the_line():
    chosen = [line_for(url) for url in ("tcp://10.0.0.7:4001", "/dev/ttyUSB0", "loop://")]

    assert [(type(line), line.name) for line in chosen] == [
        (TcpLine, "tcp://10.0.0.7:4001"),
        (SerialLine, "/dev/ttyUSB0"),
        (SerialLine, "loop://"),
    ]


def test_a_tcp_url_without_a_port_is_refused():
    with pytest.raises(ValueError, match="tcp://host:port"):
        line_for("tcp://10.0.0.7")
