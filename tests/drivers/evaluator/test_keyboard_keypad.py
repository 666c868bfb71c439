"""USB keypads that type: which strokes are an answer, on a pipe with the kernel's own records."""

import threading
import time

import pytest

from drivers.evaluator.keyboard_entry import NO_NUMBER, KeyboardEntry
from drivers.evaluator.keyboard_keypad import KeyboardKeypad
from drivers.evaluator.profile_files import keyboard_names, load_keyboard
from drivers.evaluator.question import NotArmed, Pressed, TimedOut
from drivers.evaluator.typing_simulator import TypingFaults, TypingKeypadSimulator
from drivers.keyboard.protocol import StrokeDecoder, press_and_release, typed
from drivers.transports.errors import LinkLost
from drivers.transports.evdev import EvdevLine

DIGITS_ENTER = load_keyboard("digits-enter")
DIGITS = load_keyboard("digits")
NUM_LOCK = 69
PATIENCE_S = 15


def values(rules, *records):
    entry = KeyboardEntry(rules)
    presses = [entry.take(stroke) for stroke in StrokeDecoder().feed(b"".join(records))]
    return [(press.value, press.pressed_at_s) for press in presses if press]


@pytest.mark.parametrize("digit", range(1, 6))
def test_a_digit_and_enter_are_one_press_at_the_time_of_the_digit(digit):
    records = typed(str(digit), at_s=10.0), typed("\n", at_s=10.5)

    assert values(DIGITS_ENTER, *records) == [(digit, 10.0)]


def test_a_digit_alone_is_a_press_only_where_no_enter_follows():
    assert values(DIGITS, typed("4", at_s=1.0)) == [(4, 1.0)]
    assert values(DIGITS_ENTER, typed("4", at_s=1.0)) == []


def test_an_enter_that_comes_too_late_confirms_nothing():
    assert values(DIGITS_ENTER, typed("4", at_s=1.0), typed("\n", at_s=6.1)) == []


def test_enter_alone_and_num_lock_are_no_press():
    records = typed("\n", at_s=1.0), press_and_release(NUM_LOCK, at_s=2.0), typed("\n", at_s=3.0)

    assert values(DIGITS_ENTER, *records) == []


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("x", NO_NUMBER), ("1234", NO_NUMBER)])
def test_what_is_no_digit_is_a_press_of_an_unknown_key(text, value):
    assert values(DIGITS_ENTER, typed(f"{text}\n", at_s=1.0)) == [(value, 1.0)]


def test_every_shipped_kind_loads_under_its_own_name():
    assert [load_keyboard(name).name for name in keyboard_names()] == ["digits", "digits-enter"]


@pytest.fixture
def keyboard(tmp_path):
    with TypingKeypadSimulator(tmp_path / "keypad", rules=DIGITS_ENTER) as plugged:
        yield plugged


@pytest.fixture
def strays():
    return []


@pytest.fixture
def keypad(keyboard, strays):
    with EvdevLine(str(keyboard.path)) as line:
        yield KeyboardKeypad(
            line, rules=DIGITS_ENTER, on_stray=lambda press: strays.append(press.value)
        )


def test_the_first_entry_after_the_question_is_the_answer(keyboard, keypad, strays):
    keypad.arm()
    keyboard.type_text("2\n5\n")

    answer = keypad.wait(PATIENCE_S)

    assert isinstance(answer, Pressed)
    assert answer.value == 2
    assert answer.armed_at_s <= answer.pressed_at_s <= time.monotonic()
    keypad.listen(0.01)
    assert strays == [5]


def test_what_was_typed_before_the_question_is_a_stray(keyboard, keypad, strays):
    keyboard.type_text("1\n")
    keypad.arm()
    keyboard.type_text("4\n")

    assert keypad.wait(PATIENCE_S).value == 4
    assert strays == [1]


def test_a_digit_from_before_the_question_is_not_completed_by_an_enter_after_it(keyboard, keypad):
    keyboard.type_text("1")
    keypad.arm()
    keyboard.type_text("\n4\n")

    assert keypad.wait(PATIENCE_S).value == 4


def test_a_key_that_went_down_before_the_question_is_no_answer_however_late_it_is_read(
    keyboard, keypad, strays
):
    earlier = time.monotonic()
    keypad.arm()
    keyboard.send(typed("1\n", at_s=earlier - 0.5))
    keyboard.type_text("3\n")

    assert keypad.wait(PATIENCE_S).value == 3
    assert strays == [1]


def test_nobody_types(keypad):
    keypad.arm()

    assert isinstance(keypad.wait(0.02), TimedOut)
    with pytest.raises(NotArmed):
        keypad.wait(1)


def test_a_cable_pulled_while_it_asks_is_a_lost_link(keyboard, keypad):
    keypad.arm()
    threading.Timer(0.05, keyboard.unplug).start()

    with pytest.raises(LinkLost):
        keypad.wait(60)


def test_a_silent_keypad_types_nothing_and_a_noisy_one_its_key_all_the_same(keyboard, keypad):
    keyboard.faults = TypingFaults(silent=True)
    keypad.arm()
    keyboard.press_key(4)
    silent = keypad.wait(0.2)

    keyboard.faults = TypingFaults(noise=True)
    keypad.arm()
    keyboard.press_key(4)
    noisy = keypad.wait(PATIENCE_S)

    assert isinstance(silent, TimedOut)
    assert noisy.value == 4


def test_a_slow_keypad_types_late_and_one_that_lost_its_power_never(keyboard, keypad):
    keyboard.faults = TypingFaults(slow_s=0.2)
    keypad.arm()
    pressed_at_s = time.monotonic()
    keyboard.press_key(5)
    late = keypad.wait(PATIENCE_S)
    keyboard.press_key(5)
    keyboard.unplug()
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(PATIENCE_S)  # at once, if it has been told to do nothing

    assert late.value == 5
    assert late.pressed_at_s >= pressed_at_s + 0.2
    assert len(keyboard.log) == 1
