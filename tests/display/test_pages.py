"""The displays in a real browser, before a small hall server that does what a test says."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from display.voice.chime import chime
from tests.display.conftest import Open
from tests.display.fake_server import FakeHall

pytestmark = pytest.mark.journey

A, C, F, H = 1, 2, 3, 4  # queues by their letter
CUT_OFF_AFTER_MS = 13_000


def large(page: Page) -> str | None:
    """The call in the large place, as `A007 > 3`; None when there is none."""
    if page.locator(".called").count() == 0:
        return None
    return shown_call(page, ".called")


def shown_call(page: Page, selector: str) -> str:
    place = page.locator(selector)
    number = place.locator(".number").get_attribute("data-number")
    return f"{number} > {place.locator('.window-number, .window-name').inner_text()}"


def listed(page: Page) -> list[str]:
    rows = page.locator(".call").count()
    return [shown_call(page, f".call >> nth={i}") for i in range(rows)]


def expect_large(page: Page, number: str) -> None:
    expect(page.locator(".called .number")).to_have_attribute("data-number", number)


def waiting(page: Page) -> dict[str, str]:
    rows = page.locator(".queue").all()
    return {
        row.locator(".zh").first.inner_text(): row.locator(".queue-count b").inner_text()
        for row in rows
    }


def cut(page: Page) -> None:
    """Pull the cable and let the hall's patience run out."""
    page.context.set_offline(True)
    page.clock.fast_forward(CUT_OFF_AFTER_MS)
    expect(page.locator(".cut-off")).to_be_visible()


def test_a_board_shows_what_is_and_then_what_happens(hall: FakeHall, open_page: Open) -> None:
    hall.issue("A008", A, times=3)
    hall.call("A005", A, 3, ago_s=300)
    hall.start("A005", A, 3)
    hall.call("A007", A, 1)

    page = open_page("/display/1?turn=120")  # no turn of a page between two looks
    expect_large(page, "A007")
    assert large(page) == "A007 > 1"
    assert listed(page) == ["A005 > 3"]
    assert waiting(page)["企业登记"] == "1"

    hall.issue("A009", A)
    hall.start("A007", A, 1)
    hall.call("F103", F, 7)
    expect_large(page, "F103")

    assert large(page) == "F103 > 11"
    assert listed(page) == ["A007 > 1", "A005 > 3"]
    assert waiting(page)["企业登记"] == "2"


def test_two_calls_in_one_second_are_both_seen(hall: FakeHall, open_page: Open) -> None:
    page = open_page("/display/1")

    hall.call("A007", A, 1)
    hall.call("F106", F, 5)
    expect_large(page, "F106")

    assert listed(page) == ["A007 > 1"]
    expect(page.locator(".called")).to_have_class("called is-fresh")
    expect(page.locator(".call")).to_have_class("call is-called is-fresh")


def test_a_recall_takes_the_large_place_again_and_stands_nowhere_else(
    hall: FakeHall, open_page: Open
) -> None:
    page = open_page("/display/1")
    hall.call("A007", A, 1, ago_s=30)
    hall.call("F106", F, 5, ago_s=10)
    expect_large(page, "F106")

    hall.recall("A007", A, 1)

    expect_large(page, "A007")
    assert listed(page) == ["F106 > 5"]


def test_a_call_is_amber_only_while_it_is_fresh(hall: FakeHall, open_page: Open) -> None:
    hall.call("A007", A, 1)
    page = open_page("/display/1", clock=True)
    expect(page.locator(".called")).to_have_class("called is-fresh")

    page.clock.fast_forward(61_000)

    # The link was silent for a minute of the page's time: let it hear the server again.
    expect(page.locator(".cut-off")).to_be_hidden()
    expect(page.locator(".called")).to_be_visible()
    expect(page.locator(".is-fresh")).to_have_count(0)


def test_a_lost_link_says_since_when_and_leaves_no_number_as_the_current_one(
    hall: FakeHall, open_page: Open
) -> None:
    page = open_page("/display/1", clock=True)
    hall.call("A007", A, 1)
    expect_large(page, "A007")

    cut(page)

    assert large(page) is None
    expect(page.locator(".cut-off")).to_contain_text("连接中断")
    assert page.locator(".cut-off-since .zh").inner_text()[2] == ":"
    assert listed(page) == ["A007 > 1"]
    assert page.locator(".is-fresh").count() == 0


