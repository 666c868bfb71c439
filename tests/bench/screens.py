"""What people see and when: pages in Chromium, each beside one that does next to nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.bench.displays import put_back
from tests.bench.hall import API, HALL_ID, Hall
from tests.bench.presses import free_ports
from tests.bench.wire import HttpClient, Unexpected
from tests.display import county
from tests.display.a_day import DAY_S, Day
from tests.display.fake_server import FakeHall, serving
from tests.display.films import picture, slide
from tools.chromium import launch
from tools.whole_hall import WholeHall

PAUSE_MS = 120  # between two calls
LOOK_EVERY_MS = 40  # a page that is asked at every frame has less time to paint
WITHIN_MS = 15_000
AN_HOUR_OF_CALLS = 83
CALLS_A_DAY = 2_000

# Painted: the frame has been made that shows the change. A task that is queued in an animation
# frame runs when that frame is done.
PAINTED = """
  window.afterPainting = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); then(performance.timeOrigin + performance.now()); };
    port2.postMessage(null);
  });
"""
WATCH_CALLS = """
  window.painted = {};
  new MutationObserver(() => {
    const seq = document.querySelector("main.hall")?.dataset.seq;
    if (seq && !(seq in window.painted)) {
      window.painted[seq] = 0;
      afterPainting((at) => { window.painted[seq] = at; });
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
"""
WATCH_FIRST = """
  const seen = new MutationObserver(() => {
    if (!document.querySelector("SELECTOR")) return;
    seen.disconnect();
    afterPainting((at) => { window.firstPainted = at - performance.timeOrigin; });
  });
  seen.observe(document, { subtree: true, childList: true });
"""
# From the finger on the glass to the first frame that looks different.
WATCH_TAP = """() => {
  window.tapped = null;
  addEventListener("pointerdown", ({ timeStamp }) => {
    const seen = new MutationObserver(() => {
      seen.disconnect();
      afterPainting((at) => { window.tapped = at - performance.timeOrigin - timeStamp; });
    });
    seen.observe(document, { subtree: true, childList: true, attributes: true });
  }, { capture: true, once: true });
}"""
BARE_SOCKET = """async ([port, times]) => {
  const shown = document.body.appendChild(document.createElement("p"));
  const socket = new WebSocket(`ws://127.0.0.1:${port}/echo`);
  await new Promise((done) => (socket.onopen = done));
  const took = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.timeOrigin + performance.now();
    const painted = new Promise((done) => {
      socket.onmessage = ({ data }) => { shown.textContent = data; afterPainting(done); };
    });
    socket.send(`A ${n}`);
    took.push((await painted) - began);
    await new Promise((done) => setTimeout(done, 60));
  }
  socket.close();
  return took;
}"""
BARE_BUTTON = """() => {
  document.body.innerHTML = "<button style='width:400px;height:400px'>0</button>";
  const button = document.querySelector("button");
  button.onclick = () => { button.textContent = Number(button.textContent) + 1; };
}"""


@dataclass(slots=True)
class Seen:
    """Milliseconds, one value a time; `bare` of the same browser with next to nothing to do."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk's page: until it can be used, and from a tap to what it does."""

    first_paint: Seen
    tap: Seen


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for one measurement."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


def calls_painted(
    port: int, bare_port: int, hall: Hall, database: str, *, calls: int, rounds: int
) -> list[Seen]:
    """From the request of a call to the frame that shows it, on a hall's board.

    Raises:
        Unexpected: a call was not painted.
    """
    http = HttpClient(port)
    measured = []
    with browser() as chromium:
        board = _page(chromium, PAINTED + WATCH_CALLS)
        board.goto(f"http://127.0.0.1:{port}/display/{HALL_ID}")
        expect(board.locator("main.hall")).to_be_visible(timeout=WITHIN_MS)
        bare = _page(chromium, PAINTED)
        bare.goto(f"http://127.0.0.1:{bare_port}/healthz")
        for number in range(rounds + 1):
            seen = Seen()
            board.bring_to_front()  # a browser paints no page that is behind another
            put_back(database)
            for window in (hall.windows * calls)[:calls]:
                if window == hall.windows[0]:
                    put_back(database)
                seen.ours.append(_call(http, hall, board, window))
            bare.bring_to_front()
            seen.bare = bare.evaluate(BARE_SOCKET, [bare_port, calls])
            if number:  # the first round warms everything up
                measured.append(seen)
    http.close()
    return measured


def kiosk_pages(folder: Path, *, times: int) -> Kiosk:
    """The first page of a kiosk opened anew each time, and a tap on it.

    Raises:
        CannotStart: a program of the hall does not come up.
    """
    whole = WholeHall(free_ports(), folder)
    kiosk = Kiosk(Seen(), Seen())
    try:
        whole.start()
        address = f"http://127.0.0.1:{whole.ports.kiosk}"
        with browser() as chromium:
            for number in range(times + 1):
                bare = _opened(chromium, f"{address}/api/state", "pre")
                page = _opened(chromium, f"{address}/", ".home .tile")
                if number:
                    kiosk.first_paint.bare.append(_first_painted(bare))
                    kiosk.first_paint.ours.append(_first_painted(page))
                bare.bring_to_front()
                bare.evaluate(BARE_BUTTON)
                bare_tap = _tap(bare, "button")
                page.bring_to_front()
                our_tap = _tap(page, ".home .tile")
                if number:
                    kiosk.tap.bare.append(bare_tap)
                    kiosk.tap.ours.append(our_tap)
                bare.context.close()
                page.context.close()
    finally:
        whole.end()
    return kiosk


def day_of_a_display(*, hours: float) -> tuple[float, float]:
    """What the scripts of a display hold after an hour and after so many, in MB (10**6)."""
    hall = FakeHall(county.config())
    hall.media = {"a.png": ("image/png", picture()), "b.png": ("image/png", picture((9, 9, 9)))}
    hall.slides = [slide(1, "a.png"), slide(2, "b.png")]
    each_s = DAY_S / CALLS_A_DAY
    with serving(hall) as url, browser() as chromium:
        page = chromium.new_page(viewport={"width": 1920, "height": 1080})
        page.clock.install()
        page.goto(f"{url}/display/1?layout=slides")
        expect(page.locator("main.hall")).to_be_visible(timeout=WITHIN_MS)
        day = Day(page, hall)
        day.go_on(calls=AN_HOUR_OF_CALLS, each_s=each_s)
        early = day.memory()
        day.go_on(calls=round(CALLS_A_DAY * hours / 24) - AN_HOUR_OF_CALLS, each_s=each_s)
        return early.held_bytes / 1e6, day.memory().held_bytes / 1e6


def _page(chromium: Browser, script: str, *, touch: bool = False) -> Page:
    size: Any = {"width": 1080, "height": 1920} if touch else {"width": 1920, "height": 1080}
    page = chromium.new_context(viewport=size, has_touch=touch, locale="zh-CN").new_page()
    page.add_init_script(script)
    return page


def _opened(chromium: Browser, url: str, ready: str) -> Page:
    """A page in a browser profile that has never seen it."""
    page = _page(chromium, PAINTED + WATCH_FIRST.replace("SELECTOR", ready), touch=True)
    page.goto(url)
    page.wait_for_function("() => window.firstPainted > 0", timeout=WITHIN_MS)
    return page


def _first_painted(page: Page) -> float:
    return float(page.evaluate("window.firstPainted"))


def _tap(page: Page, selector: str) -> float:
    page.wait_for_timeout(1_200)  # after a change a kiosk takes no taps for a moment
    page.evaluate(WATCH_TAP)
    page.locator(selector).first.tap()
    page.wait_for_function("() => window.tapped !== null", timeout=WITHIN_MS)
    return float(page.evaluate("window.tapped"))


def _call(http: HttpClient, hall: Hall, board: Page, window: int) -> float:
    began_ms = time.time() * 1000
    path = f"{API}/halls/{HALL_ID}/windows/{window}/call-next"
    answer = http.post(path, {}, token=hall.clerk_tokens[window])
    number, seq = answer["current"]["ticket"]["number"], str(answer["seq"])
    board.wait_for_function(
        "(seq) => window.painted[seq] > 0", arg=seq, timeout=WITHIN_MS, polling=LOOK_EVERY_MS
    )
    painted_ms = float(board.evaluate("(seq) => window.painted[seq]", seq))
    if board.locator(".called .number").get_attribute("data-number") != number:
        raise Unexpected(f"{number} was called and something else is painted")
    board.wait_for_timeout(PAUSE_MS)
    return painted_ms - began_ms
