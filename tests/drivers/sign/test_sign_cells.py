import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.sign.cells import Cells, TooWide, fitted, in_cells, is_text, read_cells, width


def test_a_chinese_character_takes_two_cells_and_two_bytes():
    assert in_cells("请A007号") == Cells(gbk=bytes.fromhex("C7 EB 41 30 30 37 BA C5"))
    assert width("请A007到3号窗口") == 15


def test_what_gbk_cannot_say_is_replaced_and_named():
    cells = in_cells("𬉼A\r€")

    assert cells.gbk == "□A□□".encode("gbk")
    assert cells.replaced == ("𬉼", "\r", "€")


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("欢迎光临", 12, "  欢迎光临  "),
        ("A007", 8, "  A007  "),
        ("A07", 8, "  A07   "),
        ("", 4, "    "),
    ],
)
def test_a_text_stands_in_the_middle_of_all_cells(text, cells, shown):
    assert fitted(text, cells=cells).gbk == shown.encode("gbk")


def test_a_text_that_does_not_fit_is_refused_and_never_cut():
    with pytest.raises(TooWide) as refused:
        fitted("请A007到3号窗口", cells=12)

    assert (refused.value.needs, refused.value.has) == (15, 12)


@given(st.text(max_size=30))
def test_whatever_is_written_is_a_text_that_every_protocol_can_carry(text):
    gbk = in_cells(text).gbk

    assert is_text(gbk)
    assert 0xFF not in gbk
    assert 0x0D not in gbk
    assert width(read_cells(gbk)) == len(gbk)


@pytest.mark.parametrize("raw", ["0D", "C7", "41 00", "FF", "80"])
def test_bytes_that_are_no_text(raw):
    assert not is_text(bytes.fromhex(raw))
