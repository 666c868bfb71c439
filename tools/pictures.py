"""Takes the README's pictures: a demonstration with some life in it, and its real screens.

For maintainers: `python -m tools.pictures` writes `docs/*.png`.
"""

from __future__ import annotations

import io
import json
import random
import sqlite3
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import launch
from tools.programs import ROOT, CannotStart
from tools.whole_hall import Ports, WholeHall, demand_free

DOCS = ROOT / "docs"
MOST_BYTES = 250_000
PASSWORD = "budayang-demo"
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
CAME_WITHIN_MIN = 24  # how long ago the first one came

# Who waits when the pictures are taken, by the queue's code.
WAITING = {
    "registration": 4,
    "licences": 3,
    "tax": 6,
    "approval": 2,
    "construction": 1,
    "social-insurance": 9,
    "health-insurance": 7,
    "property": 8,
    "housing-fund": 5,
    "human-resources": 3,
    "household": 6,
    "civil-affairs": 2,
    "transport": 4,
    "utilities": 1,
}
SERVING = ("7", "8", "10", "12", "4")  # windows, the earliest call first
CALLING = ("11", "6", "3")  # the last of them stands in the large place
AT_THE_CONSOLE = "2"
CONSOLE_ITEM = "公司变更登记"
SLIP_ITEM = "内资公司设立登记"


class Life:
    """Citizens and clerks of the demonstration, acting through the API."""

    def __init__(self, hall: WholeHall) -> None:
        self.server = f"http://127.0.0.1:{hall.ports.server}"
        self._kiosk = (hall.data / "tokens" / "kiosk-1.token").read_text()
        self._tokens: dict[str, str] = {}
        catalogue = self._ask("/halls/1/catalogue", token=self._kiosk)
        self._queues = {queue["code"]: queue["queue_id"] for queue in catalogue["hall"]["queues"]}
        self._windows = {w["number"]: w["window_id"] for w in catalogue["hall"]["windows"]}
        self._items = {item["name"]: item["item_id"] for item in catalogue["items"]}

    def come(self, **wish: str) -> Any:
        """Take a number, by `queue` (its code) or by `item` (its name)."""
        of = {"queue_id": self._queues[wish["queue"]]} if "queue" in wish else {}
        of |= {"item_id": self._items[wish["item"]]} if "item" in wish else {}
        return self._ask("/halls/1/tickets", {**of, "channel": "kiosk"}, token=self._kiosk)

    def at_window(self, number: str, *steps: str) -> None:
        """Take steps at a window, with the clerk of the same number."""
        window = f"/halls/1/windows/{self._windows[number]}"
        for step in steps:
            body = {"take_over": False} if step == "open" else {}
            self._ask(f"{window}/{step}", body, token=self._token(f"clerk{number}"))

    def _token(self, login: str) -> str:
        if login not in self._tokens:
            answer = self._ask("/login", {"login": login, "password": PASSWORD})
            self._tokens[login] = answer["token"]
        return self._tokens[login]

    def _ask(self, path: str, body: Any = None, *, token: str | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        payload = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.server}/api/v1{path}", payload, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())


