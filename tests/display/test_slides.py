"""Pictures and videos beside calls: when, in which order, never over a call, without a link."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.display.conftest import Open
from tests.display.fake_server import FakeHall
from tests.display.films import film, picture, slide
from tests.display.test_layouts import CUT_OUT, SIZES, fill, with_windows
from tests.display.test_screens_heal import hear

pytestmark = pytest.mark.journey

F = 3
FRESH_MS = 61_000
OVERLAPS = """() => {
  const places = [".slides", ".large", ".calls", ".foot", ".title", ".waiting", ".passed"]
    .map((name) => document.querySelector(name)?.getBoundingClientRect()).filter(Boolean);
  return places.flatMap((a, i) => places.slice(i + 1).filter((b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
}"""


@pytest.fixture(scope="module")
def webm(browser: Browser) -> bytes:
    return film(browser)


@pytest.fixture
def hall(hall: FakeHall, webm: bytes) -> FakeHall:
    """A hall with two pictures and a film to show, none of them in its list yet."""
    hall.media = {
        "a.png": ("image/png", picture()),
        "b.png": ("image/png", picture((255, 197, 61))),
        "broken.png": ("image/png", picture()[:20]),
        "film.webm": ("video/webm", webm),
        "other.webm": ("video/webm", b"\x1a\x45\xdf\xa3 and nothing that can be played"),
    }
    return hall


def shown(page: Page) -> int:
    return int(str(page.locator("section.slides").get_attribute("data-slide")))


def expect_slide(page: Page, slide_id: int) -> None:
    expect(page.locator("section.slides")).to_have_attribute("data-slide", str(slide_id))
    expect(page.locator(".slide")).to_be_visible()


def wait_for_slide(page: Page, slide_id: int) -> None:
    """Let the page's time go on until a slide has its turn."""
    for _ in range(60):
        if shown(page) == slide_id:
            return
        page.clock.run_for(1_000)
        page.wait_for_timeout(50)  # a picture or a film needs the browser's own time, too
    raise AssertionError(f"slide {slide_id} had no turn")


@pytest.mark.parametrize("layout", ["slides", "slides-beside", "slides-alone"])
def test_slides_and_calls_have_each_their_own_place_on_any_shape_of_screen(
    hall: FakeHall, open_page: Open, layout: str
) -> None:
    media = hall.media
    hall.reset(with_windows(14))
    hall.media, hall.slides = media, [slide(1, "a.png")]
    fill(hall)
    page = open_page(f"/display/1?layout={layout}")
    expect_slide(page, 1)

    for is_called in (False, True):
        if is_called:
            hall.call("F106", F, 5)
            expect(page.locator("main")).to_have_attribute("data-seq", str(hall.board.seq))
        for shape, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator(f"main.is-{shape}")).to_be_visible()
            expect(page.locator(".slide")).to_be_visible()
            assert page.evaluate(OVERLAPS) == []
            assert page.evaluate(CUT_OUT) == []


def test_a_call_takes_its_place_from_large_slides_and_gives_it_back(
    hall: FakeHall, open_page: Open
) -> None:
    hall.slides = [slide(1, "a.png")]
    page = open_page("/display/1?layout=slides", clock=True)
    expect_slide(page, 1)
    full = page.locator("section.slides").bounding_box()

    hall.call("F106", F, 5)
    expect(page.locator(".called .number")).to_have_attribute("data-number", "F106")
    small = page.locator("section.slides").bounding_box()
    page.clock.fast_forward(FRESH_MS)
    expect(page.locator(".called")).to_have_count(0)

    assert full
    assert small
    assert small["height"] < 0.6 * full["height"]
    assert page.locator("section.slides").bounding_box() == full
    expect(page.locator(".side .call .number")).to_have_attribute("data-number", "F106")


def test_slides_take_turns_by_their_own_time_and_a_film_to_its_end(
    hall: FakeHall, open_page: Open
) -> None:
    hall.slides = [slide(1, "a.png", duration_s=30), slide(2, "film.webm"), slide(3, "b.png")]
    page = open_page("/display/1?layout=slides", clock=True)
    expect_slide(page, 1)
    page.wait_for_function("() => document.querySelector('.slide')?.complete")

    page.clock.run_for(20_000)
    assert shown(page) == 1
    page.clock.run_for(11_000)
    expect_slide(page, 2)
    expect(page.locator("section.slides")).to_have_attribute("data-slide", "3")
    wait_for_slide(page, 1)


def test_a_film_makes_no_sound_and_rests_while_a_call_is_fresh_if_the_layout_says_so(
    hall: FakeHall, open_page: Open
) -> None:
    hall.slides = [slide(1, "film.webm")]
    definition = {"shows": ["calls", "slides"], "slides": "main", "on_call": "pause"}
    hall.layouts = [{"name": "entrance", "title": "门口", "definition": definition}]
    page = open_page("/display/1?layout=entrance", clock=True)
    expect_slide(page, 1)
    page.wait_for_function("() => !document.querySelector('video').paused")
    assert page.evaluate("document.querySelector('video').muted")

    hall.call("F106", F, 5)
    page.wait_for_function("() => document.querySelector('video').paused")
    page.clock.fast_forward(FRESH_MS)

    page.wait_for_function("() => !document.querySelector('video').paused")


def test_what_cannot_be_shown_is_passed_over_and_told(
    hall: FakeHall, context: BrowserContext, server: tuple[FakeHall, str]
) -> None:
    hall.slides = [
        slide(1, "broken.png"),
        slide(2, "gone.png"),
        slide(3, "other.webm"),
        slide(4, "a.png"),
    ]
    page = context.new_page()  # whose browser says in its console that a file is missing
    page.clock.install()
    page.goto(f"{server[1]}/display/1?layout=slides")
    expect(page.locator("section.slides")).to_be_visible()
    wait_for_slide(page, 4)
    expect(page.locator("section.slides")).to_have_attribute("data-slide", "4")
    page.clock.run_for(40_000)
    assert shown(page) == 4

    hear(page, hall, len(hall.told) + 1)
    assert {each["slide_id"]: each["why"] for each in hall.told[-1]["unplayable"]} == {
        1: "broken",
        2: "missing",
        3: "unsupported",
    }


def test_slides_go_on_without_a_link_from_the_screen_s_own_disk(
    hall: FakeHall, open_page: Open
) -> None:
    hall.slides = [slide(1, "a.png"), slide(2, "b.png")]
    page = open_page("/display/1?layout=slides", clock=True)
    expect_slide(page, 1)
    page.wait_for_function(KEEPS, arg=2)

    page.context.set_offline(True)
    page.clock.fast_forward(13_000)
    expect(page.locator(".cut-off")).to_be_visible()
    for slide_id in (2, 1, 2):
        wait_for_slide(page, slide_id)
        page.wait_for_function("() => document.querySelector('.slide')?.naturalWidth === 320")


KEEPS = """async (count) => {
  const { Shelf } = await import("/display/static/shelf.js");
  return (await (await Shelf.open()).urls()).length === count;
}"""


def test_the_screen_keeps_what_its_list_names_and_nothing_else(
    hall: FakeHall, open_page: Open
) -> None:
    hall.slides = [slide(1, "a.png"), slide(2, "b.png")]
    page = open_page("/display/1?layout=slides")
    page.wait_for_function(KEEPS, arg=2)

    hall.slides = [slide(2, "b.png")]
    hall.record("hall.changed")

    page.wait_for_function(KEEPS, arg=1)
    expect_slide(page, 2)


def test_a_layout_with_nothing_to_show_is_as_it_would_be_without_slides(
    hall: FakeHall, open_page: Open
) -> None:
    hall.slides = [slide(1, "a.png", last_on="2020-01-01")]
    hall.call("F106", F, 5)
    page = open_page("/display/1?layout=slides")

    expect(page.locator(".called .number")).to_have_attribute("data-number", "F106")
    assert page.locator("section.slides").count() == 0
    assert page.locator("main.slides-main").count() == 0


def test_a_layout_of_the_hall_goes_before_one_that_comes_with_displays(
    hall: FakeHall, open_page: Open
) -> None:
    page = open_page("/display/1")
    expect(page.locator(".waiting")).to_be_visible()

    definition = {"shows": ["calls", "notices"], "queues": [], "zones": ["z2"], "english": False}
    hall.layouts = [{"name": "standard", "title": "本厅", "definition": definition}]
    hall.record("hall.changed")

    expect(page.locator(".waiting")).to_have_count(0)
    expect(page.locator("html.is-chinese-only")).to_have_count(1)


def test_a_layout_that_is_not_kept_yet_can_be_looked_at_with_a_call_and_without(
    hall: FakeHall, open_page: Open
) -> None:
    tried = '{"shows":["calls","slides"],"slides":"main"}'
    page = open_page(f"/display/1?preview=call&try={tried}")
    expect(page.locator(".called.is-fresh")).to_be_visible()
    expect(page.locator(".slide-sample")).to_contain_text("宣传画面")
    page.close()

    page = open_page(f"/display/1?preview=quiet&try={tried}")
    expect(page.locator(".slide-sample")).to_be_visible()
    expect(page.locator(".called")).to_have_count(0)
    page.close()

    page = open_page(f"/display/1?try={tried}")  # a real screen takes no layout from its address
    expect(page.locator(".waiting")).to_be_visible()


DUE = """async ([slides, moments]) => {
  const { dueSlides, localTime } = await import("/display/static/playlist.js");
  return moments.map((moment) =>
    dueSlides(slides, localTime(Date.parse(moment), "Asia/Shanghai")).map((each) => each.slide_id));
}"""


@pytest.mark.parametrize(
    ("valid", "moments"),
    [
        (
            {"first_on": "2026-11-24", "last_on": "2026-11-25"},
            {
                "2026-11-23T15:59:00Z": False,
                "2026-11-23T16:00:00Z": True,
                "2026-11-25T15:59:00Z": True,
                "2026-11-25T16:00:00Z": False,
            },
        ),
        (
            {"weekdays": [1, 7]},
            {
                "2026-11-22T04:00:00Z": True,
                "2026-11-23T04:00:00Z": True,
                "2026-11-24T04:00:00Z": False,
            },
        ),
        (
            {"from_time": "11:30", "until_time": "13:00"},
            {
                "2026-11-24T03:29:00Z": False,
                "2026-11-24T03:30:00Z": True,
                "2026-11-24T05:00:00Z": False,
            },
        ),
        (
            {"from_time": "18:00", "until_time": "08:00"},
            {
                "2026-11-24T09:59:00Z": False,
                "2026-11-24T10:00:00Z": True,
                "2026-11-24T23:59:00Z": True,
                "2026-11-25T00:00:00Z": False,
            },
        ),
    ],
    ids=["days, both included", "weekdays", "hours", "hours over midnight"],
)
def test_a_slide_is_due_by_the_hall_s_own_days_and_hours(
    hall: FakeHall, open_page: Open, valid: dict[str, Any], moments: dict[str, bool]
) -> None:
    page = open_page("/display/1?layout=notices")

    due = page.evaluate(DUE, [[slide(1, "a.png", **valid)], list(moments)])

    assert [found == [1] for found in due] == list(moments.values())
