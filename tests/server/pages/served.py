"""The real server over the small hall, listening, and its office in a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page
from werkzeug.serving import make_server

from server.app import Server
from tests.server.acting import SmallHall
from tests.server.api.asking import PASSWORD, People, in_process


@contextmanager
def listening(server: Server) -> Iterator[str]:
    """Serve on a port of this machine; gives the address."""
    http = make_server("127.0.0.1", 0, server.app, threaded=True)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    thread.join()
    http.server_close()


def sign_in_office(page: Page, address: str, server: Server, hall: SmallHall, *, at: str) -> None:
    """Enrol the office's own account, sign it in, and be led to a page."""
    People(in_process(server.app), hall, server.wiring.tokens).enrol("office")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/login?next={at}")
    page.fill("#login", "office")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{at}")
