"""A server on a port of its own, with real sockets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from werkzeug.serving import make_server

from server.app import Server, create_app
from server.settings import Settings
from tests.server.acting import FakeClock, SmallHall
from tests.server.api.asking import Caller, People, over_http
from tests.server.push.listening import Listener


@pytest.fixture
def server(hall_url: str, clock: FakeClock) -> Iterator[Server]:
    settings = Settings(database_url=hall_url, secret_key="a secret of thirty-two characters")
    server = create_app(settings, clock=clock, beat_every_s=0.2)
    yield server
    server.close()


@pytest.fixture
def database(server: Server) -> Any:
    """The server's own database, so that what happens in the hall wakes its relay."""
    return server.wiring.database


@pytest.fixture
def port(server: Server) -> Iterator[int]:
    """Where the server listens."""
    http = make_server("127.0.0.1", 0, server.app, threaded=True)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield http.server_port
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def listen(port: int) -> Iterator[Any]:
    """Connects to a namespace: `listen("/display", {"hall_id": 1})`."""
    with ExitStack() as connections:
        yield lambda namespace, auth: connections.enter_context(Listener(port, namespace, auth))


@pytest.fixture
def people(port: int, server: Server, hall: SmallHall) -> People:
    return People(over_http(f"http://127.0.0.1:{port}"), hall, server.wiring.tokens)


@pytest.fixture
def clerk(people: People) -> Caller:
    """Clerk 1, who sits at window 1."""
    clerk = people.clerk(1)
    assert clerk.at("1", "open").status == 200
    return clerk


@pytest.fixture
def kiosk(people: People) -> Caller:
    return people.station("kiosk")


@pytest.fixture
def display(listen: Any, hall: SmallHall) -> Any:
    """Connects a display: `display()`, `display(since=3, day="2026-11-24")`."""

    def connect(since: Any = None, day: Any = None, *, hall_id: Any = hall.hall_id) -> Listener:
        return listen("/display", {"hall_id": hall_id, "since": since, "day": day})

    return connect