def main() -> None:
    """Take all pictures; about half a minute."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        hall = WholeHall(_free_ports(), Path(folder))
        try:
            hall.set_up()
            database = hall.data / "hall.db"
            _open_now(database)
            hall.start()
            life = Life(hall)
            slip_ticket = _let_come(life)
            _let_wait(database)
            _let_work(life)
            with _browser() as browser:
                _take(browser, hall, life, slip_ticket["url"])
        finally:
            hall.end()


def _let_come(life: Life) -> Any:
    """Let people take numbers; returns the ticket whose slip and page are shown."""
    come = [queue for queue, people in WAITING.items() for _ in range(people)]
    random.Random(1).shuffle(come)
    first = ["social-insurance", "health-insurance", "property", "human-resources", "tax"]
    life.come(item=CONSOLE_ITEM)
    for queue in [*first, "housing-fund", "social-insurance", *come]:
        life.come(queue=queue)
    return life.come(item=SLIP_ITEM)


def _let_work(life: Life) -> None:
    """Let clerks call, and begin."""
    life.at_window(AT_THE_CONSOLE, "open")
    for number in SERVING:
        life.at_window(number, "open", "call-next", "start")
    for number in CALLING:
        life.at_window(number, "open", "call-next")
        time.sleep(0.2)


def _take(browser: Browser, hall: WholeHall, life: Life, ticket_url: str) -> None:
    ports = hall.ports
    kiosk = _open(browser, f"http://127.0.0.1:{ports.kiosk}/", 1080, 1920, ".home")
    _keep(kiosk.screenshot(), "kiosk")
    speaker = f"http://127.0.0.1:{ports.hall}"
    display = f"{life.server}/display/1?speaker={speaker}"
    board = _open(browser, display, 1920, 1080, ".caption-text")
    _keep(board.screenshot(), "hall")
    phone = _open(browser, ticket_url, 390, 844, "#facts")
    _keep(phone.screenshot(), "phone")
    console = _open(browser, f"{life.server}/login?next=/console", 420, 800, "#login")
    _sign_in(console)
    console.keyboard.press("n")
    console.locator(".current.called").wait_for()
    console.wait_for_timeout(1500)
    _keep(console.screenshot(), "console")
    _keep(_reception(browser, life.server), "reception")
    _keep(_slip(ports, kiosk), "slip")


def _sign_in(console: Page) -> None:
    console.locator("#login").fill(f"clerk{AT_THE_CONSOLE}")
    console.locator("#password").fill(PASSWORD)
    console.keyboard.press("Enter")
    console.locator(".seat.mine").click()
    console.locator(".dock").wait_for()
    console.wait_for_timeout(500)


def _reception(browser: Browser, server: str) -> bytes:
    """The desk by the door, while somebody is being helped."""
    desk = _open(browser, f"{server}/login", 1280, 800, "#login")
    desk.locator("#login").fill("reception")
    desk.locator("#password").fill(PASSWORD)
    desk.keyboard.press("Enter")
    desk.locator("#wish").wait_for()
    desk.keyboard.type("shbz")
    desk.keyboard.press("Enter")
    desk.locator("[data-sheet=take]").wait_for()
    desk.keyboard.press("3")
    desk.keyboard.press("Enter")
    desk.locator("[data-sheet=ticket]").wait_for()
    desk.wait_for_timeout(800)
    return desk.screenshot()


def _slip(ports: Ports, kiosk: Page) -> bytes:
    """Take a number for an item with a tap, as a citizen does, and fetch the slip's picture."""
    kiosk.evaluate(
        """async (wanted) => {
          const {items} = await (await fetch("/api/catalogue")).json();
          const {item_id} = items.find(({name}) => name === wanted);
          const order = {request_id: crypto.randomUUID(), item_id};
          const headers = {"Content-Type": "application/json"};
          await fetch("/api/tickets", {method: "POST", headers, body: JSON.stringify(order)});
        }""",
        SLIP_ITEM,
    )
    page = f"http://127.0.0.1:{ports.printer_page}/slips"
    with urllib.request.urlopen(f"{page}.json", timeout=10) as answer:
        number = json.loads(answer.read())[-1]["number"]
    with urllib.request.urlopen(f"{page}/{number}.png", timeout=10) as answer:
        return bytes(answer.read())


def _open(browser: Browser, url: str, width: int, height: int, ready: str) -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    page.goto(url)
    page.locator(ready).wait_for()
    page.wait_for_timeout(1000)  # let what grows in come to rest
    return page


def _keep(png: bytes, name: str) -> None:
    """Write a picture, with as many colours as its size allows."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    file = DOCS / f"{name}.png"
    for colours in (256, 128, 64, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size < MOST_BYTES:
            break
    print(f"{file.relative_to(ROOT)}  {picture.width}x{picture.height}  {file.stat().st_size}")


def _open_now(database: Path) -> None:
    """Whoever takes the pictures may do so in the evening."""
    with closing(sqlite3.connect(database)) as db, db:
        calendar = json.loads(db.execute("SELECT calendar FROM hall WHERE id=1").fetchone()[0])
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        session = {"weekdays": EVERY_DAY, "opens": "00:00", "closes": f"{min(23, now.hour + 2)}:30"}
        calendar |= {"sessions": [session], "closed_days": []}
        db.execute("UPDATE hall SET calendar=? WHERE id=1", (json.dumps(calendar),))


def _let_wait(database: Path) -> None:
    """Make everybody have come some minutes earlier, one after another."""
    with closing(sqlite3.connect(database)) as db, db:
        tickets = [row[0] for row in db.execute("SELECT id FROM ticket ORDER BY id")]
        for place, ticket_id in enumerate(tickets):
            ago = f"-{CAME_WITHIN_MIN * 60 * (1 - place / len(tickets)) + 20:.0f} seconds"
            earlier = "strftime('%Y-%m-%d %H:%M:%f000', joined_at, ?)"
            db.execute(
                f"UPDATE ticket SET joined_at={earlier}, order_at={earlier} WHERE id=?",
                (ago, ago, ticket_id),
            )


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def _free_ports() -> Ports:
    for base in range(21_000, 30_000, 20):
        ports = Ports(base)
        try:
            for port in ports.all():
                demand_free(port)
        except CannotStart:
            continue
        return ports
    raise CannotStart("no free ports")


if __name__ == "__main__":
    main()
