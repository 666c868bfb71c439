"""The station's socket to the server: jobs on one namespace, the hall's events on another."""

import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable
from socket import SHUT_RDWR
from typing import Any

import engineio
import socketio
from pydantic import ValidationError

from kiosk.agent.background import Background
from kiosk.agent.board_feed import BoardFeed
from kiosk.agent.server_client import ServerError, ServerRefused
from kiosk.agent.wire import Identity, Job, Json

logger = logging.getLogger(__name__)

SILENCE_S = 12.0  # the server says something every 5 s; two missed heartbeats and a bit
FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 10.0
_WATCH_S = 0.5


class _InOrder(engineio.Client):  # type: ignore[misc]  # the library is untyped
    """Handles messages one after another.

    The library starts a thread for every message, so that of two events sent together the second
    may be handled first.
    """

    def _trigger_event(self, event: str, *args: Any, **kwargs: Any) -> Any:
        return super()._trigger_event(event, *args, **{**kwargs, "run_async": False})


class _Socket(socketio.Client):  # type: ignore[misc]
    def _engineio_client_class(self) -> type[engineio.Client]:
        return _InOrder


class Uplink(Background):
    """Keeps one connection to the server and hands on what it hears.

    All handlers run in one thread and must return soon. identify() asks the server who this
    station is; it raises ServerError.
    """

    def __init__(
        self,
        server: str,
        *,
        token: str,
        identify: Callable[[], Identity],
        feed: BoardFeed,
        on_job: Callable[[Job], None],
        on_withdrawn: Callable[[str], None],
        on_online: Callable[[], None],
        on_hall_changed: Callable[[], None],
        silence_s: float = SILENCE_S,
        first_delay_s: float = FIRST_DELAY_S,
    ) -> None:
        super().__init__("uplink")
        self._server = server
        self._token = token
        self._identify = identify
        self._feed = feed
        self._on_job = on_job
        self._on_withdrawn = on_withdrawn
        self._on_online = on_online
        self._on_hall_changed = on_hall_changed
        self._silence_s = silence_s
        self._first_delay_s = first_delay_s
        self._heard_at_s = 0.0
        self._online = False
        self._was_reported_away = False
        self._ended = threading.Event()
        self._delay_s = first_delay_s

    @property
    def is_online(self) -> bool:
        """True while the server is heard."""
        return self._online

    def _interrupt(self) -> None:
        self._ended.set()

    def _round(self) -> None:
        try:
            self._stay_connected()
        except ServerRefused as refusal:
            self._went_away(f"it does not take this station: {refusal.code}")
        except (ServerError, socketio.exceptions.SocketIOError, OSError) as error:
            self._went_away(str(error))
        # Spread out: after a restart of the server every station of the hall comes at once.
        self._stopping.wait(self._delay_s * random.uniform(0.5, 1.5))
        self._delay_s = min(self._delay_s * 2, LONGEST_DELAY_S)

    def _stay_connected(self) -> None:
        """Connect, and return when the connection has ended."""
        identity = self._identify()
        self._ended.clear()
        socket = self._socket()
        auth = {"token": self._token, "hall_id": identity.hall_id, **self._feed.position()}
        try:
            socket.connect(
                self._server,
                auth=auth,
                transports=["websocket"],
                namespaces=["/station", "/display"],
                wait_timeout=5,
            )
            self._came_online()
            self._watch()
        finally:
            self._online = False
            _hang_up(socket)

    def _watch(self) -> None:
        """Return when the link is cut, or has been silent for too long."""
        self._heard_at_s = time.monotonic()
        while not self._ended.wait(_WATCH_S):
            if time.monotonic() - self._heard_at_s > self._silence_s:
                self._went_away("nothing heard")
                return
        if not self._stopping.is_set():
            self._went_away("the connection was cut")

    def _came_online(self) -> None:
        logger.info("the server is there: %s", self._server)
        self._was_reported_away = False
        self._delay_s = self._first_delay_s
        self._online = True
        self._on_online()

    def _went_away(self, reason: str) -> None:
        self._online = False
        if not self._was_reported_away:
            logger.warning("the server is away: %s", reason)
            self._was_reported_away = True

    def _socket(self) -> socketio.Client:
        socket = _Socket(reconnection=False, handle_sigint=False)
        on = socket.on
        on("job", self._hear_job, namespace="/station")
        on("withdrawn", self._hear_withdrawn, namespace="/station")
        on("disconnect", self._hear_the_end, namespace="/station")
        on("snapshot", self._hear_snapshot, namespace="/display")
        on("replay", self._in_step(socket, self._hear_replay), namespace="/display")
        on("event", self._in_step(socket, self._hear_event), namespace="/display")
        on("heartbeat", self._in_step(socket, self._hear_heartbeat), namespace="/display")
        on("disconnect", self._hear_the_end, namespace="/display")
        return socket

    def _in_step(
        self, socket: socketio.Client, hear: Callable[[Json], bool]
    ) -> Callable[[Json], None]:
        """Ask the server for what is missing whenever hear says that something is."""

        def heard(news: Json) -> None:
            self._heard_at_s = time.monotonic()
            if hear(news):
                socket.emit("sync", self._feed.position(), namespace="/display")

        return heard

    def _hear_snapshot(self, news: Json) -> None:
        self._heard_at_s = time.monotonic()
        self._feed.snapshot(news["board"])

    def _hear_replay(self, news: Json) -> bool:
        return self._feed.replay(news["events"], seq=news["seq"])

    def _hear_event(self, event: Json) -> bool:
        missing = self._feed.event(event)
        # The catalogue says for what reason a queue is closed, and until when.
        if event["kind"] in ("hall.changed", "queue.changed"):
            self._on_hall_changed()
        return missing

    def _hear_heartbeat(self, news: Json) -> bool:
        return self._feed.heartbeat(seq=news["seq"], day=news["day"])

    def _hear_job(self, news: Json) -> None:
        try:
            job = Job.model_validate(news)
        except ValidationError:
            logger.exception("a job cannot be read")
            return
        self._on_job(job)

    def _hear_withdrawn(self, news: Json) -> None:
        self._on_withdrawn(str(news["job_id"]))

    def _hear_the_end(self, *_: object) -> None:
        self._ended.set()


def _hang_up(client: socketio.Client) -> None:
    """End the connection at once.

    The library's own disconnect() waits up to 3 s for a closing frame that its reader has taken.
    """
    web_socket = client.eio.ws
    if web_socket is not None and web_socket.sock is not None:
        with contextlib.suppress(OSError):
            web_socket.sock.shutdown(SHUT_RDWR)
    client.eio.wait()
