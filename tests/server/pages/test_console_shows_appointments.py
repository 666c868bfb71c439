"""The console says who comes by appointment, and for when."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.server.pages.conftest import Site

pytestmark = pytest.mark.journey

DRAW = """async ({ part, desk }) => {
  const { html, render } = await import("/kit/ui.js");
  const { loadTexts } = await import("/kit/texts.js");
  const view = await import("/static/console/view.js");
  const t = await loadTexts({ zh: "/static/texts.zh.json", en: "/static/texts.en.json" });
  const state = { desk, busy: null, cut: null, told: [] };
  const store = { serverNow: () => Date.parse("2026-11-24T02:40:00Z"), may: new Set() };
  const box = document.createElement("div");
  render(html`<${view[part]} state=${state} now="called" store=${store} t=${t} does=${{}} />`, box);
  return box.textContent.replace(/\\s+/g, " ");
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    page = browser.new_page(timezone_id="Asia/Shanghai")
    page.goto(f"{site.address}/login")
    yield page
    page.close()


def ticket(arrival: str | None, *, priority: int = 1) -> dict[str, Any]:
    appointment = arrival and {"starts_at": "2026-11-24T02:30:00.000Z", "arrival": arrival}
    return {
        "ticket_id": 1,
        "number": "A007",
        "queue_id": 1,
        "queue": "社保卡",
        "queue_en": "Cards",
        "priority": priority,
        "joined_at": "2026-11-24T02:20:00.000Z",
        "appointment": appointment,
        "kept_from": None,
        "person": None,
        "wait": None,
        "items": [],
    }


SAYS = pytest.mark.parametrize(
    ("shown", "says", "not_said"),
    [
        (ticket("on_time"), "预约 10:30", "优先"),
        (ticket("late", priority=0), "预约 10:30，迟到", "优先"),
        (ticket(None), "优先", "预约"),
        (ticket(None, priority=0), "A", "优先"),
    ],
    ids=["on time", "late", "priority", "normal"],
)


@SAYS
def test_of_the_one_who_is_called(
    page: Page, shown: dict[str, Any], says: str, not_said: str
) -> None:
    at = "2026-11-24T02:39:00.000Z"
    current = {"ticket": shown, "state": "called", "called_at": at, "last_called_at": at}
    desk = {"current": {**current, "calls": 1, "why": None, "announced": "spoken"}}

    text = page.evaluate(DRAW, {"part": "Current", "desk": desk})

    assert says in text
    assert not_said not in text


@SAYS
def test_of_those_who_wait(page: Page, shown: dict[str, Any], says: str, not_said: str) -> None:
    queue = {"queue_id": 1, "name": "社保卡"}
    waiting = {"total": 1, "longest_since": None, "next": [shown], "queues": [queue]}
    desk = {"waiting": waiting, "suspended": [], "passed": [], "rating": None}

    text = page.evaluate(DRAW, {"part": "Lists", "desk": desk})

    assert says in text
    assert not_said not in text
