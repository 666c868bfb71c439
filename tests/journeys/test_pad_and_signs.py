"""A caller pad and LED signs in a whole hall: one truth at pad, console, signs and displays."""

import os
import re
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import Hall, call, eventually

IDLE, PAUSED = "欢迎光临", "暂停服务"
WINDOW_1, WINDOW_2, TOP, BELOW = "1", "2", "21", "22"  # addresses of the signs


class Pad:
    """The caller pad at window 1, by its page."""

    def __init__(self, hall: Hall, page: Page) -> None:
        self.url = f"http://127.0.0.1:{hall.ports.pad_page}"
        self.page = page

    def press(self, key: str) -> None:
        self.page.locator("#keys button", has_text=re.compile(f"^{key}")).click()

    def state(self) -> dict[str, object]:
        return dict(call("GET", f"{self.url}/state.json"))

    def expect_ticket(self, number: str) -> None:
        expect(self.page.locator("#ticket")).to_have_text(number[-3:])

    def expect_waiting(self, count: int) -> None:
        expect(self.page.locator("#waiting")).to_have_text(f"{count:03}")

    def expect_dark(self) -> None:
        expect(self.page.locator("#waiting")).to_have_text("")
        expect(self.page.locator("#ticket")).to_have_text("")

    def turn(self, **switches: object) -> None:
        call("POST", f"{self.url}/switches", switches)


class Signs:
    """The strips of windows 1 and 2 and the combined screen, by their page."""

    def __init__(self, hall: Hall, page: Page) -> None:
        self.url = f"http://127.0.0.1:{hall.ports.signs_page}"
        self.page = page

    def expect(self, address: str, text: str) -> None:
        expect(self.page.locator(f'[data-sign="{address}"] output')).to_have_text(text)

    def turn(self, **switches: object) -> None:
        call("POST", f"{self.url}/switches", switches)


@pytest.fixture
def pad(hall: Hall, open_page: OpenPage) -> Pad:
    pad = Pad(hall, open_page(f"http://127.0.0.1:{hall.ports.pad_page}", width=900, height=900))
    pad.turn(plugged=True, deaf=False, silent=False)
    return pad


@pytest.fixture
def signs(hall: Hall, open_page: OpenPage) -> Signs:
    page = open_page(f"http://127.0.0.1:{hall.ports.signs_page}", width=900, height=900)
    signs = Signs(hall, page)
    signs.turn(plugged=True, silent=False)
    return signs


def events_of(hall: Hall, kind: str, number: str) -> list[str]:
    """Who did this to a ticket, as the record has it."""
    query = (
        "SELECT e.actor FROM event e WHERE e.kind = ? AND json_extract(e.body, '$.number') = ?"
        " ORDER BY e.seq DESC LIMIT 10"
    )
    return [row["actor"] for row in hall.rows(query, kind, number)]


def test_what_the_console_does_stands_on_the_signs(hall: Hall, console: Page, signs: Signs) -> None:
    number = hall.issue()
    signs.expect(WINDOW_1, PAUSED)
    people.sit_down(console, hall.server, login="clerk1", window="1")
    signs.expect(WINDOW_1, IDLE)

    people.press(console, "n", then="called")
    signs.expect(WINDOW_1, f"请{number}到1号窗口")
    signs.expect(TOP, f"请{number}到1号窗口")
    people.press(console, "s", then="serving")
    signs.expect(WINDOW_1, f"正在办理{number}")
    people.finish(console)
    signs.expect(WINDOW_1, IDLE)
    signs.expect(TOP, IDLE)
    signs.expect(BELOW, "")
    signs.expect(WINDOW_2, PAUSED)


