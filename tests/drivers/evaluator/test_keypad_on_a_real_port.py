"""Driver against simulator over a real pseudo-terminal."""

import threading
import time
from dataclasses import replace

import pytest

from drivers.evaluator.device import EvaluatorKeypad
from drivers.evaluator.keymap import Level, level_for
from drivers.evaluator.profile_files import load_keymap, load_profile
from drivers.evaluator.question import NoReply, Pressed, TimedOut
from drivers.evaluator.simulated_pad import UNKNOWN_KEY, Faults
from drivers.evaluator.simulator import KeypadSimulator
from drivers.transports.errors import LinkLost, NotConnected
from drivers.transports.serial import SerialLine

PUBLISHED = load_profile("ff68-keypad")
# Three times as hasty as the real one, for the sake of the clock on the wall.
FF68 = replace(PUBLISHED, ack=replace(PUBLISHED.ack, timeout_s=0.1, repeat_window_s=0.3))
FOUR_KEY = load_keymap("four-key")


@pytest.fixture
def pad(tmp_path):
    with KeypadSimulator(profile=FF68, address=1, link=tmp_path / "evaluator") as running:
        yield running


class Station:
    """What a supervisor does with a keypad: open the steady name, talk, keep the strays."""

    def __init__(self, path):
        self.line = SerialLine(str(path))
        self.line.open()
        self.strays = []
        self.keypad = EvaluatorKeypad(
            self.line, profile=FF68, address=1, on_stray=lambda s: self.strays.append(s.value)
        )

    def listen_until_answered(self, pad):
        deadline = time.monotonic() + 5
        while pad.unanswered and time.monotonic() < deadline:
            self.keypad.listen(0.02)


@pytest.fixture
def station(pad, tmp_path):
    made = Station(tmp_path / "evaluator")
    yield made
    made.line.close()


def test_a_press_is_the_answer_and_one_press_only(pad, station):
    station.keypad.arm()
    assert pad.armed
    pad.press(3)

    answer = station.keypad.wait(5)

    assert level_for(FOUR_KEY, answer.value) is Level.VERY_SATISFIED
    assert answer.armed_at_s <= answer.pressed_at_s
    station.keypad.listen(3 * FF68.ack.timeout_s)
    assert (station.strays, pad.unanswered, pad.armed) == ([], 0, False)


def test_a_press_before_the_question_is_a_stray_and_the_next_one_the_answer(pad, station):
    pad.press(0)
    station.listen_until_answered(pad)
    station.keypad.arm()
    pad.press(3)

    assert station.keypad.wait(5).value == 3
    assert station.strays == [0]


def test_a_press_that_was_never_read_before_the_question_is_not_its_answer(pad, station):
    pad.press(0)
    time.sleep(1.5 * FF68.ack.timeout_s)  # two copies lie in the port by now

    answer = station.keypad.ask_rating(0.5)

    assert isinstance(answer, TimedOut)
    assert station.strays == [0]


def test_the_second_press_after_an_answer_is_a_stray(pad, station):
    station.keypad.arm()
    pad.press(3)
    pad.press(0)

    assert station.keypad.wait(5).value == 3
    station.listen_until_answered(pad)
    assert station.strays == [0]


def test_nobody_presses(station):
    assert isinstance(station.keypad.ask_rating(0.1), TimedOut)


def test_a_cable_pulled_between_question_and_press_is_a_lost_link_at_once(pad, station):
    station.keypad.arm()
    threading.Timer(0.05, pad.unplug).start()
    started = time.monotonic()

    with pytest.raises(LinkLost):
        station.keypad.wait(30)
    assert time.monotonic() - started < 1


def test_after_plugging_in_again_a_new_line_under_the_old_name_works(pad, station, tmp_path):
    station.keypad.arm()
    pad.unplug()
    with pytest.raises(LinkLost):
        station.keypad.wait(5)
    with pytest.raises(NotConnected):
        Station(tmp_path / "evaluator")

    pad.plug()
    again = Station(tmp_path / "evaluator")
    again.keypad.arm()
    pad.press(2)

    assert again.keypad.wait(5).value == 2
    again.line.close()


def test_a_silent_pad_gives_no_reply(pad, station):
    pad.set_faults(Faults(silent=True))

    with pytest.raises(NoReply):
        station.keypad.arm()


def test_a_pad_is_asked_again_after_it_was_silent(pad, station):
    pad.set_faults(Faults(silent=True))
    with pytest.raises(NoReply):
        station.keypad.arm()
    pad.set_faults(Faults())

    station.keypad.arm()
    pad.press(1)

    assert station.keypad.wait(5).value == 1


def test_a_wrong_checksum_is_no_rating_and_the_sound_repeat_is(pad, station):
    pad.set_faults(Faults(wrong_checksum=True))
    station.keypad.arm()
    pad.press(3)
    threading.Timer(0.2, pad.set_faults, [Faults()]).start()

    answer = station.keypad.wait(5)

    assert answer.value == 3
    assert answer.pressed_at_s - answer.armed_at_s > 0.2


def test_noise_on_the_line_changes_nothing(pad, station):
    pad.set_faults(Faults(noise=True))
    station.keypad.arm()
    pad.press(2)

    answer = station.keypad.wait(5)
    station.listen_until_answered(pad)

    assert answer.value == 2
    assert (station.strays, pad.unanswered) == ([], 0)


def test_a_pad_slower_than_one_attempt_is_still_understood(pad, station):
    pad.set_faults(Faults(slow_s=1.5 * FF68.ack.timeout_s))
    station.keypad.arm()
    pad.press(3)

    answer = station.keypad.wait(5)

    assert isinstance(answer, Pressed)


def test_a_key_of_no_key_map_arrives_as_a_value_without_a_level(pad, station):
    pad.set_faults(Faults(unknown_key=True))
    station.keypad.arm()
    pad.press(3)

    answer = station.keypad.wait(5)

    assert answer.value == UNKNOWN_KEY
    assert level_for(FOUR_KEY, answer.value) is None


def test_a_pad_at_another_address_gives_no_reply(tmp_path):
    with KeypadSimulator(profile=FF68, address=2, link=tmp_path / "other"):
        station = Station(tmp_path / "other")
        with pytest.raises(NoReply):
            station.keypad.arm()
        station.line.close()


def test_beeps_and_stars_arrive(pad, station):
    station.keypad.beep()
    station.keypad.show_stars(4)

    deadline = time.monotonic() + 5
    while pad.stars is None and time.monotonic() < deadline:
        time.sleep(0.01)

    assert (pad.beeps, pad.stars) == (1, 4)


def test_the_link_follows_the_cable(tmp_path):
    link = tmp_path / "evaluator"
    link.symlink_to("/nowhere")
    pad = KeypadSimulator(link=link)

    pad.start()
    first = (link.readlink().as_posix(), pad.path)
    pad.unplug()
    unplugged = (link.is_symlink(), pad.path)
    pad.plug()
    second = (link.readlink().as_posix(), pad.path)
    pad.stop()

    assert first[0] == first[1]
    assert unplugged == (False, None)
    assert second[0] == second[1]
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_another_simulator_has_taken_over_is_left_to_it(tmp_path):
    link = tmp_path / "evaluator"
    with KeypadSimulator(link=link) as first, KeypadSimulator(link=link) as second:
        first.stop()

        assert link.readlink().as_posix() == second.path
