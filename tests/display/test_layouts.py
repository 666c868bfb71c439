"""What a screen shows is chosen by its address; a list may stand on several screens."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.display import county
from tests.display.conftest import Open
from tests.display.fake_server import FakeHall

pytestmark = pytest.mark.journey

A, F = 1, 3
PANELS = {"calls": ".calls", "waiting": ".waiting", "passed": ".passed", "notices": ".notices"}
SIZES = {"landscape": (1920, 1080), "portrait": (1080, 1920), "wide": (3840, 1080)}
CUT_OUT = """() => [".called-place", ".call", ".queue", ".passed-list li", ".clock", ".phone", "h1"]
  .flatMap((what) => [...document.querySelectorAll(what)]).filter((each) => {
    const box = each.getBoundingClientRect();
    const place = each.closest("section, aside, footer").getBoundingClientRect();
    return box.right > innerWidth + 1 || box.bottom > innerHeight + 1
      || box.bottom > place.bottom + 1 || box.right > place.right + 1;
  }).map((each) => each.className + " " + each.textContent)"""


def with_windows(count: int) -> dict[str, Any]:
    """The county's hall with more windows."""
    config = county.config()
    last = len(config["windows"])
    config["windows"][4]["place"] = "一层大厅东侧，服务台旁"
    config["windows"] += [
        {**config["windows"][0], "window_id": n, "number": str(n + 10)}
        for n in range(last + 1, count + 1)
    ]
    return config


def fill(hall: FakeHall) -> None:
    """Somebody at every window, somebody waiting everywhere, somebody passed."""
    for window in hall.config["windows"]:
        queue_id = window["queues"][0]
        number = f"{'ACFHJV'[queue_id - 1]}{window['window_id']:03}"
        hall.issue(f"X{window['window_id']:03}", queue_id)
        at_window_5 = window["window_id"] == 5  # the newest call; the window says where it is
        ago_s = 1 if at_window_5 else 90 - window["window_id"]
        hall.call(number, queue_id, window["window_id"], ago_s=ago_s)
        if window["window_id"] % 3 and not at_window_5:
            hall.start(number, queue_id, window["window_id"])
    hall.call("A099", A, 1, ago_s=95)
    hall.miss("A099", A, 1)


def panels(page: Page) -> set[str]:
    return {name for name, place in PANELS.items() if page.locator(place).count()}


def numbers(page: Page) -> list[str]:
    shown = page.locator(".called .number, .call .number")
    return [str(each.get_attribute("data-number")) for each in shown.all()]


@pytest.mark.parametrize(
    ("layout", "shown"),
    [
        ("standard", {"calls", "waiting", "passed", "notices"}),
        ("calls", {"calls", "notices"}),
        ("calls-and-waiting", {"calls", "waiting", "notices"}),
        ("waiting", {"waiting", "passed", "notices"}),
        ("notices", {"notices"}),
    ],
)
def test_each_layout_shows_its_parts_and_nothing_is_cut_out_on_any_shape_of_screen(
    hall: FakeHall, open_page: Open, layout: str, shown: set[str]
) -> None:
    hall.reset(with_windows(30))
    fill(hall)
    page = open_page(f"/display/1?layout={layout}")
    expect(page.locator("main.hall")).to_be_visible()

    for shape, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(f"main.is-{shape}")).to_be_visible()
        assert panels(page) == shown
        assert page.evaluate(CUT_OUT) == []


def test_a_screen_may_be_for_some_queues_or_zones_alone(hall: FakeHall, open_page: Open) -> None:
    fill(hall)

    page = open_page("/display/1?queues=A,C")
    expect(page.locator(".queue")).to_have_count(2)
    assert {number[0] for number in numbers(page)} == {"A"}
    page.close()

    page = open_page("/display/1?zones=z2")
    expect(page.locator(".queue")).to_have_count(4)
    assert {number[0] for number in numbers(page)} == {"F"}


@pytest.mark.parametrize("wrong", ["layout=none", "queues=A,Q", "zones=z9", "screen=3/2"])
def test_a_wrong_address_is_said_to_be_wrong(hall: FakeHall, open_page: Open, wrong: str) -> None:
    page = open_page(f"/display/1?{wrong}")

    expect(page.locator(".message-title .zh")).to_have_text("没有这块屏")


def test_english_can_be_left_out(hall: FakeHall, open_page: Open) -> None:
    fill(hall)

    page = open_page("/display/1?english=off")

    expect(page.locator(".call").first).to_be_visible()
    assert [each for each in page.locator("[lang=en]").all() if each.is_visible()] == []