def test_a_whole_visit_from_the_pad(
    hall: Hall, console: Page, pad: Pad, signs: Signs, open_page: OpenPage
) -> None:
    first, second = hall.issue(), hall.issue()
    pad.expect_dark()
    people.sit_down(console, hall.server, login="clerk1", window="1")
    pad.expect_waiting(2)

    pad.press("呼叫")
    people.expect_situation(console, "called")
    pad.expect_ticket(first)
    signs.expect(WINDOW_1, f"请{first}到1号窗口")
    assert [c["number"] for c in hall.board()["calls"]] == [first]
    beeps = int(str(pad.state()["beeps"]))
    assert beeps > 0

    pad.press("呼叫")  # one ticket at a time, as at the console
    eventually(lambda: int(str(pad.state()["beeps"])) == beeps + 3)
    pad.press("一米线")
    people.expect_situation(console, "serving")
    pad.press("挂起")
    people.expect_situation(console, "idle")
    pad.expect_waiting(1)
    pad.press("回呼")
    people.expect_situation(console, "serving")
    pad.expect_ticket(first)
    pad.press("评价")
    people.rate(open_page(hall.keypad(0), width=1000, height=900), "满意")
    expect(console.locator(".rating.stored")).to_be_visible()
    assert hall.ratings(first) == ["satisfied"]

    pad.press("呼叫")
    people.expect_situation(console, "called")
    pad.press("弃号")
    people.expect_situation(console, "idle")
    pad.press("暂停")
    people.expect_situation(console, "paused")
    signs.expect(WINDOW_1, PAUSED)
    pad.press("暂停")
    people.expect_situation(console, "idle")

    [by] = events_of(hall, "ticket.called", first)
    account, _, station = by.partition(" by ")
    assert account == events_of(hall, "ticket.passed", second)[0].partition(" by ")[0]
    assert station.startswith("station:")


def test_a_pad_that_repeats_its_frame_calls_one_person(hall: Hall, console: Page, pad: Pad) -> None:
    first, _ = hall.issue(), hall.issue()
    people.sit_down(console, hall.server, login="clerk1", window="1")
    pad.expect_waiting(2)

    pad.turn(deaf=True)
    pad.press("呼叫")
    people.expect_situation(console, "called")
    pad.turn(deaf=False)

    eventually(lambda: pad.state()["unanswered"] == 0)
    pad.expect_ticket(first)
    assert len(hall.board()["calls"]) == 1
    assert events_of(hall, "ticket.recalled", first) == []


def test_without_a_clerk_the_pad_calls_nobody(hall: Hall, pad: Pad) -> None:
    hall.issue()
    beeps = int(str(pad.state()["beeps"]))

    pad.press("呼叫")

    eventually(lambda: int(str(pad.state()["beeps"])) == beeps + 3)
    assert hall.board()["calls"] == []


def test_while_the_server_is_silent_no_number_stands_and_then_what_is_true(
    hall: Hall, console: Page, pad: Pad, signs: Signs
) -> None:
    number = hall.issue()
    people.sit_down(console, hall.server, login="clerk1", window="1")
    people.press(console, "n", then="called")
    pad.expect_ticket(number)
    signs.expect(TOP, f"请{number}到1号窗口")

    with hall.server_stopped():
        signs.expect(WINDOW_1, IDLE)
        signs.expect(TOP, IDLE)
        pad.expect_dark()

    pad.expect_ticket(number)
    signs.expect(WINDOW_1, f"请{number}到1号窗口")
    signs.expect(TOP, f"请{number}到1号窗口")


def test_cables_pulled_and_an_agent_killed_in_between(
    hall: Hall, console: Page, pad: Pad, signs: Signs
) -> None:
    number = hall.issue()
    people.sit_down(console, hall.server, login="clerk1", window="1")
    pad.press("呼叫")
    pad.expect_ticket(number)

    pad.turn(plugged=False)
    signs.turn(plugged=False)
    eventually(lambda: hall.device("window-1", "pad").get("state") == "down")
    eventually(lambda: hall.device("hall-1", "signs").get("state") == "down")
    people.press(console, "s", then="serving")
    kill(hall, "window-1")
    pad.turn(plugged=True)
    signs.turn(plugged=True)
    restart(hall, "window-1")

    pad.expect_ticket(number)
    signs.expect(WINDOW_1, f"正在办理{number}")
    pad.press("评价")
    people.expect_situation(console, "idle")
    state = hall.rows("SELECT state FROM ticket WHERE number = ? ORDER BY id DESC", number)[0]
    assert state["state"] == "done"
    assert len(events_of(hall, "ticket.called", number)) == 1


def kill(hall: Hall, station: str) -> None:
    """End a station's agent without a word."""
    process = hall.programs.programs.running.pop(station)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def restart(hall: Hall, station: str) -> None:
    """Start a station's agent again, on what it has kept."""
    file = hall.programs.data / "stations" / station / "station.toml"
    hall.programs.programs.start(station, "kiosk.agent", "--station", str(file))
