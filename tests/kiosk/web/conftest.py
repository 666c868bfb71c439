"""A browser for the module's tests, and a touch page over a stand-in of the station agent."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.kiosk.web.fake_agent import FakeAgent, serving

UPRIGHT = {"width": 1080, "height": 1920}
PATIENCE_MS = 15_000  # a page answers at once; a busy test machine may not


@dataclass(frozen=True)
class Kiosk:
    """A touch page with the agent behind it."""

    page: Page
    agent: FakeAgent

    def tap(self, name: str) -> None:
        """Press the first button whose words contain this, once it can be pressed."""
        self.page.get_by_role("button", name=name).first.click()

    def heading(self) -> Locator:
        return self.page.locator("h1")

    def take_number(self, zone: str = "综合服务", queue: str = "社会保障") -> None:
        self.tap(zone)
        self.tap(queue)


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent()


@pytest.fixture
def kiosk(browser: Browser, agent: FakeAgent) -> Iterator[Kiosk]:
    with serving(agent) as address:
        page = browser.new_page(viewport=UPRIGHT)
        page.set_default_timeout(PATIENCE_MS)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if is_fault(message) else 0)
        page.goto(address)
        page.get_by_role("heading", name="您要办什么？").wait_for()
        yield Kiosk(page, agent)
        page.close()
    assert faults == []


def is_fault(message: object) -> bool:
    """A refused request is part of some tests; scripts, texts and the CSP must never complain."""
    text, kind = getattr(message, "text", ""), getattr(message, "type", "")
    return kind == "error" and "Failed to load resource" not in text
