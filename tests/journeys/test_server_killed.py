"""The server is killed in the middle of everything: what it acknowledged is true afterwards."""

import random
import time
from collections import Counter
from datetime import UTC, datetime
from sqlite3 import Row

from playwright.sync_api import Page

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import HALL_ID, Hall, eventually
from tests.journeys.traffic import Traffic

QUEUES = ("registration", "licences")
SEATS = {1: "clerk1", 2: "clerk2", 3: "clerk3"}  # the windows that serve them
KILLS = 3


class Earlier:
    """What other journeys left in the hall."""

    def __init__(self, hall: Hall) -> None:
        self.ticket = hall.rows("SELECT coalesce(max(id), 0) AS last FROM ticket")[0]["last"]
        self.visit = hall.rows("SELECT coalesce(max(id), 0) AS last FROM visit")[0]["last"]
        self.slips = len(hall.slips())


def test_a_killed_server_loses_nothing_and_says_nothing_twice(
    hall: Hall, display: Page, console: Page, open_page: OpenPage
) -> None:
    queues = [hall.queue(code) for code in QUEUES]
    zone_url = f"{hall.server}/display/{HALL_ID}/zone/{queues[0]['zone_id']}"
    zone = open_page(zone_url, width=1920, height=1080)
    people.sit_down(console, hall.server, login="clerk1", window="1")
    earlier = Earlier(hall)
    traffic = Traffic(hall)

    traffic.start([queue["queue_id"] for queue in queues], SEATS)
    for _ in range(KILLS):
        traffic.wait_for_calls(random.randint(2, 8))
        time.sleep(random.uniform(0, 0.3))
        hall.crash_server()
        hall.programs.start_server()
    traffic.wait_for_calls(len(SEATS))
    traffic.stop()

    expect_nothing_lost_or_doubled(hall, traffic, earlier)
    expect_no_gap_between_events(hall)
    expect_screens_to_show_the_board(hall, display, zone, console)
    expect_every_fresh_call_spoken_once(hall, traffic)


def expect_nothing_lost_or_doubled(hall: Hall, traffic: Traffic, earlier: Earlier) -> None:
    """Every acknowledged number and call is there once, and there is none beside them."""
    # Void: the server gave it, and could not say so any more to the kiosk, which gave another.
    valid = "SELECT id, number, lease_id FROM ticket WHERE id > ? AND state <> 'void'"
    alone = sorted(traffic.given_alone)
    eventually(lambda: sorted(given_alone(hall.rows(valid, earlier.ticket))) == alone)
    tickets = hall.rows(valid, earlier.ticket)
    assert {t["id"]: t["number"] for t in tickets if t["lease_id"] is None} == traffic.tickets
    numbers = [t["number"] for t in tickets]
    assert len(set(numbers)) == len(numbers)
    calls = hall.rows("SELECT ticket_id FROM visit WHERE id > ?", earlier.visit)
    visits = [row["ticket_id"] for row in calls]
    assert sorted(visits) == sorted(traffic.called)
    assert len(set(visits)) == len(visits)
    slips = Counter(line for slip in hall.slips()[earlier.slips :] for line in slip["lines"])
    assert [n for n in traffic.printed if slips[f"{n[0]} {n[1:]}"] != 1] == []
    assert traffic.printed != []
    told = "SELECT number FROM ticket WHERE slip = 'printed' AND id > ?"
    eventually(
        lambda: {row["number"] for row in hall.rows(told, earlier.ticket)} == set(traffic.printed)
    )


def given_alone(tickets: list[Row]) -> list[str]:
    """The numbers among them that the kiosk gave by itself."""
    return [ticket["number"] for ticket in tickets if ticket["lease_id"] is not None]


def expect_no_gap_between_events(hall: Hall) -> None:
    events = hall.rows("SELECT seq FROM event WHERE hall_id = ? ORDER BY seq", HALL_ID)
    assert [row["seq"] for row in events] == list(range(1, len(events) + 1))


def expect_screens_to_show_the_board(hall: Hall, display: Page, zone: Page, console: Page) -> None:
    calls = [(call["number"], call["window"]) for call in hall.board()["calls"]]
    assert len(calls) == len(SEATS)
    eventually(lambda: people.calls_on(display) == calls)
    eventually(lambda: people.calls_on(zone) == calls)
    waiting = hall.board()["waiting"]
    shown = [waiting[str(hall.queue(code)["queue_id"])] for code in QUEUES]
    eventually(lambda: people.waiting_on(zone)[: len(QUEUES)] == shown)
    number_at = {window: number for number, window in calls}
    people.expect_situation(console, "called")
    people.expect_number(console, ".current", number_at["1"])


def expect_every_fresh_call_spoken_once(hall: Hall, traffic: Traffic) -> None:
    board = hall.board()
    fresh = [c for c in board["calls"] if datetime.fromisoformat(c["speak_until"]) > now()]
    assert fresh != []
    sentences = [people.spoken(call["number"], call["window"]) for call in fresh]

    def all_spoken() -> bool:
        traffic.listen()
        return set(sentences) <= {text for text, _ in traffic.heard}

    eventually(all_spoken)
    for window_id in SEATS:
        eventually(lambda w=window_id: hall.desk(w)["current"]["announced"] == "spoken")
    # A call is said twice, the first time after a chime: said anew it would be of equal length.
    assert [said for said, times in Counter(traffic.heard).items() if times > 1] == []


def now() -> datetime:
    return datetime.now(UTC)
