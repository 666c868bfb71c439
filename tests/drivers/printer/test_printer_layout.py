import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.document import (
    DOUBLE,
    Align,
    Banner,
    Columns,
    Cut,
    Document,
    Line,
    Rule,
    Size,
)
from drivers.printer.layout import (
    CLOSING,
    OPENING,
    Row,
    clean,
    lay_out,
    text_width,
    wrap,
    wrap_evenly,
)

HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
WORDS = st.text("ABCxyz0179", min_size=1, max_size=6)
MARKS = st.sampled_from("，。、：；！？）》”（《“·")
PROSE = st.lists(st.one_of(HANZI, HANZI, WORDS, st.tuples(HANZI, MARKS, HANZI).map("".join)))
ANY_TEXT = st.text(max_size=80)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("A007", 4),
        ("窗口", 4),
        ("“…—·①”", 12),  # ambiguous in Unicode, wide on a Chinese printer
        ("½", 2),
        ("ǹ", 2),  # narrow in Unicode, two bytes in GB18030
        ("ｱ", 1),
        ("㐂", 2),
        ("𬉼", 2),
        ("ö", 1),
        ("é́", 2),  # the second accent is a mark of its own without width
    ],
)
def test_width_is_what_the_printer_gives_a_text(text, columns):
    assert text_width(text) == columns


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("A\x1b@B\x10\x04\x01", "A@B"),
        ("一\r\n二\u2028三\n", "一\n二\n三\n"),
        ("一\t二\u00a0三\u3000四", "一 二 三\u3000四"),
        ("e\u0301", "é"),
        ("\u202e反\u200d", "反"),
        ("半\ud842个", "半\ufffd个"),
    ],
    ids=["commands", "line ends", "spaces", "composed", "invisible", "half a surrogate"],
)
def test_cleaning_leaves_only_what_can_be_printed(raw, kept):
    assert clean(raw) == kept


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("请到三号窗口办理。", 16, ["请到三号窗口办", "理。"]),
        ("请到（三号）窗口", 6, ["请到", "（三", "号）窗", "口"]),
        ("手机 13800000000 号", 14, ["手机", "13800000000 号"]),
        ("等待……马上", 6, ["等", "待……", "马上"]),
        ("一\n\n二", 8, ["一", "", "二"]),
        ("", 8, [""]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("  空两格", 20, ["  空两格"]),
    ],
    ids=["closing", "both", "word", "ellipsis", "paragraphs", "empty", "too long", "indent"],
)
def test_lines_break_where_a_reader_expects(text, columns, lines):
    assert wrap(text, columns) == lines


@pytest.mark.parametrize("columns", [48, 32, 24, 16])
@given(parts=PROSE)
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(columns, parts):
    lines = wrap("".join(parts), columns)

    assert [line for line in lines[1:] if line[0] in CLOSING] == []
    assert [line for line in lines[:-1] if line[-1] in OPENING] == []


@given(text=ANY_TEXT.map(clean), columns=st.integers(2, 48))
def test_wrapping_keeps_every_character_and_every_line_within_its_columns(text, columns):
    for lines in (wrap(text, columns), wrap_evenly(text, columns)):
        assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
        assert max(map(text_width, lines)) <= columns


def test_a_run_of_marks_longer_than_the_line_is_cut_where_it_is_full():
    assert wrap("，，，，，", 4) == ["，，", "，，", "，"]


def test_wrapping_refuses_less_than_a_chinese_character():
    with pytest.raises(ValueError, match="1 columns"):
        wrap("一", 1)


def test_centred_text_leaves_no_last_character_on_its_own():
    name = Line("高阳县政务服务中心", size=DOUBLE, align=Align.CENTER)

    rows = lay_out(Document((name,)), columns=32)

    assert [row.text for row in rows] == ["高阳县政务", "服务中心"]


@pytest.mark.parametrize("columns", [48, 32])
@given(
    text=ANY_TEXT,
    right=ANY_TEXT,
    size=st.builds(Size, st.integers(1, 8), st.integers(1, 8)),
    align=st.sampled_from(Align),
)
def test_every_row_fits_the_paper_at_its_size(columns, text, right, size, align):
    blocks = (Line(text, size=size, align=align), Columns(text, right, size=size), Rule())

    rows = lay_out(Document(blocks), columns=columns)

    assert [row for row in rows if text_width(row.text) * row.size.width > columns] == []


@pytest.mark.parametrize(
    ("text", "columns", "size"),
    [("A007", 48, 8), ("A007", 32, 8), ("AB1007", 32, 5), ("号", 48, 8)],
)
def test_a_banner_is_as_large_as_the_paper_allows(text, columns, size):
    rows = lay_out(Document((Banner(text),)), columns=columns)

    assert rows == (Row(text, size=Size(size, size), align=Align.CENTER, bold=True),)


def test_a_banner_longer_than_a_line_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        lay_out(Document((Banner("A" * 33),)), columns=32)


def test_two_texts_stand_left_and_right_or_on_two_lines():
    fits, too_long = Columns("2025-11-24", "09:32"), Columns("高阳县政务服务中心大厅", "二〇二五年")

    rows = lay_out(Document((fits, too_long, Cut())), columns=32)

    assert rows == (
        Row("2025-11-24" + " " * 17 + "09:32"),
        Row("高阳县政务服务中心大厅"),
        Row("二〇二五年", align=Align.RIGHT),
        Cut(),
    )


@pytest.mark.parametrize("make", [lambda: Size(0, 1), lambda: Size(1, 9)])
def test_sizes_no_printer_has_are_refused(make):
    with pytest.raises(ValueError, match="within 1 to 8"):
        make()
