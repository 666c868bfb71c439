import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.protocol import LONGEST, Decoder, Fault, Scan

NOISE_BYTES = int(os.environ.get("NOISE_BYTES", "10000000"))
CODE = "BDY:aB3_x-Y7"
URL = "http://10.0.0.2:8000/t/t0k3n-of_a-ticket"


def scans(*chunks, prefix=b""):
    decoder = Decoder(prefix=prefix)
    return [scan for chunk in chunks for scan in decoder.feed(chunk)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"], ids=["CR", "LF", "CRLF"])
def test_a_scan_ends_as_the_scanner_was_set_and_is_one(end):
    assert scans(CODE.encode() + end + URL.encode() + end) == [Scan(CODE), Scan(URL)]


def test_what_is_not_ended_is_no_scan():
    assert scans(CODE.encode()) == []


@pytest.mark.parametrize(
    ("wire", "scan"),
    [
        (b"]Q3BDY:12345678\r", Scan("BDY:12345678", "]Q3")),
        (b"]C1BDY:12345678\r", Scan("BDY:12345678", "]C1")),
        (b"]QBDY:12345678\r", Scan("DY:12345678", "]QB")),
        (b"BDY:]Q345\r", Scan("BDY:]Q345")),
    ],
    ids=["QR", "GS1-128", "a modifier may be a letter", "only at the beginning"],
)
def test_an_aim_identifier_is_told_apart(wire, scan):
    assert scans(wire) == [scan]


def test_a_prefix_is_taken_off_where_it_is():
    assert scans(b"\x02>" + CODE.encode() + b"\r" + CODE.encode() + b"\r", prefix=b"\x02>") == [
        Scan(CODE),
        Scan(CODE),
    ]


def test_prefix_and_identifier_may_stand_together():
    assert scans(b">]Q3" + CODE.encode() + b"\r", prefix=b">") == [Scan(CODE, "]Q3")]


@pytest.mark.parametrize(
    "line",
    [b"BDY:1234\x005678", b"BDY:1234\xff5678", b"\x1b[ABDY:12345678", b"\x02BDY:12345678", b"\x7f"],
    ids=["zero", "no UTF-8", "escape", "unknown prefix", "delete"],
)
def test_garbage_is_refused_and_the_next_scan_is_not(line):
    decoder = Decoder()

    assert decoder.feed(line + b"\r" + CODE.encode() + b"\r") == [Scan(CODE)]
    assert decoder.faults == {Fault.GARBAGE: 1}


def test_an_overlong_line_is_refused_as_a_whole_and_the_next_scan_is_not():
    decoder = Decoder()
    overlong = [CODE.encode() * 10 for _ in range(100)]

    found = [scan for chunk in overlong for scan in decoder.feed(chunk)]
    found += decoder.feed(b"\r" + CODE.encode() + b"\r")

    assert found == [Scan(CODE)]
    assert decoder.faults == {Fault.TOO_LONG: 1}


def test_the_longest_line_is_taken_and_one_byte_more_is_not():
    assert scans(b"x" * LONGEST + b"\r") == [Scan("x" * LONGEST)]
    assert scans(b"x" * (LONGEST + 1) + b"\r") == []


def test_a_scan_that_nobody_ended_does_not_stand_before_the_next():
    decoder = Decoder()
    decoder.feed(b"BDY:1234")
    decoder.drop()

    assert decoder.feed(CODE.encode() + b"\r") == [Scan(CODE)]
    assert decoder.faults == {Fault.UNENDED: 1}


def test_a_line_with_a_hole_in_it_is_refused():
    decoder = Decoder()
    decoder.feed(b"BDY:12")
    decoder.spoil()

    assert decoder.feed(b"78\rBDY:12345678\r") == [Scan("BDY:12345678")]
    assert decoder.faults == {Fault.INCOMPLETE: 1}


def test_empty_lines_and_bare_identifiers_are_nothing():
    decoder = Decoder()

    assert decoder.feed(b"\r\n\n\r]Q3\r   \r") == []
    assert not decoder.faults


def test_chinese_is_text():
    assert scans("某县政务服务中心\r".encode()) == [Scan("某县政务服务中心")]


def test_a_scan_does_not_show_what_was_scanned():
    assert repr(Scan(CODE, "]Q3")) == "Scan(symbology=']Q3')"


texts = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=4, max_size=40)


@given(st.lists(texts, max_size=5), st.sampled_from([b"\r", b"\n", b"\r\n"]), st.data())
def test_however_the_bytes_are_chopped_the_scans_are_the_same(codes, end, data):
    stream = b"".join(code.encode() + end for code in codes)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    assert scans(*chunks) == scans(stream)
    if not any(code.startswith("]") for code in codes):
        assert scans(*chunks) == [Scan(code) for code in codes]


def test_noise_between_scans_hides_none_of_them():
    chance = random.Random(5)
    noise = [chance.randbytes(40) for _ in range(200)]
    stream = b"".join(each + b"\0\r" + CODE.encode() + b"\r" for each in noise)

    assert scans(stream).count(Scan(CODE)) == 200


def test_ten_million_random_bytes_hold_no_long_scan():
    # A line of 8 printable ASCII characters between two ends: some 2e-8 a position, 0.2 for all,
    # and then not one that begins as a code of ours does; the seed fixes the outcome.
    chance = random.Random(20240503)
    decoder = Decoder()

    found = [s for _ in range(NOISE_BYTES // 1_000) for s in decoder.feed(chance.randbytes(1_000))]

    assert [scan for scan in found if len(scan.text) >= 12] == []
    assert decoder.faults[Fault.GARBAGE] > NOISE_BYTES / 1_000
