"""A citizen's phone says when the turn comes near, what to beware of, and the hall's own time."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from server.pages.texts import STATIC
from tests.server.pages.conftest import ANSWERS_WITHIN_MS, Site
from tests.server.pages.fake_hall import FakeHall, Ticket

pytestmark = [pytest.mark.journey, pytest.mark.slow]

# What the phone does with loudspeaker, motor and notices, written where a test reads it.
PHONE = """(() => {
    const noted = () => document.documentElement.dataset;
    const count = (what) => { noted()[what] = Number(noted()[what] ?? 0) + 1; };
    navigator.vibrate = () => { count("buzzed"); return true; };
    window.Notification = class {
        static permission = "granted";
        constructor(words) { noted().noticed = words; }
    };
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (at) { count("tones"); return start.call(this, at); };
})()"""


@pytest.fixture
def abroad(browser: Browser) -> Iterator[Page]:
    """A phone whose clock is set to another zone than the hall's."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, timezone_id="America/New_York"
    )
    context.set_default_timeout(ANSWERS_WITHIN_MS)
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(PHONE)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def ticket(hall: FakeHall) -> Ticket:
    """A ticket with five people before it."""
    for _ in range(5):
        hall.issue()
    return hall.issue()


@pytest.fixture
def phone(abroad: Page, site: Site, ticket: Ticket) -> Page:
    abroad.goto(f"{site.address}/t/{ticket.token}")
    expect(abroad.locator("#sentence")).to_have_text("等候中，前方 5 人")
    return abroad


def serve(hall: FakeHall, people: int) -> None:
    for ticket in hall.waiting()[:people]:
        ticket.state = "done"
    hall.tell("ticket.finished")


def choice(phone: Page, n: int) -> object:
    return phone.get_by_role("button", name=f"{n} 人", exact=True)


def hide(phone: Page, *, hidden: bool) -> None:
    phone.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_one_is_told_once_when_so_many_are_ahead(phone: Page, hall: FakeHall) -> None:
    told = phone.locator("#told")
    expect(choice(phone, 5)).to_have_count(0)
    choice(phone, 3).click()
    expect(choice(phone, 3)).to_have_attribute("aria-pressed", "true")
    expect(told).to_be_hidden()

    serve(hall, 2)

    expect(told).to_contain_text("前面还有 3 人，请回到等候区")
    page = phone.locator("html")
    expect(page).to_have_attribute("data-noticed", "前面还有 3 人，请回到等候区")
    expect(page).to_have_attribute("data-buzzed", "1")
    expect(page).to_have_attribute("data-tones", "4")
    serve(hall, 1)
    expect(told).to_contain_text("前面还有 2 人")
    expect(page).to_have_attribute("data-buzzed", "1")


def test_a_wish_is_taken_back_by_a_second_touch(phone: Page, hall: FakeHall) -> None:
    choice(phone, 3).click()
    choice(phone, 3).click()
    expect(choice(phone, 3)).to_have_attribute("aria-pressed", "false")

    serve(hall, 2)

    expect(phone.locator("#sentence")).to_have_text("等候中，前方 3 人")
    expect(phone.locator("#told")).to_be_hidden()


def test_a_wish_outlives_a_reload(phone: Page, hall: FakeHall) -> None:
    choice(phone, 1).click()
    phone.reload()
    expect(choice(phone, 1)).to_have_attribute("aria-pressed", "true")

    serve(hall, 4)

    expect(phone.locator("#told")).to_contain_text("前面还有 1 人")


def test_who_wants_to_be_told_is_told_though_the_page_is_hidden(
    phone: Page, hall: FakeHall
) -> None:
    choice(phone, 3).click()
    hide(phone, hidden=True)
    serve(hall, 3)

    expect(phone.locator("html")).to_have_attribute("data-buzzed", "1", timeout=40_000)


def test_a_call_rings_whatever_was_wished(phone: Page, ticket: Ticket) -> None:
    ticket.state, ticket.window_id = "called", 3

    expect(phone.locator("html")).to_have_attribute("data-noticed", "请到 3 号窗口")
    expect(phone.locator("#tell")).to_be_hidden()


@pytest.mark.parametrize(
    ("warning", "words"),
    [("near_closing", "临近下班，请不要走远。"), ("may_not_be_served", "今天可能轮不到您")],
)
def test_what_the_slip_warned_of_stands_here_too(
    phone: Page, ticket: Ticket, warning: str, words: str
) -> None:
    expect(phone.locator("#warning")).to_be_hidden()

    ticket.warning = warning

    expect(phone.locator("#warning")).to_contain_text(words)


def test_times_are_the_halls_and_not_the_phones(phone: Page, ticket: Ticket) -> None:
    slot = {"appointment_id": 1, "ends_at": "2026-11-24T02:45:00.000Z", "arrival": "on_time"}
    ticket.appointment = {**slot, "starts_at": "2026-11-24T02:30:00.000Z"}

    expect(phone.locator("#facts")).to_contain_text("10:30–10:45，准时签到")
    issued = (ticket.joined_at.hour + 8) % 24
    expect(phone.locator("#facts")).to_contain_text(f"{issued:02}:{ticket.joined_at.minute:02}")


def test_no_fault_of_access_with_everything_on_the_page(
    phone: Page, hall: FakeHall, ticket: Ticket
) -> None:
    ticket.warning = "may_not_be_served"
    choice(phone, 3).click()
    serve(hall, 2)
    expect(phone.locator("#told")).to_be_visible()
    expect(phone.locator("#warning")).to_be_visible()

    assert [fault["id"] for fault in Axe().run(phone).response["violations"]] == []
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("script", ["ticket.js", "ticket_facts.js", "ticket_reminder.js"])
def test_the_oldest_phones_can_read_the_scripts(script: str) -> None:
    code = (STATIC / script).read_text("utf-8")
    code = re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL)
    code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', code)

    newer = r"=>|`|\.\.\.|\?\?|\?\.|\b(?:let|const|class|async|await|import|export|of)\b"
    assert re.findall(newer, code) == []
