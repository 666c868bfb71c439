"""A cable between one client and the server that a test may cut, tear or squeeze."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from typing import Self


class Line:
    """Passes bytes on, both ways, between a port of its own and the server's.

    Attributes:
        port: where the client connects.
        cuts: how often something that was connected was cut off.
    """

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self.cuts = 0
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._open = threading.Event()  # bytes pass
        self._open.set()
        self._tears = False
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        self._open.set()
        _reset(self._door)
        self.cut()

    def cut(self) -> None:
        """Cut whatever is connected, without a word to either side."""
        with self._lock:
            ends, self._ends = self._ends, []
        self.cuts += bool(ends)
        for end in ends:
            _reset(end)

    def tear(self) -> None:
        """Cut in the middle of what is sent next."""
        self._tears = True

    def squeeze(self, for_s: float) -> None:
        """Stay connected and pass nothing on for a while; then everything at once."""
        self._open.clear()
        time.sleep(for_s)
        self._open.set()

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._door.accept()
            except OSError:
                return  # the line is closed
            try:
                server = socket.create_connection(("127.0.0.1", self._server_port))
            except OSError:
                _reset(client)
                continue
            with self._lock:
                self._ends += [client, server]
            for ends in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                self._open.wait()
                if self._tears:
                    self._tears = False
                    target.sendall(data[: len(data) // 2])
                    self.cut()
                target.sendall(data)
        for end in (source, target):
            with self._lock, contextlib.suppress(ValueError):
                self._ends.remove(end)
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _reset(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for it
    end.close()
