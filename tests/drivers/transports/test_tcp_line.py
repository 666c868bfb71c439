import socket
import threading
import time

import pytest

from drivers.transports.errors import LinkLost, NotConnected, WriteTimedOut
from drivers.transports.tcp import TcpLine


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def line(server):
    with TcpLine("127.0.0.1", port=server.getsockname()[1], write_timeout_s=0.2) as opened:
        yield opened


@pytest.fixture
def peer(server, line):
    accepted, _ = server.accept()
    with accepted:
        yield accepted


def test_bytes_go_both_ways(line, peer):
    line.write(b"\xff\x68")
    peer.sendall(b"\x68\x16")

    assert peer.recv(100) == b"\xff\x68"
    assert line.read(1) == b"\x68\x16"


def test_silence_is_no_bytes_and_no_error(line, peer):
    assert line.read(0.02) == b""


def test_a_peer_that_hangs_up_is_a_lost_link(line, peer):
    threading.Timer(0.05, peer.close).start()

    with pytest.raises(LinkLost):
        line.read(5)
    assert not line.is_open


def test_nobody_listening_is_not_connected(server):
    port = server.getsockname()[1]
    server.close()

    with pytest.raises(NotConnected):
        TcpLine("127.0.0.1", port=port).open()


def test_a_line_closed_by_another_thread_ends_its_read_at_once(line, peer):
    threading.Timer(0.05, line.close).start()
    started = time.monotonic()

    with pytest.raises(NotConnected):
        line.read(5)
    assert time.monotonic() - started < 1


def test_a_peer_that_takes_nothing_times_out(line, peer):
    with pytest.raises(WriteTimedOut):
        line.write(bytes(50_000_000))


def test_a_closed_line_is_not_connected(line, peer):
    line.close()

    with pytest.raises(NotConnected):
        line.write(b"\x16")
