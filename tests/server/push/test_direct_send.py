"""Broadcasts written straight to the sockets, on a real server, over real WebSockets."""

import json
import queue
import socket
import struct
import threading
import urllib.request
from contextlib import contextmanager
from importlib.metadata import version

import pytest
from flask import Flask
from flask_socketio import Namespace, SocketIO, join_room
from werkzeug.serving import make_server

from server.push.direct import DirectSend, NotAsExpected, _Line, _Outbox
from tests.bench.wire import WebSocket

ROOM, SPACE = "hall:1", "/display"
PROBE = -1
PATH = "/socket.io/?EIO=4&transport="


class Joining(Namespace):
    def __init__(self):
        super().__init__(SPACE)
        self.joined = threading.Semaphore(0)

    def on_connect(self, _auth):
        join_room(ROOM)
        self.joined.release()


class Stand:
    """A Socket.IO server on a port of its own, with both ways to broadcast."""

    def __init__(self):
        app = Flask(__name__)
        self.socketio = SocketIO(app, async_mode="threading")
        self.direct = DirectSend(self.socketio)
        self.namespace = Joining()
        self.socketio.on_namespace(self.namespace)
        self._http = make_server("127.0.0.1", 0, app, threaded=True)
        self._http.daemon_threads = True
        self.port = self._http.server_port
        self._clients = []
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        for client in self._clients:
            client.close()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def queued(self, n, padding=""):
        self.socketio.emit("event", {"seq": n, "padding": padding}, namespace=SPACE, to=ROOM)

    def written(self, n, padding=""):
        body = {"seq": n, "padding": padding}
        return self.direct.emit("event", body, namespace=SPACE, room=ROOM)

    def connect(self, query="", **options):
        made = WebSocket(self.port, f"{PATH}websocket{query}", **options)
        self._clients.append(made)
        return made

    def client(self, **options):
        made = self.connect(**options)
        assert made.take().startswith("0")
        made.send("40" + SPACE + ",")
        assert made.take().startswith("40" + SPACE)
        self.joined()
        return made

    def joined(self):
        assert self.namespace.joined.acquire(timeout=20)


@pytest.fixture
def stand():
    with Stand() as made:
        yield made


def numbers(client, count):
    return [number(client.take()) for _ in range(count)]


def until(last, client):
    """The numbers up to the last one, without the probes of `until_idle`."""
    seen = []
    while not seen or seen[-1] != last:
        seen += [n for n in numbers(client, 1) if n != PROBE]
    return seen


def number(message):
    head, _, rest = message.partition(",")
    assert head == "42" + SPACE
    name, body = json.loads(rest)
    assert name == "event"
    return body["seq"]


@contextmanager
def reading(client, count):
    """Take so many events in a thread; the list fills as they come."""
    seen = []
    thread = threading.Thread(target=lambda: seen.extend(numbers(client, count)), daemon=True)
    thread.start()
    yield seen
    thread.join(20)
    assert not thread.is_alive(), f"only {len(seen)} events came"


def until_idle(stand):
    """Wait until everybody's queue has been written, so that the next event can go direct."""
    for _ in range(200):
        if stand.written(PROBE) == len(stand.socketio.server.eio.sockets):
            return
        threading.Event().wait(0.01)
    raise AssertionError("a client stays behind")


def test_the_libraries_are_those_whose_inside_is_known():
    # Another version? Read their sockets, queues and writers again before changing this.
    known = {"python-engineio": "4.15.1", "python-socketio": "5.18.1", "simple-websocket": "1.1.0"}

    assert {name: version(name) for name in known} == known


def test_a_server_in_another_mode_is_refused():
    other = SocketIO(Flask(__name__), async_mode="threading")
    other.server.eio._async = {**other.server.eio._async, "websocket": None}

    with pytest.raises(NotAsExpected):
        DirectSend(other)


def test_other_servers_of_the_process_stay_as_they_are(stand):
    other = SocketIO(Flask(__name__), async_mode="threading")

    assert type(other.server.eio.create_queue()) is queue.Queue


@pytest.mark.parametrize("padding", ["", "号" * 40, "x" * 200, "x" * 70_000])
def test_a_client_gets_what_an_ordinary_emit_gives(stand, padding):
    client = stand.client()
    until_idle(stand)

    assert stand.written(1, padding) == 1
    stand.queued(1, padding)
    first = client.take()
    while number(first) == PROBE:
        first = client.take()

    assert first == client.take()


