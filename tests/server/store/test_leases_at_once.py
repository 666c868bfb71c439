"""Kiosks renew, give and hand up while the server gives numbers, all at the same moment."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.domain.clock import SystemClock
from tests.server.acting import build_hall
from tests.server.leasing import Kiosk

ROUNDS = 8


@pytest.fixture
def hall(any_url, open_database):
    """The small hall on each database, open at any hour, by the machine's own clock."""
    clock = SystemClock()
    hall = build_hall(any_url, open_database(any_url, clock=clock), clock, issue_outside_hours=True)
    hall.set_policy(issue_outside_hours=True, offline_numbers=4)
    return hall


def test_no_number_is_given_twice_and_none_is_lost(hall):
    kiosks = [Kiosk(hall, f"kiosk-{n}") for n in range(4)]
    together = threading.Barrier(len(kiosks) + 2)

    def at_a_kiosk(kiosk):
        given = []
        together.wait(10)
        for _ in range(ROUNDS):
            kiosk.renew()
            day = kiosk.days()[0]
            given += [kiosk.give("A", day=day) for _ in range(2)]
            assert kiosk.hand_up() == [None] * 2
        return given

    def at_the_desk():
        together.wait(10)
        return [hall.issue("A") for _ in range(ROUNDS)]

    with ThreadPoolExecutor(len(kiosks) + 2) as pool:
        works = [pool.submit(at_a_kiosk, kiosk) for kiosk in kiosks]
        works += [pool.submit(at_the_desk) for _ in range(2)]
        given = [number for work in works for number in work.result(120)]

    assert len(given) == ROUNDS * (2 * len(kiosks) + 2)
    assert Counter(t.number for t in hall.tickets()) == Counter(given)
    assert max(Counter(given).values()) == 1
