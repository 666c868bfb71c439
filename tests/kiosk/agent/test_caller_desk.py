"""A caller pad at a station: keys become commands, once; digits and beeps say what came of it."""

import threading
import time
from dataclasses import replace

import pytest

from display.board import from_json
from drivers.caller.caller_simulator import CallerSimulator
from drivers.caller.device import CallerPad
from drivers.caller.protocol import PadAction
from drivers.evaluator.profile_files import load_profile
from drivers.transports.urls import line_for
from kiosk.agent.caller import DONE, NOT_DONE, REFRESH_S, CallerDesk, pad_keys
from kiosk.agent.supervisor import Supervised
from kiosk.agent.window_link import PadWindow, Refused

FF68 = load_profile("ff68-keypad")
PATIENCE_S = 20.0
CALL, RECALL, EVALUATE = b"\x0c", b"\x0d", b"\x0b"
PASS, SUSPEND, CALL_BACK = b"\x06\x0f", b"\x00\x0f", b"\x03\x0f"
ONE_METRE_LINE, PAUSE, TRANSFER = b"\x11", b"\x12", b"\x13"
BOARD = from_json(
    {
        "hall_id": 1,
        "day": "2026-11-24",
        "seq": 0,
        "waiting": {"1": 12},
        "calls": [],
        "passed": [],
        "windows": {"3": {"window": "3", "zone_id": 1, "state": "open"}},
        "queues": {"1": {"open": True}},
    }
)
FREE = {"window_id": 3, "number": "3", "state": "open", "ticket": None, "waiting": 12, "seq": 0}


def window(**changes):
    return PadWindow.model_validate({**FREE, **changes})


class Link:
    """The window at a server that a test plays."""

    def __init__(self):
        self.window = window()
        self.answers = {}
        self.commands = []
        self.free = threading.Event()
        self.free.set()

    def look(self):
        return self.window

    def command(self, name, body):
        self.commands.append((name, body))
        assert self.free.wait(PATIENCE_S)
        answer = self.answers.get(name, self.window)
        if isinstance(answer, PadWindow):
            self.window = answer
        return answer


class Desk:
    def __init__(self, simulator, port, *, keys):
        self.pad = simulator
        self.link = Link()
        self.board = BOARD
        self.passed_s = 0.0
        runner = CallerDesk(
            "pad",
            new_line=lambda: line_for(str(port)),
            new_pad=lambda line: CallerPad(line, profile=FF68, address=1),
            keys=keys,
            link=self.link,
            board=lambda: self.board,
            clock=lambda: time.monotonic() + self.passed_s,
        )
        self.device = Supervised(runner, first_delay_s=0.05)
        self.device.start()

    def press(self, keys):
        """Press, and wait until the station has heard it."""
        self.pad.press(keys)
        self.settle(lambda: self.pad.unanswered == 0)

    def happens(self, **changes):
        """Something happens in the hall that every station hears of."""
        self.board = replace(self.board, seq=self.board.seq + 1, **changes)

    def settle(self, holds):
        until_s = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < until_s, (self.pad.ticket, self.pad.waiting, self.pad.beeps)
            time.sleep(0.01)

    def refused(self):
        return self.device.health()["refused"]

    def end(self):
        self.device.ask_to_stop()
        assert self.device.join(PATIENCE_S)


@pytest.fixture
def start(tmp_path):
    running = []

    def start(*, transfer_to=None, finish_outcome=None):
        simulator = CallerSimulator(profile=FF68, link=tmp_path / "pad")
        simulator.start()
        keys = pad_keys(
            suspend_kind="awaiting_step", transfer_to=transfer_to, finish_outcome=finish_outcome
        )
        desk = Desk(simulator, tmp_path / "pad", keys=keys)
        running.append((desk, simulator))
        return desk

    yield start
    for desk, simulator in running:
        desk.link.free.set()
        desk.end()
        simulator.stop()


@pytest.fixture
def desk(start):
    desk = start()
    desk.settle(lambda: desk.pad.waiting == "012")
    return desk


def test_a_call_shows_the_number_and_beeps_once(desk):
    desk.link.answers["call-next"] = window(ticket={"number": "A1023", "state": "called"}, seq=1)

    desk.press(CALL)

    desk.settle(lambda: desk.pad.ticket == "023")
    desk.settle(lambda: desk.pad.beeps == DONE)
    assert desk.link.commands == [("call-next", {})]
    assert desk.pad.waiting == ""
    assert desk.refused() is None


