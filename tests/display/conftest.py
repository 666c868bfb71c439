"""A small hall server and a real browser for the displays."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.display import county
from tests.display.fake_server import FakeHall, serving

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[FakeHall, str]]:
    hall = FakeHall(county.config())
    with serving(hall) as url:
        yield hall, url


@pytest.fixture
def hall(server: tuple[FakeHall, str]) -> FakeHall:
    hall, _ = server
    hall.reset(county.config())
    return hall


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    yield context
    context.close()


@pytest.fixture
def open_page(
    context: BrowserContext, server: tuple[FakeHall, str], hall: FakeHall
) -> Iterator[Open]:
    """Open one of the hall's screens; no screen may complain in its console."""
    complaints: list[str] = []

    def open_page(path: str, *, clock: bool = False) -> Page:
        page = context.new_page()
        if clock:
            page.clock.install()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        page.goto(server[1] + path)
        page.wait_for_selector("main.hall, main.sign, main.alone")
        return page

    yield open_page
    # What the browser itself says about a link we cut is not the page's complaint.
    assert [c for c in complaints if "ERR_INTERNET_DISCONNECTED" not in c] == []
