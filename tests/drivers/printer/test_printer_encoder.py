from dataclasses import replace

import pytest
import segno

from drivers.printer.document import (
    DOUBLE,
    TALL,
    Align,
    Cut,
    Document,
    Feed,
    Line,
    Picture,
    Qr,
    Size,
)
from drivers.printer.encoder import Substitution, encode, has_native_code
from drivers.printer.profile import own_profiles
from drivers.printer.raster import fitting_module_dots, most_modules

WIDE, NARROW = own_profiles()["escpos-80"], own_profiles()["escpos-58"]
BASIC, TEAR_OFF = own_profiles()["escpos-80-basic"], own_profiles()["escpos-58-basic"]
PRESENTING = own_profiles()["presenter-80"]
START = b"\x1b@\x1c&\x1da\x0f"
START_PLAIN = b"\x1b@\x1c&"  # of printers that are not told to report changes by themselves


def encoded(*blocks, profile=WIDE, face=None):
    return encode(Document(blocks), profile, face=face)


def test_a_plain_line_is_gb18030_after_chinese_mode_is_on():
    assert encoded(Line("请A001号")).data == START + b"\x1b3\x20" + bytes.fromhex(
        "C7EB 41303031 BAC5 0A"
    )


def test_full_width_punctuation_alone_is_printed_as_it_is():
    assert encoded(Line("：，。")).data.endswith(bytes.fromhex("A3BA A3AC A1A3 0A"))


@pytest.mark.parametrize(
    ("size", "commands"),
    [
        (DOUBLE, "1C5701 1C210C 1D2111"),
        (TALL, "1C5700 1C2108 1D2101"),
        (Size(2, 1), "1C5700 1C2104 1D2110"),
        (Size(3, 3), "1C5701 1C210C 1D2122"),
        (Size(8, 8), "1C5701 1C210C 1D2177"),
    ],
)
def test_sizes_are_set_for_chinese_and_for_ascii(size, commands):
    assert bytes.fromhex(commands) in encoded(Line("号", size=size)).data


def test_a_head_that_needs_no_chinese_sizes_gets_none():
    profile = replace(WIDE, chinese_sizes=False)

    data = encoded(Line("号", size=DOUBLE), profile=profile).data

    assert b"\x1d!\x11" in data
    assert b"\x1cW" not in data


def test_only_differences_are_sent():
    one = Line("一", align=Align.CENTER, bold=True)

    assert encoded(one, one, Line("二")).data == START + bytes.fromhex(
        "1B6101 1B4501 1B3320 D2BB0A D2BB0A 1B6100 1B4500 B6FE0A"
    )


def test_text_cannot_carry_commands():
    attack = "\x1b@\x1dV\x00\x10\x04\x01\x1c.完"

    assert encoded(Line(attack)).data == START + b"\x1b3\x20@V.\xcd\xea\n"


@pytest.mark.parametrize(
    ("profile", "stream"),
    [
        (WIDE, START + b"\x1dV\x42\x18"),
        (NARROW, START + b"\x1dV\x42\x18"),
        (TEAR_OFF, START_PLAIN + b"\x1bJ\x60"),
        (PRESENTING, START_PLAIN + b"\x1bJ\x18\x1de\x03\x0c"),
    ],
)
def test_the_slip_is_fed_cut_and_presented_as_the_profile_says(profile, stream):
    assert encoded(Cut(), profile=profile).data == stream


def test_a_full_cut_is_its_own_command():
    assert encoded(Cut(), profile=replace(WIDE, cut="full")).data == START + b"\x1dV\x41\x18"


def test_a_feed_is_in_dots():
    assert encoded(Feed(30), Feed(0)).data == START + b"\x1bJ\x1e"


def test_a_qr_code_is_left_to_a_printer_that_can_draw_it():
    assert encoded(Qr("http://h/t/1", module_dots=5)).data == START + (
        b"\x1ba\x01\x1bJ\x14"
        b"\x1d(k\x04\x001A2\x00"
        b"\x1d(k\x03\x001C\x05"
        b"\x1d(k\x03\x001E1"
        b"\x1d(k\x0f\x001P0http://h/t/1"
        b"\x1d(k\x03\x001Q0"
        b"\x1bJ\x14"
    )


