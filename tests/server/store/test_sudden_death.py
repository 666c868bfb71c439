"""A server that is killed has kept everything it has answered."""

import signal
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pytest

from server.domain.clock import SystemClock
from tests.server.acting import SmallHall, build_hall

REPOSITORY = Path(__file__).parents[3]

ISSUE_FOR_EVER = textwrap.dedent(
    """
    import sys, threading
    from server.domain.clock import SystemClock
    from server.store.database import Database
    from tests.server.acting import SmallHall

    clock = SystemClock()
    hall = SmallHall(Database(sys.argv[1], clock=clock), clock, "small")

    def issue():
        while True:
            number = hall.issue("A")
            sys.stdout.write(number + "\\n")
            sys.stdout.flush()

    for _ in range(4):
        threading.Thread(target=issue).start()
    """
)


@pytest.fixture
def hall(any_url, open_database):
    clock = SystemClock()
    return build_hall(any_url, open_database(any_url, clock=clock), clock, issue_outside_hours=True)


def test_every_number_that_was_answered_is_there_after_a_kill(hall, any_url):
    answered = []
    for enough in (40, 80):
        with subprocess.Popen(
            [sys.executable, "-c", ISSUE_FOR_EVER, any_url],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        ) as server:
            for line in server.stdout:
                answered.append(line.strip())
                if len(answered) >= enough and server.poll() is None:
                    server.send_signal(signal.SIGKILL)
        assert server.returncode == -signal.SIGKILL

    stored = Counter(ticket.number for ticket in hall.tickets())
    assert set(answered) <= set(stored)
    assert max(Counter(answered).values()) == max(stored.values()) == 1
    assert len(hall.events()) == len(stored) == hall.seq()
    assert sorted(stored) == [f"A{n:03}" for n in range(1, len(stored) + 1)]
    assert hall.issue("A") == f"A{len(stored) + 1:03}"


def test_the_hall_reads_as_before(hall, open_database, any_url):
    hall.issue("A")

    again = SmallHall(open_database(any_url), hall.clock, "small")

    assert again.board() == hall.board()
