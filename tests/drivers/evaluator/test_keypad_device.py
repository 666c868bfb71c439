"""The conversation against a scripted line: which bytes at which moment, on a clock of its own."""

import threading
import time
from dataclasses import replace

import pytest

from drivers.evaluator.device import EvaluatorKeypad
from drivers.evaluator.profile import AckMode
from drivers.evaluator.profile_files import load_profile
from drivers.evaluator.question import Cancelled, NoReply, NotArmed, Press, Pressed, TimedOut
from drivers.transports.errors import LinkLost, NotConnected
from drivers.transports.memory import (
    Arrives,
    Breaks,
    Expects,
    ManualClock,
    ScriptedLine,
    memory_pair,
)

FF68 = load_profile("ff68-keypad")
ARM = bytes.fromhex("FF 68 03 03 68 01 01 0B 0D 16")
KEY_0 = bytes.fromhex("FF 68 03 03 68 01 11 00 12 16")
KEY_3 = bytes.fromhex("FF 68 03 03 68 01 11 03 15 16")
ACK_0 = bytes.fromhex("FF 68 03 03 68 01 01 00 02 16")
ACK_3 = bytes.fromhex("FF 68 03 03 68 01 01 03 05 16")
ASKED = (Expects(ARM), Arrives(ARM, after_s=0.01))


class Bench:
    """A keypad on a scripted line, and the strays it has reported."""

    def __init__(self, *script, profile=FF68):
        self.clock = ManualClock()
        self.line = ScriptedLine(*script, clock=self.clock)
        self.strays = []
        self.keypad = EvaluatorKeypad(
            self.line,
            profile=profile,
            address=1,
            clock=self.clock,
            sleep=self.clock.advance,
            on_stray=self.strays.append,
        )

    def stray_values(self):
        return [stray.value for stray in self.strays]


def test_a_key_after_the_confirmation_is_the_answer_with_both_times():
    bench = Bench(*ASKED, Arrives(KEY_3, after_s=4.0))

    answer = bench.keypad.ask_rating(10)

    assert answer == Pressed(
        value=3, armed_at_s=pytest.approx(0.01), pressed_at_s=pytest.approx(4.01)
    )
    assert bench.strays == []


def test_a_key_is_echoed_first_and_acknowledged_once_the_answer_is_known():
    bench = Bench(*ASKED, Arrives(KEY_0))

    bench.keypad.ask_rating(10)
    answered = list(bench.line.written)
    bench.keypad.listen(0.05)

    assert answered == [ARM, KEY_0]
    assert bench.line.written == [ARM, KEY_0, ACK_0]


def test_the_acknowledgement_comes_before_the_next_question():
    bench = Bench(*ASKED, Arrives(KEY_0), *ASKED)

    bench.keypad.ask_rating(10)
    bench.keypad.arm()

    assert bench.line.written == [ARM, KEY_0, ACK_0, ARM]


def test_nobody_pressing_is_a_time_out_counted_from_the_confirmation():
    bench = Bench(*ASKED)

    answer = bench.keypad.ask_rating(60)

    assert answer == TimedOut(armed_at_s=pytest.approx(0.01), ended_at_s=pytest.approx(60.01))


def test_a_keypad_that_does_not_confirm_is_asked_four_times_and_then_no_reply():
    bench = Bench()

    with pytest.raises(NoReply):
        bench.keypad.arm()

    assert bench.line.written == [ARM] * 4
    assert bench.clock() == pytest.approx(4 * FF68.ack.timeout_s)


def test_after_no_reply_nothing_was_asked():
    bench = Bench()
    with pytest.raises(NoReply):
        bench.keypad.arm()

    with pytest.raises(NotArmed):
        bench.keypad.wait(1)


def test_a_confirmation_lost_once_is_asked_for_again():
    bench = Bench(Expects(ARM), *ASKED, Arrives(KEY_3))

    assert bench.keypad.ask_rating(10).value == 3
    assert bench.line.written[:2] == [ARM, ARM]


def test_a_key_that_lay_in_the_line_before_the_question_is_a_stray():
    bench = Bench(Arrives(KEY_0), *ASKED)

    answer = bench.keypad.ask_rating(5)

    assert isinstance(answer, TimedOut)
    assert bench.stray_values() == [0]
    assert bench.line.written == [KEY_0, ACK_0, ARM]