def test_after_a_lost_link_the_board_catches_up_by_itself(hall: FakeHall, open_page: Open) -> None:
    page = open_page("/display/1", clock=True)
    hall.call("A007", A, 1)
    expect_large(page, "A007")
    cut(page)
    hall.start("A007", A, 1)
    hall.finish("A007", A, 1)
    hall.call("F106", F, 5)
    hall.miss("F106", F, 5)
    hall.call("A008", A, 1)

    page.context.set_offline(False)
    page.clock.fast_forward(6_000)

    expect_large(page, "A008")
    expect(page.locator(".cut-off")).to_be_hidden()
    assert listed(page) == []
    assert page.locator(".passed .number").get_attribute("data-number") == "F106"


def test_a_lost_event_is_asked_for_when_the_next_one_comes(hall: FakeHall, open_page: Open) -> None:
    page = open_page("/display/1")
    hall.lost = 1
    hall.call("A007", A, 1)
    hall.call("F106", F, 5)

    expect_large(page, "F106")
    assert listed(page) == ["A007 > 1"]
    assert hall.asked_again == 1


def test_a_lost_last_event_is_asked_for_at_the_heartbeat(hall: FakeHall, open_page: Open) -> None:
    page = open_page("/display/1")
    expect(page.locator("main.hall")).to_be_visible()
    hall.lost = 1
    hall.call("A007", A, 1)
    hall.beat()

    expect_large(page, "A007")


def test_a_new_day_begins_empty(hall: FakeHall, open_page: Open) -> None:
    hall.issue("A008", A, times=3)
    hall.call("A007", A, 1)
    page = open_page("/display/1")
    expect_large(page, "A007")

    hall.day = "2026-03-03"
    hall.record("hall.changed")

    expect(page.locator(".message")).to_contain_text("请留意叫号")
    assert listed(page) == []
    assert waiting(page)["企业登记"] == "0"


def test_a_zone_shows_its_own_calls_and_queues(hall: FakeHall, open_page: Open) -> None:
    hall.call("F106", F, 5)
    hall.call("A007", A, 1)
    hall.call("H003", H, 9)

    page = open_page("/display/1/zone/2")
    expect_large(page, "H003")

    assert large(page) == "H003 > 台胞接待室"
    assert listed(page) == ["F106 > 5"]
    assert list(waiting(page)) == ["社会保障", "不动产登记", "住房公积金", "重大项目绿色通道"]
    expect(page.locator("h1")).to_contain_text("综合服务")


def test_changed_set_up_reaches_the_board_without_a_reload(hall: FakeHall, open_page: Open) -> None:
    page = open_page("/display/1")
    expect(page.locator("h1")).to_contain_text("示例县政务服务中心")

    hall.config["name"] = "示例县市民中心"
    hall.record("hall.changed")

    expect(page.locator("h1")).to_contain_text("示例县市民中心")


def test_a_closed_queue_says_so_and_still_counts_who_waits(hall: FakeHall, open_page: Open) -> None:
    hall.issue("A008", A)
    page = open_page("/display/1")
    hall.record("queue.changed", queue_id=A, open=False)
    hall.record("queue.changed", queue_id=C, open=False)

    expect(page.locator(".queue", has_text="税务业务")).to_contain_text("暂停取号")
    expect(page.locator(".queue", has_text="企业登记").locator("b")).to_have_text("1")


def test_outside_hours_the_board_says_when_the_hall_opens(hall: FakeHall, open_page: Open) -> None:
    hall.config["open"] = {
        "now": False,
        "issuing": False,
        "opens_at": "2026-03-03T01:00:00.000Z",
        "closes_at": None,
    }

    page = open_page("/display/1")

    expect(page.locator(".message")).to_contain_text("现在不办公")
    expect(page.locator(".message-hint .zh")).to_contain_text("09:00 开始办公")


def test_a_hall_that_does_not_exist_is_said_to_be_unknown(
    context: BrowserContext, server: tuple[FakeHall, str]
) -> None:
    page = context.new_page()
    page.goto(server[1] + "/display/7")

    expect(page.locator(".message")).to_contain_text("没有这块屏")


def test_a_window_screen_says_whose_turn_it_is(hall: FakeHall, open_page: Open) -> None:
    page = open_page("/display/1/window/1")
    sign = page.locator("main.sign")
    expect(sign).to_contain_text("欢迎")
    expect(sign).to_contain_text("企业登记")

    hall.call("A007", A, 1)
    expect(page.locator(".turn")).to_have_class("turn is-fresh")
    assert page.locator(".turn-line").inner_text().split() == ["请", "A", "007", "号"]

    hall.start("A007", A, 1)
    expect(sign).to_contain_text("正在办理")
    assert page.locator(".is-fresh").count() == 0

    hall.finish("A007", A, 1)
    hall.window(1, "paused")
    expect(sign).to_contain_text("暂停服务")

    hall.window(1, "closed")
    expect(sign).to_contain_text("本窗口未开放")
    assert page.locator(".number").count() == 0


