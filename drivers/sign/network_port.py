"""A TCP port that stands for a sign's network socket, with a plug to pull."""

import contextlib
import select
import socket
import threading
import time

_CHUNK = 4096


class NetworkPort:
    """Listens on 127.0.0.1 and talks to one client at a time; a new client takes over.

    Args:
        port: 0 takes any free one, and keeps it over unplugging.
    """

    def __init__(self, *, port: int = 0) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._listening: socket.socket | None = None
        self._client: socket.socket | None = None

    @property
    def path(self) -> str | None:
        """What to open, or None while unplugged."""
        return f"tcp://127.0.0.1:{self._port}" if self._listening else None

    def plug(self) -> None:
        """Plug in; nothing happens if it is plugged in already."""
        with self._lock:
            if self._listening is None:
                self._listening = socket.create_server(("127.0.0.1", self._port))
                self._port = self._listening.getsockname()[1]

    def unplug(self) -> None:
        """Pull the cable; nothing happens if it is pulled already."""
        with self._lock:
            for end in (self._client, self._listening):
                if end is not None:
                    end.close()
            self._client = self._listening = None

    def read(self, timeout_s: float) -> bytes:
        """Return what the client wrote, waiting up to timeout_s; b"" while there is none."""
        with self._lock:
            ends = [end for end in (self._listening, self._client) if end is not None]
        if not ends:
            time.sleep(timeout_s)
            return b""
        waiting = select.poll()
        try:
            for end in ends:
                waiting.register(end, select.POLLIN)
        except ValueError:
            return b""  # unplugged meanwhile
        waiting.poll(timeout_s * 1000)
        with self._lock:
            self._accept()
            return self._receive()

    def write(self, payload: bytes) -> None:
        """Send to the client, if there is one."""
        with self._lock:
            if self._client is not None:
                with contextlib.suppress(OSError):
                    self._client.sendall(payload)

    def _accept(self) -> None:
        if self._listening is None:
            return
        self._listening.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            client, _ = self._listening.accept()
            if self._client is not None:
                self._client.close()
            client.setblocking(False)
            self._client = client

    def _receive(self) -> bytes:
        if self._client is None:
            return b""
        try:
            chunk = self._client.recv(_CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            chunk = b""
        if not chunk:
            self._client.close()
            self._client = None
        return chunk
