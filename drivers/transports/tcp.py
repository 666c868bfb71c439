"""A line over TCP: a serial-to-Ethernet converter, or a device with a network port."""

import select
import socket

from drivers.transports.errors import LinkLost, NotConnected, TransportError, WriteTimedOut
from drivers.transports.transport import Transport

_CHUNK = 4096


class TcpLine(Transport):
    """A TCP connection used as a plain line of bytes.

    A peer that loses power sends no goodbye. Keep-alive finds that out after about
    IDLE_S + PROBES * PROBE_EVERY_S seconds of silence; reads are plain silence until then.
    """

    IDLE_S = 10
    PROBE_EVERY_S = 5
    PROBES = 3

    def __init__(
        self, host: str, *, port: int, connect_timeout_s: float = 3.0, write_timeout_s: float = 1.0
    ) -> None:
        self._address = (host, port)
        self._connect_timeout_s = connect_timeout_s
        self._write_timeout_s = write_timeout_s
        self._socket: socket.socket | None = None

    @property
    def name(self) -> str:
        host, port = self._address
        return f"tcp://{host}:{port}"

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def open(self) -> None:
        self.close()
        try:
            connection = socket.create_connection(self._address, timeout=self._connect_timeout_s)
        except OSError as error:
            raise NotConnected(f"{self.name}: {error}") from error
        connection.settimeout(self._write_timeout_s)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, self.IDLE_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, self.PROBE_EVERY_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, self.PROBES)
        self._socket = connection

    def close(self) -> None:
        connection, self._socket = self._socket, None
        if connection is None:
            return
        try:
            # Unlike close(), shutdown() wakes a read that another thread is blocked in.
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the peer was faster
        finally:
            connection.close()

    def read(self, timeout_s: float) -> bytes:
        connection = self._opened()
        try:
            # poll() and not select(): select() refuses descriptors above 1023.
            waiting = select.poll()
            waiting.register(connection, select.POLLIN)
            if not waiting.poll(timeout_s * 1000):
                return b""
            chunk = connection.recv(_CHUNK)
        except (OSError, ValueError) as error:
            raise self._failed(connection, error) from error
        if not chunk:
            raise self._failed(connection, EOFError("the far end closed the connection"))
        return chunk

    def write(self, payload: bytes) -> None:
        connection = self._opened()
        try:
            connection.sendall(payload)
        except TimeoutError as error:
            raise WriteTimedOut(f"{self.name}: {error}") from error
        except OSError as error:
            raise self._failed(connection, error) from error

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise NotConnected(f"{self.name} is not open")
        return self._socket

    def _failed(self, connection: socket.socket, error: Exception) -> TransportError:
        if self._socket is not connection:
            return NotConnected(f"{self.name} was closed")
        self.close()
        return LinkLost(f"{self.name}: {error}")