def test_a_key_between_question_and_confirmation_is_a_stray():
    bench = Bench(Expects(ARM), Arrives(KEY_0 + ARM + KEY_3))

    answer = bench.keypad.ask_rating(5)

    assert answer.value == 3
    assert bench.stray_values() == [0]


def test_a_key_in_the_same_bytes_as_the_confirmation_is_the_answer():
    bench = Bench(Expects(ARM), Arrives(ARM + KEY_3))

    assert bench.keypad.ask_rating(5).value == 3
    assert bench.strays == []


def test_the_first_of_two_keys_in_one_chunk_wins_and_the_second_is_a_stray():
    bench = Bench(*ASKED, Arrives(KEY_3 + KEY_0))

    assert bench.keypad.ask_rating(5).value == 3
    assert bench.stray_values() == [0]
    bench.keypad.listen(0.05)
    assert bench.line.written == [ARM, KEY_3, ACK_3, KEY_0, ACK_0]


def test_a_second_press_after_the_answer_is_answered_and_reported_but_is_no_rating():
    bench = Bench(*ASKED, Arrives(KEY_3), Arrives(KEY_0, after_s=1))
    bench.keypad.ask_rating(5)

    bench.keypad.listen(2)

    assert bench.strays == [Press(value=0, pressed_at_s=pytest.approx(1.01, abs=0.1))]
    with pytest.raises(NotArmed):
        bench.keypad.wait(1)


def test_one_press_repeated_many_times_is_one_press_and_each_copy_is_echoed():
    copies = [Arrives(KEY_3, after_s=0.3)] * 5
    bench = Bench(*ASKED, Arrives(KEY_3, after_s=1), *copies)

    answer = bench.keypad.ask_rating(5)
    bench.keypad.listen(5)

    assert answer.value == 3
    assert bench.strays == []
    assert bench.line.written.count(KEY_3) == 6


def test_a_stray_press_repeated_into_the_question_does_not_become_its_answer():
    bench = Bench(Arrives(KEY_0), *ASKED, Arrives(KEY_0, after_s=0.2))

    answer = bench.keypad.ask_rating(5)

    assert isinstance(answer, TimedOut)
    assert bench.stray_values() == [0]


def test_the_same_key_again_after_the_window_is_a_second_press():
    bench = Bench(Arrives(KEY_0), Arrives(KEY_0, after_s=0.5))

    bench.keypad.listen(2)

    assert bench.stray_values() == [0, 0]


def test_another_key_at_once_is_a_second_press():
    bench = Bench(Arrives(KEY_0 + KEY_3))

    bench.keypad.listen(1)

    assert bench.stray_values() == [0, 3]


def test_a_key_with_a_wrong_checksum_is_neither_echoed_nor_counted():
    bench = Bench(*ASKED, Arrives(KEY_3[:-2] + b"\x00\x16"))

    assert isinstance(bench.keypad.ask_rating(5), TimedOut)
    assert bench.line.written == [ARM]


def test_a_keypad_of_another_address_is_left_alone():
    bench = Bench(*ASKED, Arrives(bytes.fromhex("FF 68 03 03 68 02 11 03 16 16")))

    assert isinstance(bench.keypad.ask_rating(5), TimedOut)
    assert bench.line.written == [ARM]
    assert bench.strays == []


def test_a_late_second_confirmation_is_no_key():
    bench = Bench(*ASKED, Arrives(ARM, after_s=0.4), Arrives(KEY_3, after_s=1))

    assert bench.keypad.ask_rating(5).value == 3


def test_an_unknown_key_is_reported_as_it_came():
    bench = Bench(*ASKED, Arrives(bytes.fromhex("FF 68 03 03 68 01 11 7F 91 16")))

    assert bench.keypad.ask_rating(5).value == 0x7F


def test_a_key_0b_is_echoed_but_its_acknowledgement_would_ask_anew_and_is_not_sent():
    key = bytes.fromhex("FF 68 03 03 68 01 11 0B 1D 16")
    bench = Bench(*ASKED, Arrives(key))

    assert bench.keypad.ask_rating(5).value == 0x0B
    assert bench.line.written == [ARM, key]


