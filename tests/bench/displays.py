"""From a press of 下一位 to the display boards: real WebSockets, as many as a hall has."""

from __future__ import annotations

import contextlib
import json
import selectors
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from server.push.display import NAMESPACE
from tests.bench.hall import API, HALL_ID, Hall
from tests.bench.wire import HttpClient, Unexpected, WebSocket

PAUSE_S = 0.03  # between two calls: a hall calls every few seconds
WITHIN_S = 10.0


@dataclass(slots=True)
class Latency:
    """Seconds from the request of a call to its arrival.

    Attributes:
        every_s: at each display, of each call.
        last_s: at the last display, of each call.
        answered_s: until the clerk's own answer.
    """

    every_s: list[float] = field(default_factory=list)
    last_s: list[float] = field(default_factory=list)
    answered_s: list[float] = field(default_factory=list)


class Display:
    """A display board that does nothing but follow the stream."""

    def __init__(self, port: int) -> None:
        self.socket = WebSocket(port, "/socket.io/?EIO=4&transport=websocket")
        self.seq = -1
        self.socket.take()
        self.socket.send(f"40{NAMESPACE}," + json.dumps({"hall_id": HALL_ID}))
        is_connected = False
        while not is_connected or self.seq < 0:
            message = self.socket.take()
            is_connected = is_connected or message.startswith(f"40{NAMESPACE}")
            self._hear(message)

    def hear(self) -> list[str]:
        """The kinds of the events that have arrived, checked to be without gaps."""
        self.socket.read()
        messages, self.socket.frames = self.socket.frames, []
        return [kind for message in messages if (kind := self._hear(message)) is not None]

    def _hear(self, message: str) -> str | None:
        if message == "2":
            self.socket.send("3")
        if not message.startswith(f"42{NAMESPACE},"):
            return None
        name, body = json.loads(message.partition(",")[2])
        if name == "snapshot":
            self.seq = body["board"]["seq"]
        if name != "event" or self.seq < 0 or body["seq"] <= self.seq:
            return None  # as a display: before its board, or in its board already
        if body["seq"] != self.seq + 1:
            raise Unexpected(f"event {body['seq']} came after {self.seq}")
        self.seq = body["seq"]
        return str(body["kind"])


def call_latency(port: int, hall: Hall, database: str, *, displays: int, calls: int) -> Latency:
    """Call one ticket after another and watch it arrive at all displays.

    Raises:
        Unexpected: a display lost an event, or did not get it within WITHIN_S.
    """
    latency = Latency()
    http = HttpClient(port)
    with _boards(port, displays) as boards, selectors.DefaultSelector() as selector:
        for board in boards:
            selector.register(board.socket, selectors.EVENT_READ, board)
        selector.register(http.sock, selectors.EVENT_READ, None)
        for number in range(calls):
            window = hall.windows[number % len(hall.windows)]
            if number and window == hall.windows[0]:
                put_back(database)
            _one_call(http, hall, window, selector, displays, latency)
            _idle(selector, PAUSE_S)
    put_back(database)
    http.close()
    return latency


def round_trips(port: int, *, times: int) -> list[float]:
    """Seconds for one message to a bare WebSocket server and back."""
    echo = WebSocket(port, "/echo")
    message = json.dumps({"seq": 1, "hall_id": HALL_ID, "kind": "ticket.called", "pad": "x" * 300})
    took = []
    for _ in range(times):
        began = time.perf_counter()
        echo.send(message)
        echo.take()
        took.append(time.perf_counter() - began)
        time.sleep(0.005)
    echo.close()
    return took


def _one_call(
    http: HttpClient,
    hall: Hall,
    window: int,
    selector: selectors.BaseSelector,
    displays: int,
    latency: Latency,
) -> None:
    path = f"{API}/halls/{HALL_ID}/windows/{window}/call-next"
    began = time.perf_counter()
    http.send(path, {}, token=hall.clerk_tokens[window])
    arrived: list[float] = []
    answered = False
    while len(arrived) < displays or not answered:
        ready = selector.select(timeout=WITHIN_S)
        if not ready:
            raise Unexpected(f"{len(arrived)} of {displays} displays got a call")
        for key, _ in ready:
            now = time.perf_counter() - began
            if key.data is None:
                http.receive()
                latency.answered_s.append(now)
                answered = True
            elif "ticket.called" in key.data.hear():
                arrived.append(now)
    latency.every_s += arrived
    latency.last_s.append(max(arrived))


def _idle(selector: selectors.BaseSelector, duration_s: float) -> None:
    until = time.perf_counter() + duration_s
    while (left := until - time.perf_counter()) > 0:
        for key, _ in selector.select(timeout=left):
            key.data.hear()


@contextlib.contextmanager
def _boards(port: int, count: int) -> Iterator[list[Display]]:
    boards = [Display(port) for _ in range(count)]
    try:
        yield boards
    finally:
        for board in boards:
            board.socket.close()


def put_back(database: str) -> None:
    """Let whoever was called wait again, so that a round finds the hall as the one before."""
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as db, db:
        db.execute("UPDATE ticket SET state='waiting' WHERE state='called'")
        db.execute("UPDATE visit SET ended_at=called_at, ended_by='return' WHERE ended_at IS NULL")
