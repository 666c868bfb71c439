"""The server as a program: how it answers, how it ends, and what a sudden death costs."""

import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from websocket import WebSocketException

from display.board import to_json
from server.domain.clock import SystemClock
from server.settings import Settings
from server.tokens import Tokens
from tests.server.acting import SmallHall
from tests.server.api.asking import People, over_http
from tests.server.push.following import Follower, free_port
from tests.server.push.program import ROOT, Program

SECRET = "a secret of thirty-two characters"
# Three seconds where nothing else runs; these tests share their machine.
END_WITHIN_S = 15.0


@pytest.fixture
def database(open_database, hall_url):
    """A second way to the server's database file, for what a test wants to know."""
    return open_database(hall_url, clock=SystemClock())


@pytest.fixture
def hall(database):
    """The small hall, at whatever hour the test runs."""
    hall = SmallHall(database, SystemClock(), "small")
    hall.set_policy(issue_outside_hours=True)
    return hall


@pytest.fixture
def program(hall, hall_url):
    program = Program(Settings(database_url=hall_url, secret_key=SECRET, port=free_port()))
    yield program
    program.close()


@pytest.fixture
def port(program):
    return program.port


@pytest.fixture
def people(program, hall):
    wire = over_http(f"http://127.0.0.1:{program.port}")
    return People(wire, hall, Tokens(SECRET, SystemClock()))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by", "whole_group"),
    [(signal.SIGTERM, False), (signal.SIGINT, True)],
    ids=["as a service manager does", "as Ctrl-C in a terminal does"],
)
def test_a_server_with_clients_ends_soon_and_quietly(
    program, listen, people, hall, database, hall_url, by, whole_group
):
    auth = {"hall_id": hall.hall_id}
    displays = [listen("/display", auth) for _ in range(4)]
    listen("/station", {"token": people.station("kiosk").token})
    for link in displays:
        link.catch_up()
    assert program.health().json() == {"status": "ok", "database": "ok"}

    database.close()
    code, took_s, said = program.end(by, whole_group=whole_group)

    assert code == 0
    assert not Path(hall_url.removeprefix("sqlite:///") + "-wal").exists(), "it was not closed"
    assert took_s < END_WITHIN_S
    assert "Traceback" not in said
    with pytest.raises((OSError, WebSocketException)):
        displays[0].hear()
    with pytest.raises(requests.ConnectionError):
        program.health()


@pytest.mark.slow
def test_a_sudden_death_under_load_loses_nothing_that_was_acknowledged(program, people, hall):
    acknowledged = []
    follower = Follower(program.port, hall.hall_id)
    is_over = threading.Event()
    kiosk, clerk = people.station("kiosk"), people.clerk(1)
    clerk.at("1", "open")

    def draw_numbers(name):
        for n in range(10_000):
            try:
                answer = kiosk.issue("A", key=f"{name}-{n}")
            except requests.RequestException:
                return f"{name}-{n}"
            acknowledged.append(answer.body["number"])
        raise AssertionError("nobody ended the server")

    def is_last(board):
        return is_over.is_set() and board.seq == hall.seq()

    with ThreadPoolExecutor(5) as pool:
        shown = pool.submit(follower.follow, is_last, luck=random.Random(3))
        drawing = [pool.submit(draw_numbers, f"kiosk {n}") for n in range(3)]
        clerk.at("1", "call-next")
        while len(acknowledged) < 40:
            clerk.at("1", "recall")

        program.kill()
        unanswered = [future.result() for future in drawing]
        program.start_again()
        repeated = [kiosk.issue("A", key=key).body["number"] for key in unanswered]
        again = [kiosk.issue("A", key=key).body["number"] for key in unanswered]
        is_over.set()
        board = shown.result(timeout=30)

    numbers = [ticket.number for ticket in hall.tickets()]
    assert sorted(numbers) == [f"A{n:03}" for n in range(1, len(numbers) + 1)]
    assert set(acknowledged) <= set(numbers)
    assert again == repeated
    assert sorted(acknowledged + repeated) == sorted(numbers)
    assert [event["seq"] for event in hall.events()] == list(range(1, hall.seq() + 1))
    assert to_json(board) == kiosk.get(kiosk.hall("/board")).body
    assert follower.snapshots == 1
    assert follower.applied == hall.events()[-len(follower.applied) :]


@pytest.fixture
def mark(tmp_path):
    """The file that tells the dying program to die."""
    return tmp_path / "dies"


@pytest.fixture
def dying(hall, hall_url, mark, monkeypatch):
    """The server's program with a power cut in it."""
    monkeypatch.setenv("DIES_WHEN", str(mark))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    settings = Settings(database_url=hall_url, secret_key=SECRET, port=free_port())
    program = Program(settings, program=[str(Path(__file__).with_name("dies_before_sending.py"))])
    yield program
    program.close()


@pytest.mark.slow
def test_a_death_between_commit_and_send_shows_the_call_after_the_restart(dying, hall, mark):
    wire = over_http(f"http://127.0.0.1:{dying.port}")
    people = People(wire, hall, Tokens(SECRET, SystemClock()))
    clerk, kiosk = people.clerk(1), people.station("kiosk")
    clerk.at("1", "open")
    kiosk.issue("A")
    follower = Follower(dying.port, hall.hall_id)
    follower.follow(lambda board: board.seq == hall.seq(), luck=random.Random(1))

    mark.touch()
    with suppress(requests.RequestException):  # the answer may be gone with it
        clerk.at("1", "call-next", key="the-call")
    dying.process.wait(timeout=30)
    dying.process.communicate()
    assert not mark.exists(), "it did not die between commit and send"
    assert hall.state("A001") == "called"
    assert [call.number for call in follower.board.calls] == []
    dying.start_again()
    follower.follow(lambda board: board.seq == hall.seq(), luck=random.Random(1))
    again = clerk.at("1", "call-next", key="the-call")

    assert [(call.number, call.window) for call in follower.board.calls] == [("A001", "1")]
    assert follower.snapshots == 1  # the call was replayed, not hidden in a new snapshot
    assert [event["kind"] for event in follower.applied].count("ticket.called") == 1
    assert again.body["current"]["ticket"]["number"] == "A001"
