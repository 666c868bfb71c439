import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.keyboard.protocol import (
    DOWN,
    EV_KEY,
    EV_SYN,
    HELD,
    KEY_LEFTSHIFT,
    KEY_RIGHTSHIFT,
    RECORD_BYTES,
    SYN_DROPPED,
    SYN_REPORT,
    UP,
    Event,
    Stroke,
    StrokeDecoder,
    character,
    encode,
    press_and_release,
    typed,
)

TYPED = "0123456789abcxyz ABCXYZ~!@#$%^&*()_+{}|:\"<>?`-=[]\\;',./\t\n"
KEY_1, KEY_2 = 2, 3
REPORT = encode(Event(kind=EV_SYN, code=SYN_REPORT, value=0))


def read(stream):
    return StrokeDecoder().feed(stream)


def key(code, value):
    return encode(Event(kind=EV_KEY, code=code, value=value))


def test_one_record_is_the_struct_of_the_kernel_header():
    event = Event(kind=EV_KEY, code=KEY_2, value=DOWN, at_s=7.25)

    assert encode(event) == struct.pack("@LLHHi", 7, 250_000, 1, 3, 1)


def test_a_press_and_its_release_are_one_stroke_with_the_kernels_time():
    assert read(press_and_release(KEY_2, at_s=7.25)) == [
        Stroke(code=KEY_2, shifted=False, at_s=7.25)
    ]


def test_a_held_key_is_one_stroke():
    held = key(KEY_1, DOWN) + REPORT + (key(KEY_1, HELD) + REPORT) * 20 + key(KEY_1, UP) + REPORT

    assert [stroke.code for stroke in read(held)] == [KEY_1]


def test_what_is_typed_comes_back_as_its_characters():
    assert "".join(character(stroke) or "?" for stroke in read(typed(TYPED, at_s=1.0))) == TYPED


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ((79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 96), "1234567890\n"),
        ((2, 3, 4, 5, 6, 28), "12345\n"),
    ],
    ids=["number pad", "main block"],
)
def test_digits_and_enter_of_both_blocks(codes, text):
    stream = b"".join(press_and_release(code, at_s=0.0) for code in codes)

    assert "".join(character(stroke) or "?" for stroke in read(stream)) == text


def test_a_key_that_types_nothing_has_no_character():
    (stroke,) = read(press_and_release(59, at_s=0.0))  # F1

    assert character(stroke) is None


def test_either_shift_counts_until_both_are_up():
    stream = (
        key(KEY_LEFTSHIFT, DOWN)
        + key(KEY_RIGHTSHIFT, DOWN)
        + key(KEY_LEFTSHIFT, UP)
        + key(KEY_1, DOWN)
        + key(KEY_RIGHTSHIFT, UP)
        + key(KEY_2, DOWN)
    )

    assert [character(stroke) for stroke in read(stream)] == ["!", "2"]


def test_after_dropped_events_the_rest_of_the_report_is_skipped_and_no_shift_stays_down():
    dropped = encode(Event(kind=EV_SYN, code=SYN_DROPPED, value=0))
    decoder = StrokeDecoder()
    stream = key(KEY_LEFTSHIFT, DOWN) + dropped + key(KEY_1, DOWN) + REPORT + key(KEY_2, DOWN)

    assert [character(stroke) for stroke in decoder.feed(stream)] == ["2"]
    assert decoder.dropped == 1


def test_a_character_without_a_key_cannot_be_typed():
    with pytest.raises(ValueError, match="满"):
        typed("满", at_s=0.0)


@given(st.binary(max_size=10 * RECORD_BYTES), st.integers(1, 40))
def test_no_bytes_crash_it_and_chopping_changes_nothing(noise, size):
    stream = typed("12\n", at_s=3.0) + noise
    decoder = StrokeDecoder()
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    found = [stroke for piece in pieces for stroke in decoder.feed(piece)]

    assert found == read(stream)
    assert [character(stroke) for stroke in found[:3]] == ["1", "2", "\n"]
