"""Serves the app: one process, a thread a request and a thread a socket."""

from __future__ import annotations

import errno
import logging
import socket
import sys
from contextlib import suppress
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from server.adapters.platforms import NotAForwardingFile, read_platforms
from server.app import Server, create_app
from server.domain.clock import SystemClock
from server.services.demonstration import holds_demonstration
from server.settings import Settings
from server.store.engine import Unusable, open_engine, told_in_one_line, transaction
from server.store.migrate import WrongVersion, check_version

log = logging.getLogger(__name__)

_SWITCH_AFTER_S = 0.001
_END_BY_FORCE_AFTER_S = 5  # a second is usual


class StartRefused(Exception):
    """The server does not start; the message is one line for people."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        StartRefused: the port is taken, the database is not ready, a real hall's server was
            given a database with sample people in it, or its forwarding file cannot be used.
    """
    _check_database(settings)
    _check_forwarding(settings)
    _check_port(settings)
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    _Gunicorn(settings).run()


def _check_database(settings: Settings) -> None:
    try:
        with told_in_one_line():
            _check_contents(settings)
    except (WrongVersion, Unusable) as error:
        raise StartRefused(str(error)) from None


def _check_forwarding(settings: Settings) -> None:
    try:
        read_platforms(settings, clock=SystemClock())
    except NotAForwardingFile as error:
        raise StartRefused(str(error)) from None


def _check_contents(settings: Settings) -> None:
    engine = open_engine(settings.database_url, writes=False)
    try:
        check_version(engine)
        with transaction(engine) as conn:
            if holds_demonstration(conn) and not settings.demonstration:
                raise StartRefused(
                    "this database holds sample people or stations whose passwords are public: "
                    "use a database of your own"
                )
    finally:
        engine.dispose()


def _check_port(settings: Settings) -> None:
    # gunicorn would try five times and print its own story.
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else str(error.strerror)
            raise StartRefused(
                f"port {settings.port} {reason}: choose another with PORT="
            ) from None


class _Worker(ThreadWorker):  # type: ignore[misc]
    """Hangs up on its sockets when told to end.

    Each holds a thread that would otherwise end only with its client; gunicorn would wait for
    all of them, and then end the worker by force.
    """

    _is_quitting = False

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM: requests in hand are answered first."""
        self.app.hang_up()
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """SIGINT, SIGQUIT: end now."""
        if self._is_quitting:
            # Ctrl-C comes twice, from the terminal and from gunicorn's master. The second must
            # not break into the closing of the database.
            return
        self._is_quitting = True
        self.app.hang_up()
        super().handle_quit(sig, frame)


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """gunicorn with one threaded worker: SQLite and the relay want one process.

    The app is built in the worker, after the fork: threads do not survive a fork.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: Server | None = None
        super().__init__()

    def load_config(self) -> None:
        """gunicorn's settings from ours."""
        options: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": 1,
            "worker_class": _Worker,
            "threads": self._settings.threads,
            "worker_connections": self._settings.threads + 1000,
            "graceful_timeout": _END_BY_FORCE_AFTER_S,
            "keepalive": 75,
            "loglevel": "warning",
            "worker_exit": lambda _server, _worker: self._close(),
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the app; called in the worker."""
        # A broadcast gives up the interpreter at every socket it writes to. At the usual 5 ms,
        # each of them may then wait that long for a thread that computes.
        sys.setswitchinterval(_SWITCH_AFTER_S)
        self._server = create_app(self._settings)
        return self._server.app

    def hang_up(self) -> None:
        """Cut the links of all sockets; takes no lock, and may be called by a signal handler."""
        if self._server is None:
            return
        for environ in list(self._server.socketio.server.environ.values()):
            with suppress(OSError):  # gone already
                environ["gunicorn.socket"].shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
