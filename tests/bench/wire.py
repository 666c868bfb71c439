"""Small HTTP and WebSocket clients: the load must cost less than the server does.

They speak to our own servers on loopback only, and know no more of the protocols than those use.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import uuid
from typing import Any

TIMEOUT_S = 20.0


class Unexpected(Exception):
    """A server answered something that a measurement must not count."""


class HttpClient:
    """One kept-alive connection; one request at a time."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def post(self, path: str, body: Any, *, token: str | None = None) -> dict[str, Any]:
        """Send a command and return its answer.

        Raises:
            Unexpected: not a 2xx.
        """
        self.send(path, body, token=token)
        return self.receive()

    def send(self, path: str, body: Any, *, token: str | None = None) -> None:
        """Send a command, with a request id of its own; `receive` takes its answer."""
        payload = json.dumps(body).encode()
        auth = f"Authorization: Bearer {token}\r\n" if token else ""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{auth}"
            f"Idempotency-Key: {uuid.uuid4().hex}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
        )
        self.sock.sendall(head.encode() + payload)

    def receive(self) -> dict[str, Any]:
        """The answer to what was sent.

        Raises:
            Unexpected: not a 2xx, or the connection ended.
        """
        head, body = self._read_head()
        status = int(head[9:12])
        length = _content_length(head)
        while len(body) < length:
            body += self._read_some()
        self._buffer = body[length:]
        if not 200 <= status < 300:
            raise Unexpected(f"{status}: {body[:500]!r}")
        answer: dict[str, Any] = json.loads(body[:length])
        return answer

    def close(self) -> None:
        """Hang up."""
        self.sock.close()

    def _read_head(self) -> tuple[bytes, bytes]:
        data = self._buffer
        while b"\r\n\r\n" not in data:
            data += self._read_some()
        head, _, body = data.partition(b"\r\n\r\n")
        return head, body

    def _read_some(self) -> bytes:
        data = self.sock.recv(65536)
        if not data:
            raise Unexpected("the server closed the connection")
        return data


class WebSocket:
    """A WebSocket client without extensions; frames of the server are never masked.

    Args:
        receive_buffer: bytes that the kernel keeps for it, instead of what it thinks right.

    Attributes:
        frames: text messages that have arrived and were not taken yet.
    """

    def __init__(self, port: int, path: str, *, receive_buffer: int | None = None) -> None:
        self.sock = socket.socket()
        self.sock.settimeout(TIMEOUT_S)
        if receive_buffer is not None:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.sock.connect(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        self.frames: list[str] = []
        self._shake_hands(path)

    def fileno(self) -> int:
        """For selectors."""
        return self.sock.fileno()

    def send(self, text: str) -> None:
        """Send a short text message."""
        payload = text.encode()
        mask = os.urandom(4)
        long = len(payload) >= 126
        size = bytes([0x80 | 126]) + len(payload).to_bytes(2, "big") if long else b""
        head = b"\x81" + (size or bytes([0x80 | len(payload)])) + mask
        self.sock.sendall(head + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))

    def read(self) -> None:
        """Take what has arrived, waiting for something if there is nothing.

        Raises:
            Unexpected: the connection ended.
        """
        data = self.sock.recv(65536)
        if not data:
            raise Unexpected("the server closed the socket")
        self._buffer += data
        self._parse()

    def take(self) -> str:
        """The next message, waited for."""
        while not self.frames:
            self.read()
        return self.frames.pop(0)

    def close(self) -> None:
        """Hang up."""
        self.sock.close()

    def _shake_hands(self, path: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.sock.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket"
            f"\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._buffer:
            self._buffer += self.sock.recv(65536)
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise Unexpected(f"no WebSocket: {head[:200]!r}")
        self._parse()  # the first message may have come with the answer

    def _parse(self) -> None:
        while (frame := self._next_frame()) is not None:
            self.frames.append(frame)

    def _next_frame(self) -> str | None:
        data = self._buffer
        if len(data) < 2:
            return None
        size, begin = data[1] & 0x7F, 2
        if size >= 126:
            begin = 4 if size == 126 else 10
            size = int.from_bytes(data[2:begin], "big")
        if len(data) < begin + size:
            return None
        self._buffer = data[begin + size :]
        if data[0] != 0x81:
            raise Unexpected(f"not a whole text message: {data[0]:#x}")
        return data[begin : begin + size].decode()


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise Unexpected("an answer without Content-Length")
