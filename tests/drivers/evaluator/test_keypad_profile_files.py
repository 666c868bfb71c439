from importlib.resources import files

import pytest

from drivers.evaluator.profile import Side
from drivers.evaluator.profile_files import (
    UnknownName,
    keymap_names,
    load_profile,
    parse_profile,
    profile_names,
    read_profile,
)
from drivers.evaluator.protocol import Decoder, Frame, encode

SHIPPED = files("drivers.evaluator").joinpath("profiles/ff68-keypad.toml").read_text("utf-8")

POLLING = "[polling]\nevery_ms = 50\nevery_offline_ms = 1000\ntimeout_ms = 50\n\n"


def test_every_shipped_profile_loads_and_names_a_shipped_key_map():
    for name in profile_names():
        profile = load_profile(name)

        assert profile.name == name
        assert profile.default_keymap in keymap_names()


def test_the_line_of_the_shipped_keypad():
    profile = load_profile("ff68-keypad")

    assert (profile.baud, profile.inter_frame_s, profile.ack.timeout_s, profile.ack.retries) == (
        9600,
        0.02,
        0.3,
        3,
    )
    assert profile.lengths == {Side.DEVICE: range(3, 6), Side.HOST: range(2, 9)}


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ('"len", "len"', '"addr", "len"', "addr"),
        ('"len", "len", ', "", "len at least once"),
        ('"data", "cs"]', '"data"]', "cs once"),
        ('"func", "data", "cs"]', '"cs", "func", "data"]', "must stand before it"),
        ('counted = ["addr", "func", "data"]', 'counted = ["addr"]', "counted"),
        ("head = [0xFF, 0x68]", "head = []", "head"),
        ('0x68, "addr"', '0x168, "addr"', "parts"),
        ('kind = "sum8"', 'kind = "sum9"', "kind"),
        ("device = [3, 5]", "device = [5, 3]", "least"),
        ("device = [3, 5]", "", "device and host"),
        ("arm = {", "ask = {", "arm missing"),
        ("acknowledge = { func", "other = { func", "acknowledge missing"),
        ("[key_event]", f"{POLLING}[key_event]", "poll missing"),
        ("retries = 3", "retries = 3\nretry = 4", "retry"),
    ],
)
def test_a_profile_that_cannot_work_is_refused_by_the_name_of_the_field(good, bad, complaint):
    assert good in SHIPPED

    with pytest.raises(ValueError, match=complaint):
        parse_profile(SHIPPED.replace(good, bad, 1))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("xor8", "FF 68 03 03 68 01 11 00 10 16"),
        ("crc16-arc", "FF 68 03 03 68 01 11 00 5D 90 16"),
        ("crc16-ccitt0", "FF 68 03 03 68 01 11 00 72 07 16"),
    ],
)
def test_another_checksum_is_another_word_in_the_file(tmp_path, kind, expected):
    path = tmp_path / "ours.toml"
    path.write_text(SHIPPED.replace('"sum8"', f'"{kind}"'), "utf-8")
    profile = read_profile(path)
    frame = Frame(address=1, func=0x11, data=b"\x00")

    assert encode(profile, frame).hex(" ").upper() == expected
    assert Decoder(profile, source=Side.DEVICE).feed(bytes.fromhex(expected)) == [frame]


def test_a_profile_may_do_without_checksum_and_tail():
    text = (
        SHIPPED.replace('"sum8"', '"none"')
        .replace(', "cs"]', "]")
        .replace("tail = [0x16]", "tail = []")
    )
    profile = parse_profile(text)
    frame = Frame(address=1, func=0x11, data=b"\x05")

    assert encode(profile, frame) == bytes.fromhex("FF 68 03 03 68 01 11 05")
    assert Decoder(profile, source=Side.DEVICE).feed(encode(profile, frame)) == [frame]


def test_an_unknown_profile_is_named_together_with_the_known_ones():
    with pytest.raises(UnknownName, match=r"'ff69'.*ff68-keypad"):
        load_profile("ff69")


@pytest.mark.parametrize(
    ("wire", "frame"),
    [
        ("AA 55 01 01 05 90 53", Frame(address=1, func=0x05, data=b"")),
        ("AA 55 01 01 01 91 90", Frame(address=1, func=0x01, data=b"")),
        ("AA 55 09 02 11 05 6E 0F", Frame(address=9, func=0x11, data=b"\x05")),
    ],
    ids=["poll", "question", "key"],
)
def test_the_example_of_a_polled_line_byte_by_byte(wire, frame):
    profile = load_profile("example-polled")

    assert encode(profile, frame).hex(" ").upper() == wire
    assert Decoder(profile, source=Side.DEVICE).feed(bytes.fromhex(wire)) == [frame]
