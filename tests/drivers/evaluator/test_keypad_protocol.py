import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.evaluator.profile import Side
from drivers.evaluator.profile_files import load_profile
from drivers.evaluator.protocol import (
    Ack,
    Command,
    Decoder,
    Fault,
    Frame,
    KeyPressed,
    PadKey,
    encode,
    frame_of,
    read_command,
    read_message,
    show_ticket,
    show_waiting,
)

FF68 = load_profile("ff68-keypad")
POLLED = load_profile("example-polled")
KEY_0 = bytes.fromhex("FF 68 03 03 68 01 11 00 12 16")


def from_device(stream):
    decoder = Decoder(FF68, source=Side.DEVICE)
    return [read_message(FF68, frame) for frame in decoder.feed(stream)]


def pad_key(keys, action):
    return PadKey(address=1, keys=bytes.fromhex(keys), action=action)


@pytest.mark.parametrize(
    ("wire", "message"),
    [
        ("FF 68 03 03 68 01 01 0C 0E 16", pad_key("0C", "call_next")),
        ("FF 68 03 03 68 01 01 0D 0F 16", pad_key("0D", "recall")),
        ("FF 68 03 03 68 01 01 0B 0D 16", pad_key("0B", "evaluate")),
        ("FF 68 03 03 68 01 01 0E 10 16", pad_key("0E", "cancel")),
        ("FF 68 04 04 68 01 01 06 0F 17 16", pad_key("06 0F", "abandon")),
        ("FF 68 04 04 68 01 01 00 0F 11 16", pad_key("00 0F", "suspend")),
        ("FF 68 04 04 68 01 01 03 0F 14 16", pad_key("03 0F", "call_back")),
        ("FF 68 03 03 68 01 01 11 13 16", pad_key("11", "one_metre_line")),
        ("FF 68 03 03 68 01 01 12 14 16", pad_key("12", "pause")),
        ("FF 68 03 03 68 01 01 13 15 16", pad_key("13", "transfer")),
        ("FF 68 04 04 68 01 01 09 0F 1A 16", pad_key("09 0F", None)),
        ("FF 68 05 05 68 01 01 01 06 0F 18 16", pad_key("01 06 0F", None)),
        ("FF 68 03 03 68 01 11 00 12 16", KeyPressed(address=1, value=0)),
        ("FF 68 03 03 68 FF 11 05 15 16", KeyPressed(address=255, value=5)),
    ],
)
def test_each_frame_of_a_device_both_ways(wire, message):
    stream = bytes.fromhex(wire)
    [frame] = Decoder(FF68, source=Side.DEVICE).feed(stream)

    assert read_message(FF68, frame) == message
    assert encode(FF68, frame) == stream


@pytest.mark.parametrize(
    ("wire", "command"),
    [
        (
            "FF 68 03 03 68 01 01 00 02 16",
            Command(name="acknowledge", address=1, values={"value": 0}),
        ),
        ("FF 68 08 08 68 01 02 0A 0A 0A 00 02 03 26 16", show_ticket(1, number=23)),
        ("FF 68 08 08 68 01 02 00 01 02 0A 0A 0A 24 16", show_waiting(1, count=12)),
        ("FF 68 02 02 68 01 03 04 16", Command(name="beep", address=1)),
        ("FF 68 03 03 68 01 02 05 08 16", Command(name="stars", address=1, values={"stars": 5})),
        ("FF 68 03 03 68 01 01 0B 0D 16", Command(name="arm", address=1)),
    ],
)
def test_each_frame_of_the_host_both_ways(wire, command):
    stream = bytes.fromhex(wire)

    assert encode(FF68, frame_of(FF68, command)) == stream
    [frame] = Decoder(FF68, source=Side.HOST).feed(stream)
    assert read_command(FF68, frame) == command


def test_a_pad_shows_the_last_three_digits_of_a_ticket():
    assert show_ticket(1, number=1023) == show_ticket(1, number=23)


def test_a_pad_shows_no_more_than_999_waiting():
    assert show_waiting(1, count=1000) == show_waiting(1, count=999)


def test_our_own_frame_coming_back_is_an_acknowledgement_only_while_it_is_awaited():
    arm = frame_of(FF68, Command(name="arm", address=1))

    assert read_message(FF68, arm, awaited=arm) == Ack(address=1)
    assert read_message(FF68, arm) == pad_key("0B", "evaluate")


@pytest.mark.parametrize(
    ("wire", "fault"),
    [
        ("FF 68 03 03 68 01 11 00 13 16", Fault.CHECKSUM),
        ("FF 68 03 04 68 01 11 00 12 16", Fault.LENGTHS_DIFFER),
        ("FF 68 04 03 68 01 11 00 12 16", Fault.LENGTHS_DIFFER),
        ("FF 68 02 02 68 01 11 12 16", Fault.LENGTH),
        ("FF 68 06 06 68 01 11 00 00 00 00 12 16", Fault.LENGTH),
        ("FF 68 00 00 68 01 11 00 12 16", Fault.LENGTH),
        ("FF 68 FF FF 68 01 11 00 12 16", Fault.LENGTH),
        ("FF 68 03 03 67 01 11 00 12 16", Fault.FIXED_BYTE),
        ("FF 68 03 03 68 01 11 00 12 17", Fault.FIXED_BYTE),
    ],
)
def test_a_false_frame_is_dropped_and_the_next_true_one_is_found(wire, fault):
    decoder = Decoder(FF68, source=Side.DEVICE)

    frames = decoder.feed(bytes.fromhex(wire) + KEY_0)

    assert frames == [Frame(address=1, func=0x11, data=b"\x00")]
    assert set(decoder.faults) == {fault}


