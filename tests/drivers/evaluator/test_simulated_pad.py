"""The pad's own half, without a port: what it sends, when it repeats, what a fault does."""

import pytest

from drivers.evaluator.profile_files import load_profile
from drivers.evaluator.simulated_pad import LAMP_S, MOST_COPIES, Faults, SimulatedPad

ARM = bytes.fromhex("FF 68 03 03 68 01 01 0B 0D 16")
KEY_3 = bytes.fromhex("FF 68 03 03 68 01 11 03 15 16")
KEY_0 = bytes.fromhex("FF 68 03 03 68 01 11 00 12 16")


@pytest.fixture
def pad():
    return SimulatedPad(profile=load_profile("ff68-keypad"), address=1)


def said_until(pad, end_s, *, since_s=0.0):
    """Everything the pad says between two times, looked at every 10 ms."""
    steps = range(round(since_s * 100), round(end_s * 100) + 1)
    return [payload for step in steps for payload in pad.speak(now_s=step / 100)]


def test_the_question_is_echoed_and_lights_the_lamp(pad):
    pad.hear(ARM, now_s=0)

    assert pad.speak(now_s=0) == [ARM]
    assert pad.is_armed(0)
    assert not pad.is_armed(LAMP_S)


def test_a_key_is_repeated_until_its_echo_comes(pad):
    pad.press(3, now_s=0)
    before = said_until(pad, 0.7)

    pad.hear(KEY_3, now_s=0.7)

    assert before == [KEY_3] * 3
    assert said_until(pad, 5, since_s=0.71) == []
    assert pad.unanswered == 0


def test_a_key_nobody_answers_is_given_up(pad):
    pad.press(3, now_s=0)

    assert said_until(pad, 60) == [KEY_3] * MOST_COPIES
    assert pad.unanswered == 0


def test_the_acknowledgement_alone_does_not_end_the_repeating(pad):
    pad.press(3, now_s=0)
    pad.hear(bytes.fromhex("FF 68 03 03 68 01 01 03 05 16"), now_s=0.1)

    assert said_until(pad, 0.5) == [KEY_3] * 2


def test_a_second_press_waits_until_the_first_is_answered(pad):
    pad.press(3, now_s=0)
    pad.press(0, now_s=0)
    first = said_until(pad, 0.1)
    pad.hear(KEY_3, now_s=0.1)

    assert (first, said_until(pad, 0.2, since_s=0.11)) == ([KEY_3], [KEY_0])


def test_a_press_puts_the_lamp_out(pad):
    pad.hear(ARM, now_s=0)
    pad.press(3, now_s=1)

    assert not pad.is_armed(1)


def test_stars_and_beeps_are_remembered(pad):
    pad.hear(bytes.fromhex("FF 68 02 02 68 01 03 04 16 FF 68 03 03 68 01 02 05 08 16"), now_s=0)

    assert (pad.beeps, pad.stars) == (1, 5)


def test_another_address_is_not_obeyed(pad):
    pad.hear(bytes.fromhex("FF 68 03 03 68 02 01 0B 0E 16"), now_s=0)

    assert (pad.speak(now_s=0), pad.is_armed(0)) == ([], False)


def test_a_silent_pad_neither_hears_nor_speaks(pad):
    pad.faults = Faults(silent=True)
    pad.hear(ARM, now_s=0)
    pad.press(3, now_s=0)

    assert (said_until(pad, 2), pad.is_armed(0)) == ([], False)


def test_a_slow_pad_says_the_same_later(pad):
    pad.faults = Faults(slow_s=0.5)
    pad.hear(ARM, now_s=0)

    assert (said_until(pad, 0.49), said_until(pad, 0.5, since_s=0.5)) == ([], [ARM])


def test_noise_stands_around_the_frame_and_comes_unasked(pad):
    pad.faults = Faults(noise=True)
    pad.hear(ARM, now_s=0)

    first, *unasked = said_until(pad, 1)

    assert ARM in first
    assert len(first) > len(ARM) + 1
    assert len(unasked) >= 4


def test_a_wrong_checksum_is_one_wrong_byte(pad):
    pad.faults = Faults(wrong_checksum=True)
    pad.press(3, now_s=0)

    [said] = pad.speak(now_s=0)

    assert [i for i in range(len(KEY_3)) if said[i] != KEY_3[i]] == [8]


def test_an_unknown_key_is_a_true_frame_with_value_7f(pad):
    pad.faults = Faults(unknown_key=True)
    pad.press(3, now_s=0)

    assert pad.speak(now_s=0) == [bytes.fromhex("FF 68 03 03 68 01 11 7F 91 16")]


def test_a_value_that_is_no_byte_cannot_be_pressed(pad):
    with pytest.raises(ValueError, match="range"):
        pad.press(256, now_s=0)
