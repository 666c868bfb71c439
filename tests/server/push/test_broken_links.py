"""Displays whose links break at random, in a hall that goes on."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from display.board import to_json
from tests.server.push.busy_hall import BusyHall
from tests.server.push.following import Follower

COMMANDS = 100


@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_loses_the_link_again_and_again_shows_what_the_server_shows(
    hall, port, people, clock, seed
):
    luck = random.Random(seed)
    busy = BusyHall(people, luck)
    busy.open()
    is_over = threading.Event()
    followers = [Follower(port, hall.hall_id) for _ in range(3)]

    def is_last(board):
        return is_over.is_set() and board.seq == hall.seq()

    with ThreadPoolExecutor(len(followers)) as pool:
        shown = [
            pool.submit(follower.follow, is_last, luck=random.Random(f"{seed} {n}"))
            for n, follower in enumerate(followers)
        ]
        busy.kiosk.issue("A")  # so that all of them may have a board before the first call
        first = hall.seq()
        for _ in range(COMMANDS):
            clock.forward(milliseconds=luck.choice([0, 0, 1, 700]))
            busy.go_on()
        is_over.set()
        boards = [future.result(timeout=20) for future in shown]

    board = busy.kiosk.get(busy.kiosk.hall("/board")).body
    events = hall.events()
    assert first < len(events)
    for follower, followed in zip(followers, boards, strict=True):
        assert to_json(followed) == board
        assert follower.links > 3
        assert follower.snapshots == 1
        begun = len(events) - len(follower.applied)
        assert follower.applied == events[begun:]
        assert max(Counter(calls(follower.applied)).values()) == 1
        assert calls(follower.applied) == calls(events[begun:])


def calls(events):
    """Every call and recall: (visit, how manieth)."""
    return [
        (event["body"]["visit_id"], event["body"]["calls"])
        for event in events
        if event["kind"] in ("ticket.called", "ticket.recalled")
    ]
