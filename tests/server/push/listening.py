"""A client of the two namespaces that takes every message in the order of the wire.

It speaks Engine.IO 4 and Socket.IO 5 over a WebSocket itself: the usual client for Python handles
each message in a thread of its own, so that the order in which it tells them proves nothing.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any, Self

import websocket

PATIENCE_S = 20.0

Message = tuple[str, Any]


class Silence(AssertionError):
    """Nothing came in time."""


class Listener:
    """One connection, and what the server says on it.

    Messages are (name, body); a refused connection says ("refused", reason), one that the server
    ends ("sent_away", None).
    """

    def __init__(self, port: int, namespace: str, auth: Any) -> None:
        address = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self._socket = websocket.create_connection(address, timeout=PATIENCE_S)
        self._namespace = namespace
        self._known = 0  # all up to this came with a snapshot or replay
        self._socket.send(f"40{namespace},{json.dumps(auth)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def catch_up(self) -> Message:
        """The next snapshot or replay; events that happen meanwhile may come before it."""
        while (message := self.hear())[0] == "event":
            pass
        name, body = message
        self._known = body["board"]["seq"] if name == "snapshot" else body["seq"]
        return message

    def hear(self, *, within_s: float = PATIENCE_S, beats: bool = False) -> Message:
        """The next message; heartbeats are left out unless asked for.

        Raises:
            Silence: nothing came in time.
            websocket.WebSocketConnectionClosedException: the server hung up.
        """
        ends_at = time.monotonic() + within_s
        for packet in self._packets(ends_at):
            message = self._read(packet)
            if message and self._is_news(message) and (beats or message[0] != "heartbeat"):
                return message
        raise Silence(f"nothing within {within_s} s")

    def hear_all(self, count: int) -> list[Any]:
        """The bodies of the next messages, all of them events."""
        messages = [self.hear() for _ in range(count)]
        assert [name for name, _ in messages] == ["event"] * count
        return [body for _, body in messages]

    def hear_beat(self) -> Any:
        """The body of the next heartbeat."""
        while (message := self.hear(beats=True))[0] != "heartbeat":
            pass
        return message[1]

    def hears_nothing(self, *, for_s: float = 0.4) -> bool:
        """Whether nothing but heartbeats comes for a while."""
        return self.hear_rest(for_s=for_s) == []

    def hear_rest(self, *, for_s: float = 0.4) -> list[Message]:
        """What still comes, until there is silence for a while."""
        heard = []
        try:
            while True:
                heard.append(self.hear(within_s=for_s))
        except Silence:
            return heard

    def say(self, name: str, body: Any) -> None:
        """Emit an event."""
        self._socket.send(f"42{self._namespace},{json.dumps([name, body])}")

    def cut(self) -> None:
        """Lose the link at once, without a word to the server."""
        raw = self._socket.sock
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.close()

    def _is_news(self, message: Message) -> bool:
        # Clients are put in the room before they are told what they missed, so that an event
        # may come both ways, never neither; each client drops what it has.
        name, body = message
        return name != "event" or body["seq"] > self._known

    def _packets(self, ends_at: float) -> Iterator[str]:
        while (left := ends_at - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                packet = self._socket.recv()
            except websocket.WebSocketTimeoutException:
                return
            if packet == "2":
                self._socket.send("3")
            yield packet

    def _read(self, packet: str) -> Message | None:
        kind, _, rest = packet.partition(self._namespace)
        if kind == "42":
            name, body = json.loads(rest[1:])
            return name, body
        if kind == "44":
            return "refused", json.loads(rest[1:])["message"]
        if kind == "41":
            return "sent_away", None
        return None  # opened, connected, ping