@pytest.mark.parametrize("cut", range(1, len(KEY_0)))
def test_a_frame_cut_short_does_not_swallow_the_next(cut):
    assert from_device(KEY_0[:cut] + KEY_0) == [KeyPressed(address=1, value=0)]


def test_a_length_only_the_host_may_use_is_not_waited_for_from_a_device():
    decoder = Decoder(FF68, source=Side.DEVICE)
    decoder.feed(bytes.fromhex("FF 68 08 08 68"))

    assert decoder.feed(KEY_0) == [Frame(address=1, func=0x11, data=b"\x00")]


@pytest.mark.parametrize("address", [0, 256, -1])
def test_an_address_outside_1_to_255_is_refused(address):
    with pytest.raises(ValueError, match="not within 1 to 255"):
        encode(FF68, Frame(address=address, func=1, data=b""))


frames_of_devices = st.builds(
    Frame,
    address=st.integers(1, 255),
    func=st.integers(0, 255),
    data=st.binary(min_size=1, max_size=3),
)
# Noise full of the bytes that frames are made of, which plain random bytes hardly ever hit.
noise = st.lists(st.sampled_from([0xFF, 0x68, 3, 4, 5, 1, 0x11, 0x16, 0, 0x0D]), max_size=8).map(
    bytes
)


@given(st.lists(frames_of_devices, max_size=6), st.data())
def test_however_the_bytes_are_chopped_the_frames_are_the_same(frames, data):
    stream = b"".join(encode(FF68, frame) for frame in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    decoder = Decoder(FF68, source=Side.DEVICE)

    found = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += decoder.feed(stream[start:end])

    assert found == frames


@given(st.lists(st.tuples(noise, frames_of_devices), min_size=1, max_size=5), noise)
def test_noise_before_between_and_after_hides_no_frame_and_adds_none(pieces, after):
    stream = b"".join(before + encode(FF68, frame) for before, frame in pieces) + after

    found = Decoder(FF68, source=Side.DEVICE).feed(stream)

    assert found == [frame for _, frame in pieces]


polled_frames = st.builds(
    Frame,
    address=st.integers(1, 255),
    func=st.integers(0, 255),
    data=st.binary(max_size=1),
)
likely_noise = st.lists(st.sampled_from([0xAA, 0x55, 0, 1, 2, 5, 0x11]), max_size=8).map(bytes)


# Noise forms a frame with a true CRC once in 2^16 times: always the same examples, then.
@settings(derandomize=True)
@given(st.lists(st.tuples(likely_noise, polled_frames), max_size=5), likely_noise, st.data())
def test_a_profile_with_another_frame_and_a_crc_finds_its_frames_in_noise_however_chopped(
    pieces, after, data
):
    stream = b"".join(before + encode(POLLED, frame) for before, frame in pieces)
    stream += after + bytes(8)  # so that no beginning in the noise still waits for its end
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    decoder = Decoder(POLLED, source=Side.DEVICE)

    found = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += decoder.feed(stream[start:end])

    assert found == [frame for _, frame in pieces]


@given(st.binary(max_size=300), st.integers(1, 20))
def test_no_bytes_crash_it_and_chopping_never_changes_what_is_found(stream, size):
    at_once = Decoder(FF68, source=Side.DEVICE).feed(stream)
    decoder = Decoder(FF68, source=Side.DEVICE)

    chopped = [
        f for at in range(0, len(stream), size) for f in decoder.feed(stream[at : at + size])
    ]

    assert chopped == at_once


def test_random_bytes_yield_exactly_the_frames_that_a_plain_search_finds():
    # Few byte values, so that heads and lengths turn up by chance in every false combination.
    alphabet = bytes.fromhex("FF 68 03 04 01 16")
    likely = random.Random(7)
    stream = bytes(likely.choice(alphabet) for _ in range(200_000)) + KEY_0
    for _ in range(50):
        at = likely.randrange(len(stream))
        stream = stream[:at] + KEY_0 + stream[at:]

    decoder = Decoder(FF68, source=Side.DEVICE)

    assert [encode(FF68, frame) for frame in decoder.feed(stream)] == plain_search(stream)
    assert min(decoder.faults[fault] for fault in Fault) > 0


def plain_search(stream):
    """Find the frames in the slow and obvious way: a pattern, and a sum, from the left."""
    pattern = re.compile(rb"\xff\x68([\x03-\x05])\1\x68(.)(.)", re.DOTALL)
    found, at = [], 0
    while match := pattern.search(stream, at):
        end = match.start() + 7 + match.group(1)[0]
        whole = stream[match.start() : end]
        is_true = len(whole) > 8 and whole[-1] == 0x16 and sum(whole[5:-2]) % 256 == whole[-2]
        if is_true:
            found.append(whole)
        at = end if is_true else match.start() + 1
    return found
