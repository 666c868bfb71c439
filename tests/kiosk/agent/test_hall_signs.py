"""Signs that follow a board, on a simulated line: what they show, and never what is over."""

import time
from dataclasses import replace

import pytest

from display.board import from_json
from drivers.sign.device import SignDriver
from drivers.sign.makes import MAKES, Place
from drivers.sign.sign_simulator import SignSimulator
from drivers.transports.paced import PacedLine
from drivers.transports.urls import line_for
from kiosk.agent.sign_wording import read_wording
from kiosk.agent.signs import FLASH_S, CombinedScreen, HallSigns, Strip
from kiosk.agent.supervisor import Supervised

PATIENCE_S = 20.0
EMPTY = from_json(
    {
        "hall_id": 1,
        "day": "2026-11-24",
        "seq": 0,
        "waiting": {"1": 0},
        "calls": [],
        "passed": [],
        "windows": {
            "3": {"window": "3", "zone_id": 1, "state": "open"},
            "5": {"window": "5", "zone_id": 1, "state": "open"},
        },
        "queues": {"1": {"open": True}},
    }
)
PLACES = {
    "three": Place(address=3, cells=12),
    "five": Place(address=5, cells=12),
    "top": Place(address=21, cells=16),
    "below": Place(address=22, cells=16),
}
SIGNS = (
    Strip(place="three", window="3", cells=12),
    Strip(place="five", window="5", cells=12),
    CombinedScreen(places=("top", "below"), cells=16),
)
IDLE = {"3": "欢迎光临", "5": "欢迎光临", "21": "欢迎光临", "22": ""}


class Hall:
    """A board that a test changes, and the signs that follow it."""

    def __init__(self, simulator, *, make, port):
        self.simulator = simulator
        self.board = EMPTY
        self.now_s = 1000.0
        runner = HallSigns(
            "strips",
            new_line=lambda: PacedLine(line_for(str(port)), pause_s=0.01, baud=57600),
            new_driver=lambda line: SignDriver(line, make=MAKES[make], places=PLACES),
            signs=SIGNS,
            wording=read_wording(),
            board=lambda: self.board,
            zone_id=lambda: None,
            clock=lambda: self.now_s,
        )
        self.device = Supervised(runner, first_delay_s=0.05)
        self.device.start()

    def call(self, n, window, *, state="called", calls=1):
        ticket = {
            "ticket_id": n,
            "number": f"A{n:03}",
            "queue_id": 1,
            "zone_id": 1,
            "visit_id": 100 + n,
            "window_id": int(window),
            "window": window,
            "place": None,
            "state": state,
            "calls": calls,
            "called_at": f"2026-11-24T01:00:{n:02}.000Z",
            "speak_until": None,
        }
        document = {
            "hall_id": 1,
            "day": "2026-11-24",
            "seq": self.board.seq + 1,
            "waiting": {"1": 0},
            "calls": [ticket],
            "passed": [],
            "windows": {},
            "queues": {},
        }
        new = from_json(document).calls
        others = tuple(c for c in self.board.calls if c.window != window)
        self.board = replace(self.board, seq=self.board.seq + 1, calls=(*new, *others))

    def clear(self, window, state="open"):
        sign = replace(self.board.windows[int(window)], state=state)
        self.board = replace(
            self.board,
            calls=tuple(c for c in self.board.calls if c.window != window),
            windows={**self.board.windows, int(window): sign},
        )

    def settle(self, **texts):
        """Wait until the signs show this; the others what they show when idle."""
        wanted = {**IDLE, **{address.removeprefix("at"): text for address, text in texts.items()}}
        until_s = time.monotonic() + PATIENCE_S
        while self.simulator.texts != wanted:
            assert time.monotonic() < until_s, self.simulator.texts
            time.sleep(0.01)

    def let_time_pass_until(self, holds):
        """Let the runner's clock go on in small steps."""
        until_s = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < until_s, self.simulator.texts
            self.now_s += 0.1
            time.sleep(0.02)

    def mute(self):
        return self.device.health()["mute"]

    def end(self):
        self.device.ask_to_stop()
        assert self.device.join(PATIENCE_S)


@pytest.fixture
def start(tmp_path):
    running = []

    def start(make="strip"):
        link = tmp_path / "signs"
        simulator = SignSimulator(make=make, addresses=[3, 5, 21, 22], link=link)
        simulator.start()
        hall = Hall(simulator, make=make, port=link)
        running.append((hall, simulator))
        return hall

    yield start
    for hall, simulator in running:
        hall.end()
        simulator.stop()


