"""Every frame of every make, byte by byte; and what the signs' parsers make of broken ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.sign import bx5, modbus, plain, strip
from drivers.sign.bx5 import Area, AreaText
from drivers.sign.crc import ARC, MODBUS, crc16
from drivers.sign.modbus import Refused, Write, Written
from drivers.sign.plain import PlainText
from drivers.sign.strip import StripText

PAUSED = "暂停服务".encode("gbk")  # D4 DD CD A3 B7 FE CE F1
LINE = Area(area_id=0, x=0, y=0, width=96, height=16)


def fed(decoder, stream, cuts=()):
    """What a decoder finds in a stream that arrives in pieces."""
    found = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += decoder.feed(stream[start:end])
    return found


@pytest.mark.parametrize(("init", "crc"), [(ARC, 0xBB3D), (MODBUS, 0x4B37)])
def test_the_two_crcs_have_their_published_check_values(init, crc):
    assert crc16(b"123456789", init=init) == crc.to_bytes(2, "little")


# AA..FF -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        (
            StripText(address=3, gbk=b"A007"),
            "AA 03 BB 51 54 D4 01 00 99 00 63 41 30 30 37 FF",
        ),
        (
            StripText(address=3, gbk=PAUSED),
            "AA 03 BB 51 54 91 01 00 99 00 63 D4 DD CD A3 B7 FE CE F1 FF",
        ),
        (
            StripText(address=21, gbk=b"A007", combined=True),
            "AA 15 BB 51 54 DD 08 02 99 00 63 41 30 30 37 FF",
        ),
        (StripText(address=1, gbk=b""), "AA 01 BB 51 54 FC 01 00 99 00 63 FF"),
    ],
)
def test_each_frame_of_a_strip_both_ways(text, frame):
    stream = bytes.fromhex(frame)

    assert strip.encode(text) == stream
    assert sum(stream[6:]) % 256 == stream[5]
    assert strip.Decoder().feed(stream) == [text]


def test_a_strip_shows_nothing_of_a_frame_whose_sum_is_wrong():
    good = strip.encode(StripText(address=3, gbk=b"A007"))
    bad = good.replace(b"A007", b"A008")

    assert strip.Decoder().feed(bad + good) == [StripText(address=3, gbk=b"A007")]


# @addr --------------------------------------------------------------------------------------------


def test_the_plain_frame_both_ways():
    stream = bytes.fromhex("40 03 C7 EB 41 30 30 37 BA C5 0D")
    text = PlainText(address=3, gbk="请A007号".encode("gbk"))

    assert plain.encode(text) == stream
    assert plain.Decoder(address=3).feed(stream) == [text]
    assert plain.Decoder(address=4).feed(stream) == []


def test_an_at_sign_within_a_chinese_character_begins_no_frame():
    tricky = "丂"  # 81 40
    text = PlainText(address=3, gbk=tricky.encode("gbk"))
    assert text.gbk == b"\x81\x40"

    assert plain.Decoder(address=3).feed(plain.encode(text)) == [text]


# Modbus -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("write", "frame"),
    [
        # The example of the Modbus application protocol, section 6.12, as an RTU frame.
        (
            Write(address=0x11, start=1, words=bytes.fromhex("00 0A 01 02")),
            "11 10 00 01 00 02 04 00 0A 01 02 C6 F0",
        ),
        (
            Write(address=3, start=0, words="请A007号".encode("gbk")),
            "03 10 00 00 00 04 08 C7 EB 41 30 30 37 BA C5",
        ),
    ],
)
def test_each_write_both_ways(write, frame):
    stream = bytes.fromhex(frame)
    encoded = modbus.encode(write)

    assert encoded[: len(stream)] == stream
    assert crc16(encoded[:-2], init=MODBUS) == encoded[-2:]
    assert modbus.RequestDecoder().feed(encoded) == [write]


@pytest.mark.parametrize(
    ("reply", "frame"),
    [
        (Written(address=0x11, start=1, count=2), "11 10 00 01 00 02 12 98"),
        (Refused(address=0x0A, reason=0x02), "0A 90 02 8D C0"),
    ],
)
def test_each_answer_both_ways(reply, frame):
    stream = modbus.encode(reply)

    assert stream[:-2] == bytes.fromhex(frame)[:-2]
    assert modbus.ReplyDecoder().feed(stream) == [reply]


def test_the_echo_of_our_own_request_is_no_answer():
    request = modbus.encode(Write(address=3, start=0, words=b"A007"))
    answer = Written(address=3, start=0, count=2)

    assert modbus.ReplyDecoder().feed(request + modbus.encode(answer)) == [answer]


def test_half_a_word_is_filled_and_too_many_words_are_refused():
    assert modbus.in_words(b"A07") == b"A07 "
    for words in (b"", b"odd", bytes(2 * 124)):
        with pytest.raises(ValueError, match="words"):
            modbus.encode(Write(address=3, start=0, words=words))


# BX-5 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        # Frames of a public driver of these cards: ping, and clear the screen.
        (
            "A2 00 01 00 00",
            "A5 A5 A5 A5 A5 A5 A5 A5 01 00 00 80 00 00 00 00 00 00 FE 02 05 00"
            " A2 00 01 00 00 68 F8 5A",
        ),
        (
            "A3 10 01 00 00",
            "A5 A5 A5 A5 A5 A5 A5 A5 01 00 00 80 00 00 00 00 00 00 FE 02 05 00"
            " A3 10 01 00 00 51 F8 5A",
        ),
    ],
)
def test_published_frames_of_the_card_both_ways(data, frame):
    published = bx5.Frame(destination=1, source=bx5.HOST, data=bytes.fromhex(data))
    stream = bytes.fromhex(frame)

    assert bx5.encode(published) == stream
    assert bx5.Decoder().feed(stream) == [published]


def test_a_dynamic_area_byte_by_byte():
    text = AreaText(area=Area(area_id=2, x=16, y=8, width=64, height=16), gbk=b"A007")

    frame = bx5.frame_of(1, text)

    assert frame.data == bytes.fromhex(
        "A3 06 01 00 00 00 01 1F 00"  # write, answer wanted, none deleted, one area of 31 bytes
        "00 10 80 08 00 40 80 10 00"  # x, y, width and height, x and width in pixels
        "02 00 00 00 00 00 00 00"  # area, line space, run mode, time-out, reserved
        "01 01 01 00 01 04"  # one line, no new line, still, exit, speed, stay
        "04 00 00 00 41 30 30 37"
    )
    assert bx5.read_text(frame) == text


def test_a_text_may_vanish_by_itself_and_need_not_be_answered():
    text = AreaText(area=LINE, gbk=b"A007", forget_after_s=300, wants_answer=False)

    frame = bx5.frame_of(1, text)

    assert (frame.data[2], frame.data[20], frame.data[21:23]) == (0x02, 0x02, b"\x2c\x01")
    assert bx5.read_text(frame) == text


@pytest.mark.parametrize("word", ["互联网", "亥", "乑", "互亥乑", "[Z]"])
def test_texts_with_the_bytes_that_frames_are_made_of_arrive_whole(word):
    gbk = word.encode("gbk")
    assert set(gbk) & {0xA5, 0xA6, 0x5A, 0x5B}
    stream = bx5.encode(bx5.frame_of(1, AreaText(area=LINE, gbk=gbk)))

    assert stream.count(0x5A) == 1
    assert 0xA5 not in stream[8:]
    [frame] = bx5.Decoder().feed(stream)
    assert bx5.read_text(frame).gbk == gbk


@pytest.mark.parametrize(
    ("plain_byte", "escaped"),
    [("A5", "A6 02"), ("A6", "A6 01"), ("5A", "5B 02"), ("5B", "5B 01"), ("41", "41")],
)
def test_each_escape_both_ways(plain_byte, escaped):
    assert bx5.escape(bytes.fromhex(plain_byte)) == bytes.fromhex(escaped)
    assert bx5.unescape(bytes.fromhex(escaped)) == bytes.fromhex(plain_byte)


@pytest.mark.parametrize("broken", ["A6", "A6 03", "5B 00", "A5", "41 5A"])
def test_what_no_escaping_can_have_made(broken):
    assert bx5.unescape(bytes.fromhex(broken)) is None


@given(st.binary(max_size=60))
def test_unescaping_undoes_escaping(body):
    assert bx5.unescape(bx5.escape(body)) == body


def test_yes_and_no_of_a_card():
    for accepted in (True, False):
        [frame] = bx5.Decoder().feed(bx5.encode(bx5.answer(address=1, accepted=accepted)))
        assert bx5.read_answer(frame) is accepted
    assert bx5.read_answer(bx5.frame_of(1, AreaText(area=LINE, gbk=b""))) is None


# However they arrive ------------------------------------------------------------------------------

TEXTS = st.lists(
    st.text(st.sampled_from("请到号窗口暂停服务互联网亥乑A0137@ "), min_size=1, max_size=9),
    max_size=4,
)
# Bytes that frames are made of: plain random ones hardly ever come close to one.
NOISE = st.lists(
    st.sampled_from([0xAA, 0xBB, 0x51, 0x54, 0xFF, 0x40, 3, 0x10, 0, 0xA5, 0x5A, 0xA6, 2]),
    max_size=12,
).map(bytes)


def as_strip(gbk):
    return strip.encode(StripText(address=3, gbk=gbk)), strip.Decoder(), lambda t: t.gbk


def as_plain(gbk):
    return (
        plain.encode(PlainText(address=3, gbk=gbk)),
        plain.Decoder(address=3),
        lambda t: t.gbk,
    )


def as_modbus(gbk):
    words = modbus.in_words(gbk)
    return (
        modbus.encode(Write(address=3, start=0, words=words)),
        modbus.RequestDecoder(),
        lambda write: write.words,
    )


def as_bx5(gbk):
    frame = bx5.encode(bx5.frame_of(3, AreaText(area=LINE, gbk=gbk)))
    return frame, bx5.Decoder(), lambda frame: bx5.read_text(frame).gbk


EVERY_MAKE = pytest.mark.parametrize(
    "make", [as_strip, as_plain, as_modbus, as_bx5], ids=lambda m: m.__name__
)


@EVERY_MAKE
@given(TEXTS, st.data())
def test_however_the_bytes_are_chopped_the_texts_are_the_same(make, texts, data):
    codes = [text.encode("gbk") for text in texts]
    stream = b"".join(make(code)[0] for code in codes)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    _, decoder, gbk_of = make(b"A")

    found = [gbk_of(frame) for frame in fed(decoder, stream, cuts)]

    expected = [modbus.in_words(code) if make is as_modbus else code for code in codes]
    assert found == expected


@EVERY_MAKE
@given(st.lists(NOISE, min_size=3, max_size=3))
def test_noise_around_a_text_hides_it_from_no_sign_that_checks_and_repeats(make, noise):
    frame, decoder, gbk_of = make("互联网A007".encode("gbk"))
    # What noise has begun, the next frame ends: signs without a length need a second one.
    stream = noise[0] + frame + noise[1] + frame + frame + noise[2]

    found = [gbk_of(each) for each in fed(decoder, stream)]

    assert "互联网A007".encode("gbk") in [gbk.rstrip(b" ") for gbk in found]


@EVERY_MAKE
@given(st.binary(max_size=300), st.integers(1, 20))
def test_no_bytes_crash_a_parser_and_chopping_never_changes_what_it_finds(make, stream, size):
    at_once = fed(make(b"A")[1], stream)

    assert fed(make(b"A")[1], stream, list(range(size, len(stream), size))) == at_once


@given(st.binary(max_size=300), st.integers(1, 20))
def test_no_bytes_crash_the_reader_of_modbus_answers(stream, size):
    at_once = fed(modbus.ReplyDecoder(), stream)

    cuts = list(range(size, len(stream), size))
    assert fed(modbus.ReplyDecoder(), stream, cuts) == at_once
