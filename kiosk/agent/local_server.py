"""The small web server of a station: waitress, in a thread of its own."""

import contextlib
import threading
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore

THREADS = 6


class LocalServer:
    """Serves the local interface from construction on; requests wait until start()."""

    def __init__(self, app: Flask, *, host: str, port: int) -> None:
        """Take the port. Raises OSError when it is taken or not ours to take."""
        self._sockets: dict[int, Any] = {}
        self._server: Any = waitress.create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            map=self._sockets,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )
        self._thread = threading.Thread(target=self._server.run, name="local-api", daemon=True)

    @property
    def port(self) -> int:
        """The port that was taken, also where any free one was asked for."""
        return int(self._server.effective_port)

    def start(self) -> None:
        self._thread.start()

    def stop(self, *, timeout_s: float) -> bool:
        """Close the port and all connections; False if a request held on too long."""
        if self._thread.ident is None:
            wasyncore.close_all(self._sockets)
            return True
        # Closed from within its own loop: sockets taken away under a running select() fail it.
        # Awake by chance, the loop does so before the trigger is pulled, and closes that too.
        with contextlib.suppress(OSError):
            self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._sockets))
        self._server.task_dispatcher.shutdown(timeout=timeout_s)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()
