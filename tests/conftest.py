"""What tests of all parts share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Playwright, expect, sync_playwright

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