def test_every_key_is_the_consoles_command(start):
    desk = start(transfer_to={"window": "5"}, finish_outcome="accepted")
    desk.settle(lambda: desk.pad.waiting == "012")
    keys = [CALL, RECALL, ONE_METRE_LINE, PASS, SUSPEND, CALL_BACK, PAUSE, TRANSFER, EVALUATE]

    for n, key in enumerate(keys, start=1):
        desk.press(key)
        desk.settle(lambda n=n: desk.pad.beeps == n * DONE)

    assert desk.link.commands == [
        ("call-next", {}),
        ("recall", {}),
        ("start", {}),
        ("pass", {}),
        ("suspend", {"kind": "awaiting_step"}),
        ("call-back", {}),
        ("pause", {}),
        ("transfer", {"window": "5"}),
        ("finish", {"outcome": "accepted"}),
    ]


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (TRANSFER, f"no_{PadAction.TRANSFER}"),
        (EVALUATE, f"no_{PadAction.EVALUATE}"),
        (b"\x0e", f"no_{PadAction.CANCEL}"),
        (b"\x09\x0f", "no_such_key"),
    ],
)
def test_what_a_pad_cannot_say_is_refused_without_asking_anybody(desk, keys, why):
    desk.press(keys)

    desk.settle(lambda: desk.pad.beeps == NOT_DONE)
    assert desk.link.commands == []
    assert desk.refused() == why


def test_a_refusal_of_the_server_is_three_beeps_and_changes_nothing(desk):
    desk.link.answers["call-next"] = Refused("queue_empty")

    desk.press(CALL)

    desk.settle(lambda: desk.pad.beeps == NOT_DONE)
    assert desk.refused() == "queue_empty"
    assert desk.pad.waiting == "012"


def test_the_pad_is_answered_at_once_while_the_server_thinks_and_takes_one_command_only(desk):
    desk.link.free.clear()

    desk.press(PAUSE)
    desk.press(CALL)

    desk.settle(lambda: desk.pad.beeps == NOT_DONE)
    assert desk.refused() == "busy"
    desk.link.free.set()
    desk.settle(lambda: desk.pad.beeps == NOT_DONE + DONE)
    assert desk.link.commands == [("pause", {})]


def test_a_pad_that_does_not_hear_its_echo_calls_one_person_only(desk):
    desk.pad.turn(deaf=True)
    desk.pad.press(CALL)
    desk.settle(lambda: len([x for x in desk.pad.log if x.sender == "device"]) >= 4)
    desk.pad.turn(deaf=False)

    desk.settle(lambda: desk.pad.unanswered == 0)
    assert desk.link.commands == [("call-next", {})]


def test_what_happens_at_the_console_is_seen_on_the_pad(desk):
    desk.link.window = window(ticket={"number": "A007", "state": "called"}, seq=1)
    desk.happens(windows={3: replace(BOARD.windows[3], state="paused")})
    desk.settle(lambda: desk.pad.ticket == "007")

    desk.link.window = window(state="closed", seq=2)
    desk.happens(windows={3: replace(BOARD.windows[3], state="closed")})
    desk.settle(lambda: desk.pad.ticket == "")
    assert desk.pad.waiting == ""
    assert desk.pad.beeps == 0


def test_more_people_waiting_are_seen_within_seconds(desk):
    desk.link.window = window(waiting=13, seq=1)
    desk.happens(waiting={1: 13})
    desk.passed_s += 5

    desk.settle(lambda: desk.pad.waiting == "013")


def test_news_that_is_older_than_what_the_command_said_is_not_shown(desk):
    desk.link.answers["call-next"] = window(ticket={"number": "A007", "state": "called"}, seq=9)
    desk.press(CALL)
    desk.settle(lambda: desk.pad.ticket == "007")

    desk.link.window = window(seq=3)
    desk.happens(windows={3: replace(BOARD.windows[3], state="paused")})
    desk.link.answers["recall"] = Refused("too_soon")
    desk.press(RECALL)

    desk.settle(lambda: desk.pad.beeps == DONE + NOT_DONE)
    assert desk.pad.ticket == "007"


def test_without_the_server_the_pad_is_dark_and_refuses(desk):
    desk.board = None
    desk.settle(lambda: desk.pad.waiting == "")

    desk.press(CALL)

    desk.settle(lambda: desk.pad.beeps == NOT_DONE)
    assert (desk.refused(), desk.link.commands) == ("away", [])
    desk.board = BOARD
    desk.settle(lambda: desk.pad.waiting == "012")


def test_a_digit_lost_on_the_line_is_told_again(desk):
    desk.pad.turn(deaf=True)
    desk.link.window = window(ticket={"number": "A007", "state": "called"}, seq=1)
    desk.happens(windows={3: replace(BOARD.windows[3], state="paused")})
    shown = bytes.fromhex("FF 68 08 08 68 01 02 0A 0A 0A 00 00 07")
    desk.settle(lambda: shown in b"".join(x.payload for x in desk.pad.log if x.sender == "host"))
    assert desk.pad.ticket == ""

    desk.pad.turn(deaf=False)
    desk.passed_s += REFRESH_S

    desk.settle(lambda: desk.pad.ticket == "007")


def test_a_pulled_cable_is_a_device_down_and_the_pad_comes_back_with_what_is_true(desk):
    desk.pad.unplug()
    desk.settle(lambda: desk.device.state.state == "down")
    desk.link.window = window(ticket={"number": "A007", "state": "serving"}, seq=1)
    desk.happens(windows={3: replace(BOARD.windows[3], state="paused")})

    desk.pad.plug()

    desk.settle(lambda: desk.pad.ticket == "007")
    assert desk.device.state.state == "up"


def test_when_the_program_ends_the_pad_is_dark(desk):
    desk.end()

    desk.settle(lambda: desk.pad.waiting == "")