def test_the_most_calls_of_a_list_can_be_set_and_the_rest_takes_turns(
    hall: FakeHall, open_page: Open
) -> None:
    fill(hall)

    page = open_page("/display/1?calls=4&turn=5", clock=True)
    expect(page.locator(".call")).to_have_count(4)
    first = set(numbers(page))
    page.clock.fast_forward(5_500)
    expect(page.locator(".calls .dot-on + .dot, .calls .dot + .dot-on").first).to_be_visible()

    assert page.locator(".call").count() <= 4
    assert set(numbers(page)) != first


@pytest.mark.parametrize("screens", [2, 3])
def test_the_screens_of_a_wall_show_every_call_once_between_them(
    hall: FakeHall, open_page: Open, screens: int
) -> None:
    fill(hall)

    shown: list[str] = []
    for i in range(1, screens + 1):
        page = open_page(f"/display/1?screen={i}/{screens}")
        expect(page.locator("main.hall")).to_have_attribute("data-seq", str(hall.board.seq))
        assert page.locator(".large").count() == (i == 1)
        assert page.locator(".side").count() == (i == screens)
        shown += numbers(page)

    assert sorted(shown) == sorted(call.number for call in hall.board.calls)


def test_every_screen_of_a_wall_says_that_its_link_is_lost(hall: FakeHall, open_page: Open) -> None:
    fill(hall)
    page = open_page("/display/1?screen=2/2", clock=True)
    expect(page.locator(".call").first).to_be_visible()

    page.context.set_offline(True)
    page.clock.fast_forward(13_000)

    expect(page.locator(".cut-off")).to_be_visible()


def test_a_screen_of_a_wall_that_has_nothing_to_show_says_what_will_come(
    hall: FakeHall, open_page: Open
) -> None:
    hall.call("F001", F, 5)

    page = open_page("/display/1?screen=2/2")

    expect(page.locator(".calls .message-title .zh")).to_have_text("请留意叫号")


@pytest.mark.parametrize(
    ("options", "motion", "flashes"),
    [
        ("?flash=on", "no-preference", True),
        ("", "no-preference", False),
        ("?flash=on", "reduce", False),
    ],
    ids=["as asked for", "not by itself", "never for who wants little motion"],
)
def test_a_call_may_flash_for_who_cannot_hear_it(
    hall: FakeHall, open_page: Open, options: str, motion: Any, flashes: bool
) -> None:
    page = open_page(f"/display/1{options}")
    page.emulate_media(reduced_motion=motion)

    hall.call("F106", F, 5)

    expect(page.locator(".called.is-fresh")).to_be_visible()
    moves = "getComputedStyle(document.querySelector('.called')).animation"
    assert ("1s ease-in-out 3 summon" in page.evaluate(moves)) == flashes


def test_a_preview_shows_sample_numbers_and_says_so(hall: FakeHall, open_page: Open) -> None:
    page = open_page("/display/1?preview")

    expect(page.locator(".called")).to_be_visible()
    expect(page.locator(".notices")).to_contain_text("预览：示例号码")
    assert len(numbers(page)) == len(hall.config["windows"])
    assert page.locator("main").get_attribute("data-seq") is None


READ = """async (cases) => {
  const { readLayout } = await import("/display/static/layout.js");
  const layouts = { standard: { shows: ["calls"] }, own: { shows: ["waiting"], queues: ["A"],
    calls: 6, turn_s: 12, english: false } };
  return cases.map((search) => {
    const read = readLayout(layouts, search);
    const { shows, queues, calls, turnS, english, screen } = read;
    return [[...shows], queues, calls, turnS, english, screen];
  });
}"""


def test_an_address_overrides_its_layout_and_what_it_says_wrongly_is_left_aside(
    hall: FakeHall, open_page: Open
) -> None:
    page = open_page("/display/1")
    one: Any = {"i": 1, "of": 1}

    read = page.evaluate(
        READ,
        ["", "?layout=own", "?layout=own&queues=B&calls=3&turn=20&english=on", "?calls=-1&turn=0"],
    )

    assert read == [
        [["calls"], None, None, 8, True, one],
        [["waiting"], ["A"], 6, 12, False, one],
        [["waiting"], ["B"], 3, 20, True, one],
        [["calls"], None, None, 8, True, one],
    ]
