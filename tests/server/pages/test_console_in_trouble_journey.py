"""The window console when presses double, answers are lost, lines cut or others take over."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.server.pages.conftest import Site
from tests.server.pages.console_steps import CLERK, OTHER_CLERK, expect_situation, notice, press
from tests.server.pages.fake_hall import FakeHall, Refusal

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_two_presses_make_one_call_however_slow_the_answer(console: Page, hall: FakeHall) -> None:
    hall.issue()
    hall.issue()
    hall.answer_after_s = 0.3
    expect(console.locator(".nobody .large")).to_have_text(re.compile("2"))

    press(console, "n", "n", "Space")
    console.locator('[data-step="call_next"]').dblclick(force=True)

    expect_situation(console, "called")
    assert [asked.command for asked in hall.asked] == ["call-next"]


def test_the_second_half_of_a_double_click_does_not_take_the_next_step(
    console: Page, hall: FakeHall
) -> None:
    hall.issue()
    expect(console.locator(".list li")).to_have_count(1)
    button = console.locator(".step.first").bounding_box()
    middle = (button["x"] + button["width"] / 2, button["y"] + button["height"] / 2)

    console.mouse.click(*middle)
    expect(console.locator(".console")).to_have_attribute("data-situation", "called")
    console.mouse.click(*middle)

    expect_situation(console, "called")
    assert [asked.command for asked in hall.asked] == ["call-next"]


def test_a_request_that_is_lost_is_sent_again_with_the_same_key(
    console: Page, context: BrowserContext, hall: FakeHall
) -> None:
    hall.issue()
    hall.issue()
    keys: list[str] = []

    def lose_the_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort() if len(keys) == 1 else route.continue_()

    context.route("**/call-next", lose_the_answer)
    press(console, "n")

    expect_situation(console, "called")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert [ticket.state for ticket in hall.tickets.values()] == ["called", "waiting"]


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (Refusal(409, "queue_empty"), "现在没有人等候本窗口的业务。"),
        (Refusal(403, "not_your_window"), "您现在不在这个窗口"),
        (Refusal(500, "internal", reference="c0ffee42"), "编号 c0ffee42"),
        (Refusal(409, "something_new"), "这一步没有办成（something_new）。"),
    ],
    ids=lambda value: getattr(value, "body", {}).get("code"),
)
def test_what_could_not_be_done_is_said_in_plain_words(
    console: Page, hall: FakeHall, refusal: Refusal, sentence: str
) -> None:
    hall.refusals["call-next"] = refusal

    press(console, "n")

    notice(console).to_contain_text(sentence)
    expect_situation(console, "idle")


def test_a_window_somebody_sits_at_is_taken_over_only_in_so_many_words(
    window: Page, site: Site, hall: FakeHall
) -> None:
    page = window
    hall.seats[3].clerk_id, hall.seats[3].state = OTHER_CLERK, "open"
    page.goto(f"{site.address}/console/3")
    expect_situation(page, "taken")

    press(page, "n", "o")
    expect(page.get_by_role("dialog")).to_contain_text("3 号窗口现由 李明 使用")
    assert hall.asked == []
    press(page, "1")

    expect_situation(page, "idle")
    assert hall.seats[3].clerk_id == CLERK


def test_a_clerk_who_is_taken_over_from_is_told_and_can_call_nobody(
    console: Page, hall: FakeHall
) -> None:
    hall.issue()
    hall.seats[3].clerk_id = OTHER_CLERK
    hall.tell("window.opened", window_id=3)

    expect(console.locator(".strip")).to_have_text("本窗口现由 李明 使用")
    press(console, "n")
    assert hall.asked == []


def test_a_cut_line_is_said_stops_the_steps_and_heals_by_itself(
    console: Page, context: BrowserContext, hall: FakeHall
) -> None:
    context.set_offline(True)
    expect(console.locator(".strip")).to_contain_text("连接中断")
    press(console, "n")
    hall.issue()

    context.set_offline(False)

    expect(console.locator(".strip")).to_contain_text("开放")
    expect(console.locator(".list li")).to_have_count(1)
    assert hall.asked == []


def test_many_events_at_once_bring_few_requests(console: Page, hall: FakeHall) -> None:
    asked: list[str] = []
    console.on("request", lambda request: asked.append(request.url))

    for _ in range(30):
        hall.issue()

    expect(console.locator(".nobody .large")).to_have_text(re.compile("30"))
    console.wait_for_timeout(400)
    assert sum(url.endswith("/desk") for url in asked) <= 4


def test_what_happens_while_the_desk_is_asked_for_is_not_lost(
    console: Page, context: BrowserContext, hall: FakeHall
) -> None:
    late: list[str] = []

    def answer_late(route: Route) -> None:
        if late:
            return route.continue_()
        late.append(route.request.url)
        answer = route.fetch()
        hall.issue()
        console.wait_for_timeout(300)
        return route.fulfill(response=answer)

    context.route("**/desk", answer_late)
    console.evaluate("dispatchEvent(new Event('online'))")

    expect(console.locator(".list li")).to_have_count(1)
