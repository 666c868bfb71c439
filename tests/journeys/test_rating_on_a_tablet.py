"""A tablet at a window without a keypad: put there by the office, pressed by citizens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import HALL_ID, Hall

WINDOW = "3"
LANDSCAPE = {"width": 1280, "height": 800, "touch": True}


@pytest.fixture
def tablet(hall: Hall, open_page: OpenPage) -> Iterator[Page]:
    """A tablet that the office has put at window 3; sent away at the end."""
    windows = hall.get(f"/halls/{HALL_ID}")["windows"]
    window_id = next(each["window_id"] for each in windows if each["number"] == WINDOW)
    page = open_page(f"{hall.server}/evaluate/{window_id}", **LANDSCAPE)
    sign_in = page.get_by_role("link", name="管理人员登录")
    expect(sign_in).to_have_attribute("href", f"/login?next=/evaluate/{window_id}")
    page.goto(f"{hall.server}/login?next=/evaluate/{window_id}")
    people.sign_in(page, "office")
    page.get_by_role("button", name="用在这个窗口").tap()
    expect(page.locator("[data-view=locked]")).to_contain_text("办完后请您在这里评价")
    expect(page.locator(".link")).to_have_count(0)
    yield page
    stations = hall.get(f"/halls/{HALL_ID}/stations", login="office")["stations"]
    mine = next(each for each in stations if each["kind"] == "tablet")
    hall.post(f"/halls/{HALL_ID}/stations/{mine['station_id']}/revoke", {}, login="office")
    expect(page.get_by_role("heading", name="这台平板还没有用于评价")).to_be_visible()


def serve(hall: Hall, console: Page) -> str:
    """Serve a citizen at window 3 to the end."""
    number = hall.issue()
    people.serve_next(console)
    return number


def reason_of(hall: Hall, number: str) -> tuple[str, str | None]:
    query = (
        "SELECT r.channel, r.labels, r.words FROM rating r JOIN visit v ON v.id = r.visit_id"
        " JOIN ticket t ON t.id = v.ticket_id WHERE t.number = ?"
    )
    (row,) = hall.rows(query, number)
    assert row["channel"] == "tablet"
    return row["labels"], row["words"]


def test_a_tablet_rates_a_visit_with_its_reasons(hall: Hall, console: Page, tablet: Page) -> None:
    people.sit_down(console, hall.server, login="clerk3", window=WINDOW)
    assert tablet.locator("[data-level]").count() == 0
    assert Axe().run(tablet).response["violations"] == []

    number = serve(hall, console)
    expect(tablet.get_by_role("heading")).to_contain_text(number)
    assert Axe().run(tablet).response["violations"] == []
    tablet.get_by_role("button", name="不满意", exact=False).first.tap()

    labels = tablet.locator("[data-label]")
    expect(labels).to_have_count(3)
    expect(console.locator(".rating.stored")).to_be_visible()
    assert hall.ratings(number) == ["dissatisfied"]
    tablet.get_by_role("button", name="更多选项").tap()
    expect(labels).to_have_count(8)
    tablet.get_by_role("button", name="服务态度生硬").tap()
    tablet.get_by_role("textbox").fill("等了很久")
    assert Axe().run(tablet).response["violations"] == []
    tablet.get_by_role("button", name="提交 Send").tap()
    expect(tablet.get_by_role("heading")).to_contain_text("谢谢")

    expect(tablet.locator("[data-view=locked]")).to_be_visible()
    assert reason_of(hall, number) == ('["214"]', "等了很久")


def test_the_next_call_locks_the_tablet_and_nobody_sees_what_another_was_asked(
    hall: Hall, console: Page, tablet: Page
) -> None:
    people.sit_down(console, hall.server, login="clerk3", window=WINDOW)
    first = serve(hall, console)
    tablet.get_by_role("button", name="非常满意").tap()
    expect(tablet.locator("[data-label]")).to_have_count(3)

    hall.issue()
    people.press(console, "n", then="called")

    expect(tablet.locator("[data-view=locked]")).to_be_visible()
    assert hall.ratings(first) == ["very_satisfied"]
    assert reason_of(hall, first) == ("[]", None)


def test_a_tablet_is_read_upright_too(hall: Hall, console: Page, tablet: Page) -> None:
    tablet.set_viewport_size({"width": 800, "height": 1280})
    people.sit_down(console, hall.server, login="clerk3", window=WINDOW)
    number = serve(hall, console)

    expect(tablet.get_by_role("heading")).to_contain_text(number)
    heights = tablet.locator("[data-level]").evaluate_all(
        "faces => faces.map((face) => face.getBoundingClientRect().bottom)"
    )
    assert len(heights) == 5
    assert max(heights) <= 1280
    assert Axe().run(tablet).response["violations"] == []