def test_a_qr_code_is_a_picture_as_wide_as_the_paper_elsewhere():
    data = encoded(Qr("http://h/t/1", module_dots=4), profile=BASIC).data

    side = (21 + 8) * 4
    assert data.startswith(START_PLAIN + b"\x1dv0\x00\x48\x00" + side.to_bytes(2, "little"))
    assert len(data) == len(START_PLAIN) + 8 + 72 * side


def test_the_modules_shrink_where_the_code_would_not_fit():
    assert fitting_module_dots(Qr("h" * 500, module_dots=16), dots=384) == 384 // (85 + 8)


@pytest.mark.parametrize("length", [1, 14, 15, 26, 62, 63, 213, 331, 332, 500])
def test_the_side_of_a_code_is_known_without_drawing_it(length):
    link = ("https://hall.example/t/" + "x" * length)[-length:]
    code = segno.make(link, error="m", boost_error=False, micro=False)

    assert most_modules(Qr(link)) == len(code.matrix)


@pytest.mark.parametrize("link", ["", "http://中", "a\x1d(k", "x" * 501])
def test_a_qr_code_holds_printable_ascii_only(link):
    with pytest.raises(ValueError, match="QR code on a slip"):
        Qr(link)


@pytest.mark.parametrize(
    ("char", "encoding", "native"),
    [
        ("号", "gb2312", True),
        ("·", "gb2312", True),
        ("—", "gb2312", True),
        ("镕", "gb2312", False),
        ("镕", "gbk", True),
        ("㐂", "gb18030", False),
        ("ö", "gb18030", False),
        ("\ue5e5", "gb18030", False),
        ("~", "gb18030", True),
        ("\x7f", "gb18030", False),
    ],
)
def test_what_the_printers_font_holds(char, encoding, native):
    assert has_native_code(char, encoding) is native


def test_without_a_font_rare_characters_are_marked_and_reported():
    result = encoded(Line("张㐂同志 Jörg"))

    assert result.data.endswith("张〓同志 J〓rg\n".encode("gb18030"))
    assert result.substitutions == (
        Substitution("㐂", "张㐂同志 Jörg"),
        Substitution("ö", "张㐂同志 Jörg"),
    )


def test_with_a_font_the_line_is_drawn_and_nothing_is_substituted(face):
    result = encoded(Line("张㐂同志 Jörg"), Line("下一行"), face=face)

    assert result.substitutions == ()
    assert result.data.startswith(START + b"\x1dv0\x00\x48\x00\x18\x00")
    assert any(result.data[len(START) + 8 : len(START) + 8 + 72 * 24])
    assert result.data.endswith("下一行\n".encode("gb18030"))


def test_what_the_font_lacks_too_is_marked_and_reported(face):
    result = encoded(Line("好\U0010fffd"), face=face)

    assert result.data.endswith("好〓\n".encode("gb18030"))
    assert [substitution.char for substitution in result.substitutions] == ["\U0010fffd"]


def test_a_logo_is_a_picture_in_the_middle():
    assert encoded(Picture(2, bytes((0x80, 0x01, 0xFF, 0x00)))).data == START + (
        b"\x1ba\x01\x1dv0\x00\x02\x00\x02\x00\x80\x01\xff\x00"
    )


def test_a_logo_wider_than_the_paper_is_refused():
    with pytest.raises(ValueError, match="does not fit 384"):
        encoded(Picture(49, bytes(49)), profile=NARROW)


@pytest.mark.parametrize(("across", "dots"), [(0, b""), (1, b""), (2, b"abc")])
def test_a_picture_has_whole_rows(across, dots):
    with pytest.raises(ValueError, match="no rows"):
        Picture(across, dots)


def test_no_picture_looks_like_a_question_to_the_printer():
    dots = bytes.fromhex("100401 100502 101401 100101")

    data = encoded(Picture(3, dots)).data

    assert data.endswith(bytes.fromhex("180401 180502 181401 100101"))
