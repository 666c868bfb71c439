"""A display that keeps its board over any number of broken links."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from typing import Any

from websocket import WebSocketException

from display.board import Board, GapError, apply, from_json
from tests.server.push.listening import Listener, Message, Silence


class Follower:
    """Follows a hall by the rules for clients, and writes down what it applied.

    Attributes:
        board: the hall as this display shows it; None before the first snapshot.
        applied: every event that changed the board, in order.
        snapshots: how often it had to begin anew.
        links: how often it connected.
    """

    def __init__(self, port: int, hall_id: int) -> None:
        self.board: Board | None = None
        self.applied: list[dict[str, Any]] = []
        self.snapshots = 0
        self.links = 0
        self.port = port
        self._hall_id = hall_id

    def follow(self, until: Callable[[Board], bool], *, luck: random.Random) -> Board:
        """Follow until the board is as it should be, cutting the link at random moments."""
        while True:
            try:
                if self._follow_until_cut(until, messages=luck.randrange(1, 12)):
                    assert self.board
                    return self.board
            except (OSError, WebSocketException, Silence):
                time.sleep(0.05)  # the server is away, or too silent: try anew

    def _follow_until_cut(self, until: Callable[[Board], bool], *, messages: int) -> bool:
        board = self.board
        known = {"since": board and board.seq, "day": board and board.day}
        with Listener(self.port, "/display", {"hall_id": self._hall_id, **known}) as link:
            self.links += 1
            for _ in range(messages):
                self._take(link.hear(beats=True), link)
                if self.board is not None and until(self.board):
                    return True
            link.cut()
            return False

    def _take(self, message: Message, link: Listener) -> None:
        name, body = message
        if name == "snapshot":
            self.board = from_json(body["board"])
            self.snapshots += 1
        elif self.board is None:
            return
        elif name == "heartbeat" and (body["seq"], body["day"]) != (self.board.seq, self.board.day):
            self._ask(link)
        else:
            for event in {"replay": body.get("events", []), "event": [body]}.get(name, []):
                self._apply(event, link)

    def _apply(self, event: dict[str, Any], link: Listener) -> None:
        assert self.board
        if event["seq"] <= self.board.seq:
            return
        try:
            self.board = apply(self.board, event)
        except GapError:
            self._ask(link)
        else:
            self.applied.append(event)

    def _ask(self, link: Listener) -> None:
        assert self.board
        link.say("sync", {"since": self.board.seq, "day": self.board.day})


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