def test_a_day_at_two_windows(start):
    hall = start()
    hall.settle()

    hall.call(7, "3")
    hall.settle(at3="请A007号", at21="请A007到3号窗口")
    hall.call(8, "5")
    hall.settle(at3="请A007号", at5="请A008号", at21="请A008到5号窗口", at22="请A007到3号窗口")
    hall.call(7, "3", state="serving")
    hall.settle(at3="正在办理A007", at5="请A008号", at21="A007到3号窗口", at22="请A008到5号窗口")
    hall.clear("3")
    hall.settle(at5="请A008号", at21="请A008到5号窗口")
    hall.clear("5", "paused")
    hall.settle(at5="暂停服务")
    hall.clear("5", "closed")
    hall.clear("3", "closed")
    hall.settle(at3="暂停服务", at5="暂停服务")


def test_while_the_server_is_away_no_number_stands(start):
    hall = start()
    hall.call(7, "3")
    hall.settle(at3="请A007号", at21="请A007到3号窗口")
    before = hall.board

    hall.board = None
    hall.settle()

    hall.board = before
    hall.settle(at3="请A007号", at21="请A007到3号窗口")


def test_when_the_program_ends_no_number_stands(start):
    hall = start()
    hall.call(7, "3")
    hall.call(8, "5")
    hall.settle(at3="请A007号", at5="请A008号", at21="请A008到5号窗口", at22="请A007到3号窗口")

    hall.end()

    hall.settle()


def test_a_new_call_flashes_and_then_stands_still(start):
    hall = start()
    hall.settle()
    hall.call(7, "3")
    hall.settle(at3="请A007号", at21="请A007到3号窗口")

    hall.now_s += 0.6
    hall.settle(at3="", at21="请A007到3号窗口")
    hall.now_s += 0.5
    hall.settle(at3="请A007号", at21="请A007到3号窗口")
    hall.now_s += FLASH_S
    hall.settle(at3="请A007号", at21="请A007到3号窗口")
    told = len(hall.simulator.history)
    hall.call(7, "3", calls=2)
    hall.let_time_pass_until(lambda: [t.text.strip() for t in hall.simulator.history[told:]] != [])
    assert hall.simulator.history[told].text.strip() == ""
    hall.now_s += FLASH_S
    hall.settle(at3="请A007号", at21="请A007到3号窗口")


def test_what_was_called_before_the_program_began_does_not_flash(start):
    hall = start()
    hall.board = None
    hall.settle()
    hall.board = EMPTY
    hall.call(7, "3")
    hall.settle(at3="请A007号", at21="请A007到3号窗口")

    hall.now_s += 0.6
    hall.call(8, "5")
    hall.settle(at3="请A007号", at5="请A008号", at21="请A008到5号窗口", at22="请A007到3号窗口")


def test_signs_that_lost_power_are_told_again_by_themselves(start):
    hall = start()
    hall.call(7, "3")
    hall.settle(at3="请A007号", at21="请A007到3号窗口")
    hall.simulator.power_cut()
    assert hall.simulator.texts["3"] == ""

    hall.now_s += 31
    hall.settle(at3="请A007号", at21="请A007到3号窗口")


def test_a_pulled_cable_is_one_device_down_and_comes_back_with_the_truth(start):
    hall = start()
    hall.call(7, "3")
    hall.settle(at3="请A007号", at21="请A007到3号窗口")

    hall.simulator.unplug()
    hall.clear("3", "paused")
    until_s = time.monotonic() + PATIENCE_S
    while hall.device.state.state != "down":
        assert time.monotonic() < until_s
        time.sleep(0.01)
    assert hall.simulator.texts["3"] == "请A007号"

    hall.simulator.plug()
    hall.settle(at3="暂停服务")
    assert hall.device.state.state == "up"


def test_a_window_that_the_hall_does_not_have_is_named(start):
    hall = start()
    hall.settle()
    assert hall.device.health()["no_such_window"] == []

    hall.board = replace(hall.board, windows={3: EMPTY.windows[3]})
    hall.let_time_pass_until(lambda: hall.device.health()["no_such_window"] == ["5"])

    hall.settle()


@pytest.mark.parametrize("make", ["modbus", "bx5"])
def test_a_sign_that_does_not_confirm_is_named_and_holds_up_no_other(start, make):
    hall = start(make)
    hall.settle()
    assert hall.mute() == []

    hall.simulator.turn(refuses=True)
    hall.call(7, "3")
    hall.let_time_pass_until(lambda: "three" in hall.mute())

    hall.simulator.turn(refuses=False)
    hall.now_s += 10
    hall.settle(at3="请A007号", at21="请A007到3号窗口")
    hall.let_time_pass_until(lambda: not hall.mute())
