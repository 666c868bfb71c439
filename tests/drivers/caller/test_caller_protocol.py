import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.caller.protocol import (
    PadAction,
    PadPress,
    read_press,
    shown_blank,
    shown_ticket,
    shown_waiting,
)
from drivers.caller.simulated_caller import Faults, SimulatedCaller
from drivers.evaluator.profile import Side
from drivers.evaluator.profile_files import load_profile
from drivers.evaluator.protocol import Command, Decoder, encode, frame_of

FF68 = load_profile("ff68-keypad")
NOISE_BYTES = int(os.environ.get("NOISE_BYTES", "10000000"))


def heard(stream):
    """The presses in a stream from the line."""
    frames = Decoder(FF68, source=Side.DEVICE).feed(stream)
    return [press for frame in frames if (press := read_press(FF68, frame))]


def wire(command):
    return encode(FF68, frame_of(FF68, command)).hex(" ").upper()


@pytest.mark.parametrize(
    ("stream", "action"),
    [
        ("FF 68 03 03 68 01 01 0C 0E 16", PadAction.CALL_NEXT),
        ("FF 68 03 03 68 01 01 0D 0F 16", PadAction.RECALL),
        ("FF 68 03 03 68 01 01 0B 0D 16", PadAction.EVALUATE),
        ("FF 68 03 03 68 01 01 0E 10 16", PadAction.CANCEL),
        ("FF 68 04 04 68 01 01 06 0F 17 16", PadAction.PASS),
        ("FF 68 04 04 68 01 01 00 0F 11 16", PadAction.SUSPEND),
        ("FF 68 04 04 68 01 01 03 0F 14 16", PadAction.CALL_BACK),
        ("FF 68 03 03 68 01 01 11 13 16", PadAction.ONE_METRE_LINE),
        ("FF 68 03 03 68 01 01 12 14 16", PadAction.PAUSE),
        ("FF 68 03 03 68 01 01 13 15 16", PadAction.TRANSFER),
        ("FF 68 04 04 68 01 01 09 0F 1A 16", None),
    ],
)
def test_each_frame_of_the_pad(stream, action):
    [press] = heard(bytes.fromhex(stream))

    assert press.address == 1
    assert press.action is action


def test_a_key_of_the_citizens_keypad_is_no_press_of_the_clerk():
    assert heard(bytes.fromhex("FF 68 03 03 68 01 11 00 12 16")) == []


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (shown_ticket(1, number="A023"), "FF 68 08 08 68 01 02 0A 0A 0A 00 02 03 26 16"),
        (shown_waiting(1, count=12), "FF 68 08 08 68 01 02 00 01 02 0A 0A 0A 24 16"),
        (Command(name="beep", address=1), "FF 68 02 02 68 01 03 04 16"),
        (shown_blank(1), "FF 68 08 08 68 01 02 0A 0A 0A 0A 0A 0A 3F 16"),
    ],
)
def test_each_frame_to_the_pad(command, frame):
    assert wire(command) == frame


@pytest.mark.parametrize(
    ("number", "same_as"), [("B1023", "023"), ("A7", "007"), ("VIP12", "012"), ("A023", "A023")]
)
def test_the_display_has_room_for_the_last_three_digits(number, same_as):
    assert shown_ticket(1, number=number) == shown_ticket(1, number=same_as)


def test_a_number_without_digits_and_a_count_below_zero_show_nothing_false():
    assert shown_ticket(1, number="VIP") == shown_blank(1)
    assert shown_waiting(1, count=-1) == shown_waiting(1, count=0)
    assert shown_waiting(1, count=4321) == shown_waiting(1, count=999)


PRESSES = st.lists(st.sampled_from(["0C", "0D", "060F", "000F", "030F", "12", "13"]), max_size=5)
# Bytes that frames are made of: plain random ones hardly ever come close to one.
NOISE = st.lists(st.sampled_from([0xFF, 0x68, 3, 4, 1, 0x16, 0x0C, 0x0F]), max_size=8).map(bytes)


@settings(deadline=None)
@given(PRESSES, st.data())
def test_however_the_line_is_chopped_and_noisy_the_presses_are_the_same(keys, data):
    pad = SimulatedCaller(profile=FF68, address=1)
    stream = b""
    for n, key in enumerate(keys):
        pad.press(bytes.fromhex(key), now_s=n)
        [frame] = pad.speak(now_s=n)
        pad.hear(frame, now_s=n)
        stream += data.draw(NOISE) + frame
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=9)))
    decoder = Decoder(FF68, source=Side.DEVICE)

    frames = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        frames += decoder.feed(stream[start:end])

    assert [frame.data for frame in frames] == [bytes.fromhex(key) for key in keys]


@pytest.mark.slow
def test_ten_million_random_bytes_press_no_key_and_move_no_simulated_pad():
    stream = random.Random(20260501).randbytes(NOISE_BYTES)
    pad = SimulatedCaller(profile=FF68, address=1)

    pad.hear(stream, now_s=0)

    assert heard(stream) == []
    assert (pad.beeps, pad.ticket, pad.waiting) == (0, "", "")


def test_a_press_names_its_keys_for_the_log():
    press = heard(bytes.fromhex("FF 68 04 04 68 02 01 09 0F 1B 16"))

    assert press == [PadPress(address=2, keys=b"\x09\x0f", action=None)]


def test_a_slow_pad_says_its_keys_late_and_one_that_lost_its_power_forgets_them():
    pad = SimulatedCaller(profile=FF68, address=1)
    pad.faults = Faults(slow_s=2.0)

    pad.press(b"\x0c", now_s=0.0)
    early = [pad.speak(now_s=0.0), pad.speak(now_s=1.9)]
    late = pad.speak(now_s=2.0)
    pad.power_up()

    assert early == [[], []]
    assert [press.action for payload in late for press in heard(payload)] == [PadAction.CALL_NEXT]
    assert pad.speak(now_s=100.0) == []
