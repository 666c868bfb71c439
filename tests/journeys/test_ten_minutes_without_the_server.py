"""The server is away for ten minutes of a busy hall: two kiosks go on, and nothing is lost.

The presses of ten minutes come as fast as slips can be printed. Meanwhile one kiosk's program is
killed outright, and the other's printer breaks off in the middle of a slip.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.journeys.hall import HALL_ID, PATIENCE_S, Hall, eventually
from tests.journeys.kiosks import Given, Kiosk, at_once, own_kiosk, second_kiosk
from tests.journeys.slips import AMID_A_SLIP

QUEUES = ("registration", "licences")
PRESSES = 16  # at each kiosk: a press every 40 s or so, as in a hall with 170 people waiting
WINDOW = f"/halls/{HALL_ID}/windows/1"


@pytest.fixture
def kiosks(hall: Hall, tmp_path: Path) -> Iterator[list[Kiosk]]:
    """Both kiosks, standing by; the second one is gone afterwards."""
    both = [own_kiosk(hall), second_kiosk(hall, tmp_path)]
    for kiosk in both:
        kiosk.wait_until_standing_by()
        kiosk.wait_until_ready()
    yield both
    both[1].kill()
    printer = hall.programs.programs.running.pop("printer-2")
    printer.terminate()
    printer.wait(PATIENCE_S)


def test_nothing_is_lost_nothing_is_doubled_and_the_order_of_arrival_is_kept(
    hall: Hall, kiosks: list[Kiosk]
) -> None:
    first, second = kiosks
    queues = [hall.queue(code)["queue_id"] for code in QUEUES]
    earlier = hall.rows("SELECT coalesce(max(id), 0) AS last FROM ticket")[0]["last"]
    before = [hall.issue(code) for code in QUEUES]
    hall.crash_server()
    for kiosk in kiosks:
        kiosk.wait_until_alone()

    moment = threading.Event()
    at_once(
        lambda: press_on(first, queues, after=5, then=moment.set),
        lambda: press_on(second, queues, after=9, then=lambda: break_a_slip(second, queues)),
        meanwhile=lambda: kill_while_pressed(first, moment),
    )
    hall.programs.start_server()
    given = [each for kiosk in kiosks for each in kiosk.given]
    eventually(lambda: len(stored(hall, earlier)) == len(given) + len(before), within_s=60)
    after = [hall.issue(code) for code in QUEUES]

    tickets = stored(hall, earlier)
    assert len(given) == 2 * PRESSES + 1  # and the one whose slip broke off
    assert all(each.offline for each in given)
    assert Counter(tickets) == Counter([*before, *(each.number for each in given), *after])
    assert all(serial(b) == serial(a) + 1 for a, b in zip(before, after, strict=True))
    for kiosk in kiosks:
        expect_order(hall, kiosk.given)
        expect_slips(hall, kiosk)
    expect_calls_by_arrival(hall, before[0], [e for e in given if e.number[0] == before[0][0]])
    events = hall.rows("SELECT seq FROM event WHERE hall_id = ? ORDER BY seq", HALL_ID)
    assert [row["seq"] for row in events] == list(range(1, len(events) + 1))


def press_on(kiosk: Kiosk, queues: list[int], *, after: int, then: Callable[[], object]) -> None:
    """Citizens come one after another; after so many of them something happens."""
    chance = random.Random(kiosk.code)
    for n in range(PRESSES):
        kiosk.press(chance.choice(queues))
        if n == after:
            then()


def kill_while_pressed(kiosk: Kiosk, moment: threading.Event) -> None:
    """Kill the program while people press; start it again."""
    assert moment.wait(4 * PATIENCE_S)
    came_out = len(kiosk.slips())
    eventually(lambda: len(kiosk.slips()) > came_out)
    kiosk.kill()
    kiosk.start()


def break_a_slip(kiosk: Kiosk, queues: list[int]) -> None:
    """Let the printer hang up in the middle of a slip, and be well again."""
    kiosk.turn_printer(drop_after_bytes=AMID_A_SLIP)
    assert kiosk.press(queues[1]).slip == "unknown"
    kiosk.wait_until_ready()


def stored(hall: Hall, after: int) -> list[str]:
    """The numbers of all tickets that were not void, in the order they were written down."""
    query = "SELECT number FROM ticket WHERE id > ? AND state <> 'void' ORDER BY id"
    return [row["number"] for row in hall.rows(query, after)]


def serial(number: str) -> int:
    return int(number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def expect_order(hall: Hall, given: list[Given]) -> None:
    """Each stands where its citizen came, by the server's clock as by the citizen's."""
    joined = [joined_at(hall, each.number) for each in given]
    assert joined == sorted(joined)
    # The server's clock and ours are one machine's; a second for what the network takes.
    outside = [
        each.number
        for each, at in zip(given, joined, strict=True)
        if not each.began.timestamp() - 1 <= at.timestamp() <= each.ended.timestamp() + 1
    ]
    assert outside == []


def joined_at(hall: Hall, number: str) -> datetime:
    query = "SELECT id FROM ticket WHERE number = ? ORDER BY id DESC LIMIT 1"
    ticket_id = hall.rows(query, number)[0]["id"]
    ticket = hall.get(f"/halls/{HALL_ID}/tickets/{ticket_id}", login="reception")
    assert (ticket["offline"], ticket["state"]) == (True, "waiting")
    return datetime.fromisoformat(ticket["joined_at"])


def expect_slips(hall: Hall, kiosk: Kiosk) -> None:
    """Whoever was told that a slip was printed holds one; nobody holds two."""
    slips = kiosk.slips()
    for each in kiosk.given:
        mine = [text for text in slips if f"{each.number[0]} {each.number[1:]}" in text]
        assert len(mine) <= 1, each
        if each.slip == "printed":
            assert len(mine) == 1, each
            assert "等候人数暂时未知" in mine[0]
        told = "SELECT slip FROM ticket WHERE number = ? ORDER BY id DESC LIMIT 1"
        assert hall.rows(told, each.number)[0]["slip"] == each.slip


def expect_calls_by_arrival(hall: Hall, first: str, given: list[Given]) -> None:
    """The window calls who came before the cut, then who came during it, one after another."""
    in_order = [first, *sorted((e.number for e in given), key=lambda n: joined_at(hall, n))]
    hall.post(f"{WINDOW}/open", {"take_over": False}, login="clerk1")
    queue_id = hall.queue(QUEUES[0])["queue_id"]
    called = []
    while len(called) < len(in_order):
        desk = hall.post(f"{WINDOW}/call-next", {}, login="clerk1")
        ticket = desk["current"]["ticket"]
        if ticket["queue_id"] == queue_id:
            called.append(ticket["number"])
        hall.post(f"{WINDOW}/start", {}, login="clerk1")
        hall.post(f"{WINDOW}/finish", {"outcome": "accepted", "note": None}, login="clerk1")
    assert called == in_order
