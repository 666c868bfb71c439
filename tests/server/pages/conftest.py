"""A hall in memory, the real pages over it, and a real browser."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from server.app import Server, create_app
from server.settings import Settings
from tests.server.acting import FakeClock
from tests.server.pages.console_steps import CLERK, expect_situation
from tests.server.pages.fake_api import serve
from tests.server.pages.fake_hall import FakeHall
from tests.server.pages.served import listening

ANSWERS_WITHIN_MS = 15_000


@dataclass(frozen=True)
class Site:
    """A server and the hall behind it."""

    address: str
    hall: FakeHall


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """One server a module; every test puts a hall of its own behind it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    hall = FakeHall()
    with serve(hall) as address:
        yield Site(address, hall)


@pytest.fixture
def hall(site: Site) -> FakeHall:
    site.hall.begin_again()
    return site.hall


@pytest.fixture(scope="module")
def session_cookies(browser: Browser, site: Site) -> list[Any]:
    """The cookies of clerk 7, signed in through the form."""
    page = browser.new_page()
    page.goto(f"{site.address}/login?next=/console")
    page.fill("#login", "clerk7")
    page.fill("#password", "right")
    page.keyboard.press("Enter")
    page.wait_for_selector(".seat")
    cookies = page.context.cookies()
    page.close()
    return cookies


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser nobody has used yet, the size of the narrowest console."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    context.set_default_timeout(ANSWERS_WITHIN_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script may fail."""
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    assert faults == []


@pytest.fixture
def window(page: Page, session_cookies: list[Any]) -> Page:
    """A browser in which clerk 7 is signed in."""
    page.context.add_cookies(session_cookies)
    return page


@pytest.fixture
def console(window: Page, hall: FakeHall, site: Site) -> Page:
    """The console of window 3, open and connected; nobody waits yet."""
    hall.seats[3].clerk_id, hall.seats[3].state = CLERK, "open"
    window.goto(f"{site.address}/console/3")
    expect_situation(window, "idle")
    return window


@pytest.fixture
def server(hall_url: str, clock: FakeClock) -> Iterator[Server]:
    """The real server over a small hall of its own."""
    server = create_app(Settings(database_url=hall_url, secret_key="s" * 32), clock=clock)
    yield server
    server.close()


@pytest.fixture
def address(server: Server) -> Iterator[str]:
    """Where the real server listens."""
    with listening(server) as address:
        yield address