def test_a_window_screen_without_a_link_shows_no_number(hall: FakeHall, open_page: Open) -> None:
    page = open_page("/display/1/window/1", clock=True)
    hall.call("A007", A, 1)
    expect(page.locator(".turn")).to_be_visible()

    cut(page)

    assert page.locator(".number").count() == 0
    page.context.set_offline(False)
    page.clock.fast_forward(6_000)
    expect(page.locator(".turn .number")).to_have_attribute("data-number", "A007")


def test_the_board_plays_what_the_loudspeaker_says_and_shows_the_same_words(
    hall: FakeHall, open_page: Open, server: tuple[FakeHall, str]
) -> None:
    hall.wav = chime().to_wav()
    hall.say("旧的一句", 1.2)
    page = open_page(f"/display/1?speaker={server[1]}")
    page.wait_for_event("response", lambda response: "speech.json?after=1" in response.url)

    with page.expect_response("**/speech/2.wav") as sound:
        hall.say("请 A 零零七 号，到一号窗口", 1.2)

    assert sound.value.ok
    expect(page.locator(".caption")).to_have_text("请 A 零零七 号，到一号窗口")
    expect(page.locator(".caption")).to_be_hidden()
    expect(page.locator(".notices")).to_be_visible()


def test_without_a_loudspeaker_the_board_stays_silent(hall: FakeHall, open_page: Open) -> None:
    asked: list[str] = []
    page = open_page("/display/1")
    page.on("request", lambda request: asked.append(request.url))
    hall.say("请 A 零零七 号，到一号窗口", 1.2)
    page.wait_for_timeout(900)

    assert [url for url in asked if "speech" in url] == []


def busy(hall: FakeHall) -> None:
    for queue_id in (A, C, F, H, 5, 6):
        hall.issue(f"X{queue_id:03}", queue_id, times=12 * queue_id)
    for i in range(9):
        hall.call(f"F{120 + i}", F, i % 9 + 1, ago_s=400 - i)
        if i % 3:
            hall.start(f"F{120 + i}", F, i % 9 + 1)
    for i in range(8):
        hall.call(f"C{100 + i}", C, 2, ago_s=500)
        hall.miss(f"C{100 + i}", C, 2)
    hall.call("AB034", A, 9)
    hall.call("A007", A, 8)


FIND_OUTSIDE = """() => {
  const outside = (element) => {
    const box = element.getBoundingClientRect();
    const home = element.closest(".queue, .call, .foot, .large, .side, .calls") ?? document.body;
    const place = home.getBoundingClientRect();
    if (box.width === 0) return false;
    return box.right > innerWidth + 1 || box.bottom > innerHeight + 1
      || box.top < place.top - 1 || box.bottom > place.bottom + 1
      || (!element.closest(".fit") && box.right > place.right + 1);
  };
  // Notices pass by: they come from outside their place and go there.
  const all = [...document.querySelectorAll("main *:not(.notices, .notices *)")];
  return all.filter(outside).map((each) => each.outerHTML.slice(0, 120));
}"""


def outside_when_settled(page: Page) -> list[str]:
    """What stays outside its place once the page has had time to lay itself out anew."""
    for _ in range(40):
        found: list[str] = page.evaluate(FIND_OUTSIDE)
        if not found:
            break
        page.wait_for_timeout(100)
    return found


@pytest.mark.parametrize("path", ["/display/1", "/display/1/window/6", "/display/1/window/8"])
def test_everything_is_within_the_screen_and_within_its_place(
    hall: FakeHall, open_page: Open, path: str
) -> None:
    busy(hall)
    page = open_page(path)
    page.wait_for_timeout(250)  # until a call has grown in

    for width, height in [(1366, 768), (1920, 1080), (3840, 2160), (1280, 1024)]:
        page.set_viewport_size({"width": width, "height": height})
        assert outside_when_settled(page) == []


def serious_faults(page: Page) -> list[dict[str, Any]]:
    found = Axe().run(page).response["violations"]
    return [
        {"id": fault["id"], "on": [node["html"] for node in fault["nodes"]]}
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("path", ["/display/1", "/display/1/zone/2", "/display/1/window/8"])
def test_the_screens_have_no_serious_accessibility_fault(
    hall: FakeHall, open_page: Open, path: str
) -> None:
    busy(hall)
    page = open_page(path)
    page.wait_for_timeout(300)

    assert serious_faults(page) == []


def test_a_cut_off_screen_can_still_be_read(hall: FakeHall, open_page: Open) -> None:
    busy(hall)
    page = open_page("/display/1", clock=True)
    expect_large(page, "A007")
    cut(page)

    assert serious_faults(page) == []