def test_a_line_lost_while_waiting_is_an_error_and_no_answer():
    bench = Bench(*ASKED, Breaks(after_s=1))
    bench.keypad.arm()

    with pytest.raises(LinkLost):
        bench.keypad.wait(5)
    with pytest.raises(NotArmed):
        bench.keypad.wait(5)
    with pytest.raises(NotConnected):
        bench.keypad.arm()


def test_two_of_our_frames_keep_the_pause_the_line_needs():
    bench = Bench(Arrives(KEY_0))

    bench.keypad.listen(0.5)

    echoed_at_s, acknowledged_at_s = bench.line.written_at_s
    ten_bytes_s = 10 * 10 / 9600
    assert acknowledged_at_s - echoed_at_s == pytest.approx(ten_bytes_s + FF68.inter_frame_s)


def test_a_cancel_before_the_question_does_not_touch_it():
    bench = Bench(*ASKED, Arrives(KEY_3))
    bench.keypad.cancel()

    assert bench.keypad.ask_rating(5).value == 3


def test_a_cancel_between_arming_and_waiting_ends_the_wait_without_a_second_passing():
    bench = Bench(*ASKED, Arrives(KEY_3, after_s=1))
    bench.keypad.arm()
    bench.keypad.cancel()

    answer = bench.keypad.wait(5)

    assert answer == Cancelled(armed_at_s=pytest.approx(0.01), ended_at_s=pytest.approx(0.01))


def test_a_key_after_a_cancel_is_a_stray():
    bench = Bench(*ASKED, Arrives(KEY_3, after_s=1))
    bench.keypad.arm()
    bench.keypad.cancel()
    bench.keypad.wait(5)

    bench.keypad.listen(2)

    assert bench.stray_values() == [3]


def test_a_cancel_from_another_thread_ends_a_wait_at_once():
    ours, theirs = memory_pair()
    keypad = EvaluatorKeypad(ours, profile=FF68, address=1)
    threading.Thread(target=lambda: theirs.write(theirs.read(5))).start()
    keypad.arm()
    threading.Timer(0.05, keypad.cancel).start()
    started = time.monotonic()

    answer = keypad.wait(30)

    assert isinstance(answer, Cancelled)
    assert time.monotonic() - started < 1


def test_beep_and_stars_are_the_published_frames():
    bench = Bench()

    bench.keypad.beep()
    bench.keypad.show_stars(5)

    assert bench.line.written == [
        bytes.fromhex("FF 68 02 02 68 01 03 04 16"),
        bytes.fromhex("FF 68 03 03 68 01 02 05 08 16"),
    ]


def test_a_keypad_that_confirms_nothing_counts_as_asked_and_its_keys_are_not_echoed():
    profile = replace(
        FF68,
        ack=replace(FF68.ack, mode=AckMode.NONE),
        key_event=replace(FF68.key_event, acknowledge=False),
    )
    bench = Bench(Expects(ARM), Arrives(KEY_3, after_s=2), profile=profile)

    answer = bench.keypad.ask_rating(5)

    assert answer == Pressed(value=3, armed_at_s=0, pressed_at_s=pytest.approx(2))
    assert bench.line.written == [ARM]


def test_the_answer_is_told_before_the_keypad_hears_that_its_key_has_arrived():
    bench = Bench(*ASKED, Arrives(KEY_0))
    written_before = []

    bench.keypad.arm(lambda pressed: written_before.append((pressed.value, [*bench.line.written])))
    answer = bench.keypad.wait(10)

    assert written_before == [(0, [ARM])]
    assert (answer.value, bench.line.written) == (0, [ARM, KEY_0])


def test_a_key_that_could_not_be_kept_is_not_confirmed():
    bench = Bench(*ASKED, Arrives(KEY_0))

    def full(pressed):
        raise OSError("no space left")

    bench.keypad.arm(full)
    with pytest.raises(OSError, match="no space left"):
        bench.keypad.wait(10)

    assert bench.line.written == [ARM]


def test_of_two_keys_only_the_first_is_told_as_the_answer():
    bench = Bench(*ASKED, Arrives(KEY_0 + KEY_3))
    told = []

    bench.keypad.arm(lambda pressed: told.append(pressed.value))
    answer = bench.keypad.wait(10)

    assert (told, answer.value, bench.stray_values()) == ([0], 0, [3])
