"""One address, two devices: each driver has a line of its own and hears its own keys only."""

import threading
import time

import pytest

from drivers.caller.caller_simulator import CallerSimulator
from drivers.caller.device import CallerPad
from drivers.caller.protocol import PadAction
from drivers.caller.shared import Part, SharedAddress
from drivers.evaluator.device import EvaluatorKeypad
from drivers.evaluator.profile_files import load_profile
from drivers.transports.errors import LinkLost, NotConnected
from drivers.transports.serial import SerialLine

FF68 = load_profile("ff68-keypad")
PATIENCE_S = 15


@pytest.fixture
def simulator(tmp_path):
    with CallerSimulator(profile=FF68, link=tmp_path / "line", with_keypad=True) as running:
        yield running


@pytest.fixture
def shared(simulator, tmp_path):
    return SharedAddress(lambda: SerialLine(str(tmp_path / "line")), profile=FF68)


class Listener:
    """A thread that listens to the pad, as its runner does."""

    def __init__(self, line):
        self.presses = []
        self.lost = threading.Event()
        self.stopping = threading.Event()
        self._pad = CallerPad(line, profile=FF68, address=1)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self):
        try:
            while not self.stopping.is_set():
                self.presses += self._pad.listen(0.05)
        except (LinkLost, NotConnected):
            self.lost.set()

    def actions(self):
        return [press.action for press in self.presses]

    def stop(self):
        self.stopping.set()
        self._thread.join()


@pytest.fixture
def lines(shared):
    keypad, pad = shared.part(Part.KEYPAD), shared.part(Part.PAD)
    keypad.open()
    pad.open()
    yield keypad, pad
    keypad.close()
    pad.close()


@pytest.fixture
def listener(lines):
    listening = Listener(lines[1])
    yield listening
    listening.stop()


def settle(holds):
    until_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until_s, "it did not come to be"
        time.sleep(0.01)


def test_clerk_and_citizen_press_at_the_same_time(simulator, lines, listener):
    strays = []
    keypad = EvaluatorKeypad(lines[0], profile=FF68, address=1, on_stray=strays.append)
    keypad.arm()
    simulator.press(b"\x12")
    simulator.rate(3)

    answer = keypad.wait(PATIENCE_S)

    assert answer.value == 3
    settle(lambda: listener.actions() == [PadAction.PAUSE])
    settle(lambda: simulator.unanswered == 0)
    assert strays == []


def test_the_keypads_echo_of_our_question_is_not_the_pads_key_to_evaluate(
    simulator, lines, listener
):
    keypad = EvaluatorKeypad(lines[0], profile=FF68, address=1)
    for _ in range(3):
        keypad.arm()

    simulator.press(b"\x0b")

    settle(lambda: listener.presses)
    settle(lambda: simulator.unanswered == 0)
    assert listener.actions() == [PadAction.EVALUATE]


def test_one_part_alone_works_and_leaving_it_does_not_take_the_other_away(simulator, shared):
    pad_line = shared.part(Part.PAD)
    pad_line.open()
    keypad_line = shared.part(Part.KEYPAD)
    keypad_line.open()
    keypad_line.close()
    listener = Listener(pad_line)

    simulator.press(b"\x0c")

    settle(lambda: listener.actions() == [PadAction.CALL_NEXT])
    listener.stop()
    pad_line.close()
    with pytest.raises(NotConnected):
        pad_line.read(0.1)


def test_a_pulled_cable_is_lost_for_both_and_opened_again_by_either(simulator, shared, lines):
    listener = Listener(lines[1])
    simulator.unplug()
    with pytest.raises(LinkLost):
        EvaluatorKeypad(lines[0], profile=FF68, address=1).listen(PATIENCE_S)
    settle(listener.lost.is_set)
    with pytest.raises(NotConnected):
        shared.part(Part.PAD).open()

    simulator.plug()
    pad_line = shared.part(Part.PAD)
    pad_line.open()
    again = Listener(pad_line)
    simulator.press(b"\x13")

    settle(lambda: again.actions() == [PadAction.TRANSFER])
    again.stop()
    pad_line.close()