def test_events_of_both_ways_keep_their_order(stand):
    clients = [stand.client() for _ in range(5)]
    went_direct = 0

    for n in range(1500):
        if n % 300 == 1:
            until_idle(stand)
        if n % 7 in (0, 3):
            stand.queued(n)
        else:
            went_direct += stand.written(n)
    until_idle(stand)

    assert [until(1499, client) for client in clients] == [list(range(1500))] * 5
    assert went_direct > 0


def test_events_emitted_the_ordinary_way_by_others_never_break_a_frame(stand):
    client = stand.client()

    def emit_ordinarily():
        for n in range(400):
            stand.queued(n, "x" * 3000)

    other = threading.Thread(target=emit_ordinarily)
    other.start()
    for n in range(1000, 1400):
        stand.written(n, "y" * 3000)
    other.join()
    seen = numbers(client, 800)

    assert [n for n in seen if n < 1000] == list(range(400))
    assert [n for n in seen if n >= 1000] == list(range(1000, 1400))


def test_a_client_that_reads_nothing_delays_nobody_and_loses_nothing(stand):
    slow, quick = stand.client(receive_buffer=4096), stand.client()
    events, padding = 1200, "x" * 8000  # more than the kernel keeps for a socket

    with reading(quick, events) as seen:
        for n in range(events):
            stand.written(n, padding)

    assert seen == list(range(events))
    assert numbers(slow, events) == list(range(events))


def test_a_client_that_was_behind_is_written_to_again(stand):
    client = stand.client(receive_buffer=4096)
    for n in range(900):
        stand.written(n, "x" * 8000)
    numbers(client, 900)

    until_idle(stand)


def test_a_client_that_is_gone_is_passed_over(stand):
    gone, here = stand.client(), stand.client()
    # Closed with a reset: the next write fails at once.
    gone.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.close()

    for n in range(300):
        stand.written(n)

    assert numbers(here, 300) == list(range(300))


def poll(stand, engine_id, body=None):
    url = f"http://127.0.0.1:{stand.port}{PATH}polling&sid={engine_id}"
    with urllib.request.urlopen(url, data=body, timeout=20) as answer:
        return answer.read().decode().split("\x1e")


def polling_client(stand):
    url = f"http://127.0.0.1:{stand.port}{PATH}polling"
    with urllib.request.urlopen(url, timeout=20) as answer:
        engine_id = json.loads(answer.read()[1:])["sid"]
    poll(stand, engine_id, f"40{SPACE},".encode())
    stand.joined()
    return engine_id


def test_a_client_on_long_polling_gets_its_events_too(stand):
    engine_id = polling_client(stand)

    assert [stand.written(n) for n in range(3)] == [0, 0, 0]
    got = []
    while len(got) < 3:
        got += [number(m) for m in poll(stand, engine_id) if m.startswith("42")]

    assert got == [0, 1, 2]


def test_an_upgrade_loses_nothing_and_then_events_go_direct(stand):
    engine_id = polling_client(stand)
    stand.written(0)
    stand.written(1)
    got = [number(m) for m in poll(stand, engine_id) if m.startswith("42")]
    upgraded = stand.connect(f"&sid={engine_id}")
    upgraded.send("2probe")
    assert upgraded.take() == "3probe"
    stand.written(2)
    stand.written(3)
    got += [number(m) for m in poll(stand, engine_id) if m.startswith("42")]
    upgraded.send("5")
    stand.written(4)
    while len(got) < 5:
        message = upgraded.take()
        got += [number(message)] if message.startswith("42") else []

    assert got == [0, 1, 2, 3, 4]
    until_idle(stand)


def test_nothing_overtakes_a_packet_that_was_taken_and_is_not_written_yet():
    near, far = socket.socketpair()
    with near, far:
        outbox = _Outbox()
        outbox.line = _Line(near)
        outbox.put("first")
        outbox.get()

        assert not outbox.write_now(b"second")

        writer = threading.Thread(target=outbox.get)  # back for more: all it took is written
        writer.start()
        while not outbox.write_now(b"second"):
            threading.Event().wait(0.001)
        outbox.put(None)
        writer.join()
        assert far.recv(100) == b"second"


def test_a_frame_that_went_out_in_part_is_ended_before_the_next_begins():
    near, far = socket.socketpair()
    with near, far:
        line, long = _Line(near), b"a" * 5_000_000

        assert line.send_now(long) is True
        assert line.send_now(b"b") is None

        writer = threading.Thread(target=line.send, args=(b"c",))
        writer.start()
        received = b""
        while not received.endswith(b"c"):
            received += far.recv(1_000_000)
        writer.join()
        assert received == long + b"c"
