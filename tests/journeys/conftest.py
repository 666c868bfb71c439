"""A whole hall, real programs and a real browser, for every journey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hall import PATIENCE_S, Hall, running_hall

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def _shared_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with running_hall(tmp_path_factory.mktemp("hall")) as hall:
        yield hall


@pytest.fixture
def hall(_shared_hall: Hall) -> Iterator[Hall]:
    """A running hall in which nobody waits and no window is open."""
    yield _shared_hall
    _shared_hall.tidy()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page on a screen of its own size; at the end no page may have complained."""
    complaints: list[str] = []
    contexts = []

    def open_page(url: str, *, width: int, height: int, touch: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=touch, locale="zh-CN"
        )
        context.set_default_timeout(PATIENCE_S * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [said for said in complaints if not _is_the_browser_s(said)] == []


def _is_the_browser_s(said: str) -> bool:
    """What the browser itself reports of links that a journey cuts and refusals that it wants."""
    return said.startswith(("Failed to load resource", "WebSocket connection to"))


@pytest.fixture
def kiosk(hall: Hall, open_page: OpenPage) -> Page:
    """The touch screen, at its first page."""
    page = open_page(hall.kiosk, width=1080, height=1920, touch=True)
    expect(page.locator(".home")).to_be_visible()
    return page


@pytest.fixture
def display(hall: Hall, open_page: OpenPage) -> Page:
    """The hall display; it shows what the loudspeaker says."""
    page = open_page(f"{hall.server}/display/1?speaker={hall.loudspeaker}", width=1920, height=1080)
    expect(page.locator("main.hall")).to_be_visible()
    return page


@pytest.fixture
def console(hall: Hall, open_page: OpenPage) -> Page:
    """A clerk's narrow console, not signed in."""
    return open_page(f"{hall.server}/login", width=360, height=740)
