"""The driver on a scripted line, and against the simulator on a real port."""

import time
from dataclasses import replace

import pytest

from drivers.caller.caller_simulator import CallerSimulator
from drivers.caller.device import CallerPad
from drivers.caller.protocol import PadAction
from drivers.evaluator.profile_files import load_profile
from drivers.transports.errors import LinkLost
from drivers.transports.memory import Arrives, ManualClock, ScriptedLine
from drivers.transports.serial import SerialLine

FF68 = load_profile("ff68-keypad")
CALL = bytes.fromhex("FF 68 03 03 68 01 01 0C 0E 16")
RECALL = bytes.fromhex("FF 68 03 03 68 01 01 0D 0F 16")
KEYPAD_KEY = bytes.fromhex("FF 68 03 03 68 01 11 03 15 16")
PATIENCE_S = 15


@pytest.fixture
def clock():
    return ManualClock()


def pad_on(line, clock, address=1):
    return CallerPad(line, profile=FF68, address=address, clock=clock, sleep=clock.advance)


def actions(presses):
    return [press.action for press in presses]


def test_a_key_is_echoed_and_counts_once_however_often_the_pad_repeats_it(clock):
    copies = [Arrives(CALL), Arrives(CALL, after_s=0.3), Arrives(CALL, after_s=0.3)]
    line = ScriptedLine(*copies, clock=clock)
    pad = pad_on(line, clock)

    heard = [press for _ in copies for press in pad.listen(1)]

    assert actions(heard) == [PadAction.CALL_NEXT]
    assert line.written == [CALL, CALL, CALL]


def test_the_same_key_later_and_another_key_at_once_are_presses_of_their_own(clock):
    line = ScriptedLine(
        Arrives(CALL), Arrives(RECALL, after_s=0.1), Arrives(RECALL, after_s=5), clock=clock
    )
    pad = pad_on(line, clock)

    heard = [press for _ in range(3) for press in pad.listen(10)]

    assert actions(heard) == [PadAction.CALL_NEXT, PadAction.RECALL, PadAction.RECALL]


def test_frames_of_another_address_and_of_the_keypad_are_left_alone(clock):
    line = ScriptedLine(Arrives(CALL + KEYPAD_KEY), clock=clock)

    assert pad_on(line, clock, address=2).listen(1) == []
    assert line.written == []


def test_three_beeps_can_be_counted(clock):
    line = ScriptedLine(clock=clock)

    pad_on(line, clock).beep(3)

    assert line.written == [bytes.fromhex("FF 68 02 02 68 01 03 04 16")] * 3
    first, second, third = line.written_at_s
    assert second - first >= 0.1
    assert third - second >= 0.1


# On a real port ----------------------------------------------------------------------------------


@pytest.fixture
def simulator(tmp_path):
    hasty = replace(FF68, ack=replace(FF68.ack, timeout_s=0.1, repeat_window_s=0.3))
    with CallerSimulator(profile=hasty, link=tmp_path / "pad") as running:
        yield running


@pytest.fixture
def line(simulator, tmp_path):
    line = SerialLine(str(tmp_path / "pad"))
    line.open()
    yield line
    line.close()


@pytest.fixture
def pad(line):
    return CallerPad(line, profile=FF68, address=1)


def listen_until(pad, holds):
    heard, until_s = [], time.monotonic() + PATIENCE_S
    while not holds(heard):
        assert time.monotonic() < until_s, "it did not come to be"
        heard += pad.listen(0.02)
    return heard


def settle(holds):
    until_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until_s, "it did not come to be"
        time.sleep(0.01)


def test_keys_arrive_once_and_the_pad_falls_silent(simulator, pad):
    simulator.press(b"\x0c")
    simulator.press(b"\x06\x0f")

    heard = listen_until(pad, lambda heard: len(heard) >= 2 and not simulator.unanswered)

    assert actions(heard) == [PadAction.CALL_NEXT, PadAction.PASS]


def test_what_is_shown_and_beeped_arrives(simulator, pad):
    pad.show_ticket("A023")
    pad.beep(2)
    settle(lambda: simulator.beeps == 2)
    assert (simulator.ticket, simulator.waiting) == ("023", "")

    pad.show_waiting(12)
    settle(lambda: simulator.waiting == "012")
    assert simulator.ticket == ""

    pad.show_nothing()
    settle(lambda: simulator.waiting == "")


def test_noise_and_wrong_checksums_press_nothing_and_hide_nothing(simulator, pad):
    simulator.turn(noise=True, wrong_checksum=True)
    simulator.press(b"\x0d")
    settle(lambda: len(simulator.log) >= 2)
    simulator.turn(wrong_checksum=False)

    heard = listen_until(pad, lambda heard: heard and not simulator.unanswered)

    assert actions(heard) == [PadAction.RECALL]


def test_a_pulled_cable_is_a_lost_link_and_the_steady_name_works_again(simulator, pad, tmp_path):
    simulator.unplug()
    with pytest.raises(LinkLost):
        listen_until(pad, lambda heard: False)

    simulator.plug()
    again = SerialLine(str(tmp_path / "pad"))
    again.open()
    simulator.press(b"\x12")
    heard = listen_until(CallerPad(again, profile=FF68, address=1), bool)

    assert actions(heard) == [PadAction.PAUSE]
    again.close()
