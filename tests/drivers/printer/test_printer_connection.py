import os
import socket
import threading
import time
from contextlib import closing, suppress

import pytest
from pydantic import TypeAdapter, ValidationError

from drivers.printer.address import (
    Address,
    FileAddress,
    NetworkAddress,
    SerialAddress,
    UsbAddress,
    read_address,
)
from drivers.printer.connection import Connection, LinkLost, NotConnected, Timeout
from drivers.printer.device import Printer, Verdict
from drivers.printer.profile import own_profiles
from drivers.printer.status import Reason

PATIENCE_S = 15.0


@pytest.fixture
def peer():
    """A bare listening socket in the printer's place."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening


def connected(peer, **kinds):
    host, port = peer.getsockname()
    connection = Connection(NetworkAddress(host=host, port=port), **kinds)
    connection.open()
    accepted, _ = peer.accept()
    return connection, accepted


def free_port():
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return listening.getsockname()[1]


@pytest.mark.parametrize(
    "address",
    [
        NetworkAddress(host="127.0.0.1", port=free_port()),
        SerialAddress(device="/dev/no-such-line"),
        FileAddress(path="/dev/no-such/file"),
        UsbAddress(vendor_id=0x0416, product_id=0x5011),
    ],
    ids=lambda address: address.kind,
)
def test_every_way_that_is_not_there_is_not_connected(address):
    connection = Connection(address)

    with pytest.raises(NotConnected, match=address.kind):
        connection.open()
    assert connection.is_open is False


def test_bytes_go_both_ways(peer):
    connection, printer = connected(peer)
    with closing(printer), closing(connection):
        connection.write(b"\x1b@")
        printer.sendall(b"\x12")

        assert (printer.recv(10), connection.read(1.0)) == (b"\x1b@", b"\x12")


def test_silence_is_nothing_heard_after_the_time_given(peer):
    connection, printer = connected(peer)
    with closing(printer), closing(connection):
        started = time.monotonic()

        assert connection.read(0.05) == b""
        assert 0.04 < time.monotonic() - started < 1.0
        assert connection.is_open is True


def test_draining_takes_all_that_is_stale(peer):
    connection, printer = connected(peer)
    with closing(printer), closing(connection):
        printer.sendall(b"\x10\x00\x00\x00" * 20)

        stale = b""
        until = time.monotonic() + PATIENCE_S
        while len(stale) < 80 and time.monotonic() < until:
            stale += connection.drain()

        assert stale == b"\x10\x00\x00\x00" * 20
        assert connection.drain() == b""


def test_a_peer_that_hung_up_is_noticed_before_anything_is_written(peer):
    connection, printer = connected(peer)
    printer.close()

    def drain_until_noticed():
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            connection.drain()

    with pytest.raises(LinkLost, match="hung up"):
        drain_until_noticed()
    assert connection.is_open is False


def test_a_peer_that_takes_nothing_is_a_timeout(peer):
    connection, printer = connected(peer, write_timeout_s=0.1)
    with closing(printer):
        with pytest.raises(Timeout):
            connection.write(bytes(16_000_000))
        assert connection.is_open is False


def test_a_closed_connection_opens_again_and_closes_twice(peer):
    connection, first = connected(peer)
    connection.close()
    connection.close()
    connection.open()
    second, _ = peer.accept()

    with closing(first), closing(second), closing(connection):
        connection.write(b"again")
        assert second.recv(10) == b"again"


@pytest.fixture
def serial_line():
    master, slave = os.openpty()
    os.set_blocking(master, True)
    yield master, os.ttyname(slave)
    os.close(slave)
    with suppress(OSError):  # the test may have unplugged it
        os.close(master)


def answer_questions(master, answers):
    """Play a printer on the other end of a serial line until the line ends."""
    try:
        while heard := os.read(master, 4096):
            if heard[:2] == b"\x10\x04":
                os.write(master, answers[heard[2]])
            elif heard.endswith(b"\x1dr\x01"):
                os.write(master, b"\x00")
    except OSError:
        return


def test_a_slip_is_printed_and_confirmed_on_a_serial_line(serial_line):
    master, device = serial_line
    answers = dict.fromkeys((1, 2, 4), b"\x12")
    threading.Thread(target=answer_questions, args=(master, answers), daemon=True).start()
    printer = Printer(Connection(SerialAddress(device=device)), own_profiles()["escpos-80"])
    started = time.monotonic()

    outcome = printer.print(b"\x1b@\x1c&A001\n")
    took = time.monotonic() - started
    printer.close()

    assert (outcome.verdict, outcome.reason) == (Verdict.PRINTED, Reason.READY)
    assert took < 1.5  # of three answers of one byte none may cost a whole time-out


def test_an_unplugged_serial_line_is_lost_and_closes_without_a_murmur(serial_line):
    master, device = serial_line
    connection = Connection(SerialAddress(device=device))
    connection.open()
    os.close(master)

    with pytest.raises(LinkLost):
        connection.read(0.2)
    connection.close()
    with pytest.raises(NotConnected):
        connection.write(b"x")


def test_slips_to_a_file_are_appended(tmp_path):
    path = tmp_path / "lp0"
    path.touch()
    connection = Connection(FileAddress(path=str(path)))
    printer = Printer(connection, own_profiles()["write-only-80"])

    verdicts = [printer.print(slip).verdict for slip in (b"one", b"two")]
    printer.close()

    assert verdicts == [Verdict.PRINTED, Verdict.PRINTED]
    assert path.read_bytes() == b"\x1b@\x1dV\x42\x18" + b"onetwo"


def test_a_device_file_that_takes_nothing_is_a_timeout(tmp_path):
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    connection = Connection(FileAddress(path=str(path)), write_timeout_s=0.1)
    connection.open()

    with pytest.raises(Timeout):
        connection.write(bytes(1_000_000))
    os.close(reader)


def test_a_usb_printer_that_cannot_be_had_is_named_with_what_to_look_at():
    with pytest.raises(NotConnected, match=r"usb printer: 0416:5011|no printer 0416:5011") as said:
        Connection(UsbAddress(vendor_id=0x0416, product_id=0x5011)).open()

    assert any(hint in str(said.value) for hint in ("pip install pyusb", "libusb", "lsusb"))


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("tcp://10.0.0.7", NetworkAddress(host="10.0.0.7", port=9100)),
        ("tcp://10.0.0.7:9101", NetworkAddress(host="10.0.0.7", port=9101)),
        ("serial:///dev/ttyS1?baud=9600", SerialAddress(device="/dev/ttyS1", baud=9600)),
        ("usb://0416:5011", UsbAddress(vendor_id=0x0416, product_id=0x5011)),
        (
            "usb://04b8:0e15?in_endpoint=129",
            UsbAddress(vendor_id=0x04B8, product_id=0x0E15, in_endpoint=0x81),
        ),
        ("file:///dev/usb/lp0", FileAddress(path="/dev/usb/lp0")),
    ],
)
def test_an_address_may_be_one_line(line, address):
    assert read_address(line) == address


@pytest.mark.parametrize(
    "line",
    ["lpt1", "tcp://", "usb://", "usb://xyz:1", "usb://0:0", "tcp://h:99999", "file:///x?y=1"],
)
def test_a_line_that_is_no_address_is_refused(line):
    with pytest.raises(ValueError, match=r"."):
        read_address(line)


@pytest.mark.parametrize(
    "written",
    [
        {"kind": "network", "host": "10.0.0.7"},
        {"kind": "serial", "device": "/dev/ttyS1", "baud": 9600},
        {"kind": "usb", "vendor_id": 1046, "product_id": 20497},
        {"kind": "file", "path": "/dev/usb/lp0"},
    ],
)
def test_addresses_are_read_as_station_files_write_them(written):
    address = TypeAdapter(Address).validate_python(written)

    assert address.model_dump(exclude_unset=True) == written


@pytest.mark.parametrize(
    "written", [{"kind": "network"}, {"kind": "telepathy"}, {"kind": "file", "path": "x", "y": 1}]
)
def test_wrong_addresses_are_refused(written):
    with pytest.raises(ValidationError):
        TypeAdapter(Address).validate_python(written)
