"""What tests of all parts share."""

from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.screens import keep_screens, wanted_folder
from tools.chromium import launch

# A page answers within moments; a machine that runs everything at once needs longer.
PATIENCE_MS = 15_000

# No example is judged by how long it took: how busy the machine is would decide.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of browsers in this process; a second would not start beside it."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The one browser of this process; every test has windows of its own in it."""
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Keep what the screens of a test look like at its end, before they are closed."""
    result = yield
    folder, browser = wanted_folder(), getattr(item, "funcargs", {}).get("browser")
    if folder is not None and browser is not None:
        keep_screens(browser, folder, file=item.path.stem, test=item.name)
    return result
